use super::scanner::each_found;
use super::text::Text;
use crate::counts::Counts;
use crate::name::Sensitivity;

/// How much of what stands before is looked at: more than the longest name and what parts it from its value.
const REACH: usize = 128;

/// What parts a text from the one before, where they are told in a row.
const LINK: &str = ": ";

/// The end of a text, as far as it matters for one that is told behind it.
pub(crate) fn tail(text: &str) -> &str {
    let text = text.trim_ascii_end();
    let mut start = text.len().saturating_sub(REACH);
    while !text.is_char_boundary(start) {
        start += 1;
    }
    text.get(start..).unwrap_or_default()
}

/// Appends `text`, which is scrubbed already, to `out` with those secrets replaced that only show with `before` in front
/// of it: a name may end the one, and its value begin the other. `joint` is scratch space.
pub(crate) fn scrub_behind(
    (before, text): (&str, &str),
    (names, counts): (&Sensitivity, &Counts),
    joint: &mut String,
    out: &mut String,
) {
    joint.clear();
    for part in [tail(before), LINK] {
        joint.push_str(part);
    }
    let start = joint.len();
    joint.push_str(text);
    let mut done = start;
    each_found(Text::new(joint.as_bytes(), false), names, &mut |found| {
        if found.end > done {
            counts.add(found.mask.reason());
            out.push_str(joint.get(done..found.start).unwrap_or_default());
            found.mask.write(out);
            done = found.end;
        }
    });
    out.push_str(joint.get(done..).unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind(before: &str, text: &str) -> String {
        let (names, counts) = (Sensitivity::default(), Counts::new());
        let mut out = String::new();
        scrub_behind((before, text), (&names, &counts), &mut String::new(), &mut out);
        out
    }

    #[test]
    fn a_value_goes_whose_name_stands_before() {
        assert_eq!(behind("cannot read DB_PASSWORD", "hunter2 is too short"), "[REDACTED] is too short");
        assert_eq!(behind("bad header Authorization", "Bearer abc123def"), "[REDACTED]");
        assert_eq!(behind("cannot read the file", "not found"), "not found");
        assert_eq!(behind("", "plain"), "plain");
    }

    #[test]
    fn what_stands_before_is_not_told_again() {
        assert_eq!(behind("mail alice@example.com", "no such user"), "no such user");
        assert_eq!(behind(&"é".repeat(500), "no such user"), "no such user");
    }
}
