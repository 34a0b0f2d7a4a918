use super::{Entry, Moment};
use crate::integrity::Reason;
use crate::state::id_of;

/// Characters of a time up to its second.
const SECOND: usize = "2026-11-22T03:15:00".len();

/// Says of lines that belong whether a reader can use them, so that what is called intact can be replayed.
#[derive(Debug, Default)]
pub(super) struct Usable {
    /// The last second that was found readable: most lines share theirs with the one before.
    second: String,
}

impl Usable {
    pub(super) fn check(&mut self, entry: &Entry<'_>) -> Option<Reason> {
        if !self.is_time(entry.time()) {
            return Some(Reason::Time);
        }
        // A line of the chain holds what this library was given; one of the older form whatever somebody wrote.
        (entry.seq().is_none() && !has_value(entry)).then_some(Reason::Value)
    }

    fn is_time(&mut self, time: &str) -> bool {
        let (second, rest) = time.split_at_checked(SECOND).unwrap_or((time, ""));
        let fraction = rest.strip_prefix('.').and_then(|rest| rest.strip_suffix('Z')).map(str::as_bytes);
        let plain = fraction.is_some_and(|digits| digits.len() == 6 && digits.iter().all(u8::is_ascii_digit));
        if plain && second == self.second {
            return true;
        }
        let readable = Moment::of_line(time).is_some();
        if plain && readable {
            second.clone_into(&mut self.second);
        }
        readable
    }
}

/// Whether there is what an event of this type has to have.
fn has_value(entry: &Entry<'_>) -> bool {
    let value = entry.value();
    match entry.subject_and_verb().1 {
        "created" | "updated" | "deleted" if value.is_none() => entry.is_erased(),
        "created" | "updated" => value.is_some_and(|value| value.starts_with('{') && id_of(value).is_some()),
        "deleted" => value.is_some_and(|value| id_of(value).is_some()),
        _ => true,
    }
}
