use super::Subject;
use crate::Entry;
use crate::json::Strings;
use crate::state::id_of;

/// What of a line is to go: its user, its value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    pub(super) user: bool,
    pub(super) value: bool,
}

impl Parts {
    pub(super) fn any(self) -> bool {
        self.user || self.value
    }

    pub(super) fn of(entry: &Entry<'_>, subject: Subject<'_>) -> Self {
        // It is what makes the other ones hold.
        if entry.kind() == "Erased" {
            return Self::default();
        }
        let value = entry.value().filter(|value| *value != "null");
        match subject {
            Subject::Object(id) => {
                let value = value.is_some_and(|value| match value.as_bytes() {
                    [b'{', ..] => is_object(value, id),
                    [b'[', ..] => holds(value, id),
                    _ => id_of(value).is_some_and(|found| found == id),
                });
                Self { user: false, value }
            }
            Subject::User(id) => {
                let user = entry.user() == Some(id);
                let theirs = user && matches!(entry.subject_and_verb().1, "created" | "updated" | "denied");
                Self { user, value: value.is_some_and(|value| theirs || holds(value, id)) }
            }
        }
    }

    /// Whether the id is in what stays, in whatever form: inside a longer text, as the name of a member, in another part.
    pub(super) fn leave(self, entry: &Entry<'_>, id: &str) -> bool {
        let holds = |text: Option<&str>| text.is_some_and(|text| text.contains(id));
        // Of a line of the older form that loses anything, what it has beyond its form is lost as well.
        let request = entry.correlation_id().filter(|_| entry.seq().is_some() || !self.any());
        (!self.user && holds(entry.user()))
            || (!self.value && entry.value().is_some_and(|value| mentions(value, id)))
            || holds(request)
            || holds(entry.team())
    }
}

/// Whether a text of the value is exactly this. Names of members are the application's own words: a user who is called like
/// one is not meant by it.
fn holds(value: &str, id: &str) -> bool {
    may_hold(value, id) && Strings::of(value).any(|text| text.names().is_none() && text.says() == id)
}

fn mentions(value: &str, id: &str) -> bool {
    may_hold(value, id) && (value.contains(id) || Strings::of(value).any(|text| text.says().contains(id)))
}

/// An id that does not stand there as it is may be written with escapes.
fn may_hold(value: &str, id: &str) -> bool {
    memchr::memmem::find(value.as_bytes(), id.as_bytes()).is_some() || value.contains('\\')
}

/// Whether an object has this id, by any of the members of that name.
fn is_object(value: &str, id: &str) -> bool {
    let mut named = Strings::of(value).filter(|text| text.depth == 1 && text.says() == "id");
    named.any(|name| {
        let Some((behind, _)) = name.names() else { return false };
        match behind.as_bytes().first() {
            Some(b'"') => Strings::of(behind).next().is_some_and(|text| text.says() == id),
            Some(b'{' | b'[' | b'n') | None => false,
            _ => behind.split([',', '}']).next().is_some_and(|number| number.trim_end() == id),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_is_found_by_its_own_id() {
        assert!(is_object(r#"{"a":{"id":"y"},"id" : "x"}"#, "x") && !is_object(r#"{"a":{"id":"y"},"id":"x"}"#, "y"));
        assert!(is_object(r#"{"id":"a","\u0069d":"\u0078"}"#, "x") && is_object(r#"{"id":7 ,"n":8}"#, "7"));
        assert!(!is_object(r#"{"a":"id","id":null}"#, "null"));
    }

    #[test]
    fn a_text_is_found_and_a_name_is_not() {
        let deep = format!(r#"{{"x":{}"a\u006ena"{}}}"#, "[".repeat(200), "]".repeat(200));
        assert!(holds(&deep, "anna") && holds(r#"{"by":"anna","by":"bert"}"#, "anna"));
        assert!(!holds(r#"{"anna":1,"x":"anna b"}"#, "anna"));
        for text in [r#"{"anna":1}"#, r#"{"x":"by \u0061nna"}"#, r#"{"\u0061nna":1}"#] {
            assert!(mentions(text, "anna"), "{text}");
        }
        assert!(!mentions(r#"{"x":"\u0061nne"}"#, "anna"));
    }
}
