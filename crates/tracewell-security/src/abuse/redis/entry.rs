use std::net::IpAddr;

use super::texts::TEXTS;
use crate::abuse::{Kind, Observation, Subject};

/// One violation as a request hands it over: a line of the processor's cache, and its [`Texts`](super::texts::Texts) elsewhere.
///
/// It owns nothing, and nothing of its request: that would be kept until Redis has answered, and be freed by another thread
/// than the one that needs the memory next.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// By the local clock, in milliseconds.
    pub(super) at: u64,
    pub(super) violation: &'static str,
    pub(super) host: Option<IpAddr>,
    /// By kind: how many the local windows know of.
    known: [u16; 3],
    /// By kind, a bit each: whether the signal was given.
    signalled: u8,
    /// Its signals were given already, as Redis was away when it came.
    pub(super) judged: bool,
    /// Of the place in a trace, where there is one.
    pub(super) trace_flags: Option<u8>,
    /// Of its texts, in bytes; none is empty that is there.
    pub(super) lengths: [u16; TEXTS],
}

impl Entry {
    pub(super) fn new(seen: &Observation<'_>, at: u64, judged: bool) -> Self {
        Self {
            at,
            violation: seen.violation().code(),
            host: None,
            known: [0; 3],
            signalled: 0,
            judged,
            trace_flags: None,
            lengths: [0; TEXTS],
        }
    }

    /// Says what the local windows know of a subject.
    pub(super) fn know(&mut self, subject: &Subject<'_>, count: u32, signalled: bool) {
        if let Subject::Host(address) = subject {
            self.host = Some(*address);
        }
        let place = subject.kind() as usize;
        // Nobody counts further than the highest threshold.
        self.known[place] = u16::try_from(count).unwrap_or(u16::MAX);
        self.signalled |= u8::from(signalled) << place;
    }

    pub(super) fn known(&self, kind: Kind) -> u32 {
        self.known[kind as usize].into()
    }

    pub(super) const fn is_signalled(&self, kind: Kind) -> bool {
        self.signalled & 1 << kind as usize != 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Violation;

    #[test]
    fn an_entry_is_one_line_of_the_cache() {
        assert!(size_of::<Entry>() <= 64, "{}", size_of::<Entry>());
    }

    #[test]
    fn what_is_known_of_one_kind_is_not_known_of_another() {
        let mut entry = Entry::new(&Observation::new(Violation::LoginFailed), 7, false);
        entry.know(&Subject::User("alice"), 10_000, true);
        assert_eq!([Kind::Host, Kind::User, Kind::Principal].map(|kind| entry.known(kind)), [0, 10_000, 0]);
        assert_eq!(
            [Kind::Host, Kind::User, Kind::Principal].map(|kind| entry.is_signalled(kind)),
            [false, true, false]
        );
    }
}
