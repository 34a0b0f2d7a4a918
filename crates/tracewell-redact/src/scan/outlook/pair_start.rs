use super::outlook::NOWHERE;
use crate::name::Sensitivity;
use crate::scan::known_names::{self, Key};
use crate::scan::marker;
use crate::scan::pair::{PlainName, may_be_pair};
use crate::scan::text::Text;

/// Where separators stand that may part a sensitive name from its value, told one by one.
pub(super) struct PairStarts<'n> {
    names: &'n Sensitivity,
    first: usize,
    /// The first one that parts nothing so as long as nothing before it is replaced, and no `@` ends user and password of
    /// a URL behind it.
    first_doubtful: usize,
}

impl<'n> PairStarts<'n> {
    pub(super) fn new(names: &'n Sensitivity) -> Self {
        Self { names, first: NOWHERE, first_doubtful: NOWHERE }
    }

    pub(super) fn names(&self) -> &'n Sensitivity {
        self.names
    }

    /// The first separator at which anything may be found.
    pub(super) fn first(&self) -> usize {
        self.first
    }

    /// The same in a text in which something else may be found.
    pub(super) fn first_beside_others(&self) -> usize {
        self.first.min(self.first_doubtful)
    }

    /// Notes a separator that is not for this to judge.
    pub(super) fn see_other(&mut self, at: usize) {
        self.first = self.first.min(at);
    }

    /// Whether the separator at `at` was told at once, by the `run` bytes of words before it.
    #[inline]
    pub(super) fn knows(&mut self, bytes: &[u8], at: usize, run: usize) -> bool {
        let knows = is_known(bytes, at, run, self.names);
        if knows {
            self.first_doubtful = self.first_doubtful.min(at);
        }
        knows
    }

    /// Judges the separator at `at`.
    #[inline(never)]
    pub(super) fn judge(&mut self, bytes: &[u8], at: usize) {
        if marker::around_colon(Text::new(bytes, false), at).is_some() {
            return;
        }
        let name = PlainName::before(bytes, at);
        let rules = self.names.number();
        let key = name.and_then(|name| Key::of(bytes, name.start(), name.end()));
        if !key.is_some_and(|key| known_names::is_known(rules, key)) {
            let may_be = may_be_pair(bytes, at, self.names);
            if may_be && !name.is_some_and(|name| name.is_harmless(bytes, self.names)) {
                self.first = self.first.min(at);
                return;
            }
            if let (Some(key), true) = (key, name.is_some_and(|name| name.tells_alone(bytes))) {
                known_names::note(rules, key);
            }
        }
        self.first_doubtful = self.first_doubtful.min(at);
    }
}

/// Whether one look at the `run` bytes of words before the separator at `at` tells that it parts no secret from its name.
#[inline]
pub(super) fn is_known(bytes: &[u8], at: usize, run: usize, names: &Sensitivity) -> bool {
    match Key::behind_blank(bytes, at, run) {
        Some(key) => known_names::is_known(names.number(), key),
        None => is_known_else(bytes, at, run, names),
    }
}

/// The same of what is no name of usual length in the middle of a text.
#[inline(never)]
fn is_known_else(bytes: &[u8], at: usize, run: usize, names: &Sensitivity) -> bool {
    let start = at - run;
    match start.checked_sub(1).and_then(|before| bytes.get(before)) {
        None | Some(b' ') => Key::of(bytes, start, at).is_some_and(|key| known_names::is_known(names.number(), key)),
        // Times and ports: a number alone is no name.
        Some(before) => run > 0 && PlainName::begins_behind(*before) && bytes[start..at].iter().all(u8::is_ascii_digit),
    }
}
