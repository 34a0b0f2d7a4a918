use std::net::IpAddr;

use tracewell_context::Principal;

use super::origin::Origin;
use super::short_text::ShortText;
use crate::abuse::subject::beginning;
use crate::abuse::{Kind, Subject};

/// One violation on its way to Redis. It owns no memory but for names that are long.
#[derive(Debug)]
pub(super) struct Item {
    /// By the local clock, in milliseconds.
    pub(super) at: u64,
    pub(super) violation: &'static str,
    pub(super) origin: Option<Origin>,
    pub(super) subjects: [Option<Counted>; 3],
    /// Its signals were given already, as Redis was away when it came.
    pub(super) judged: bool,
    /// What it is called in Redis, once it was sent: sent twice, it is the same.
    pub(super) number: Option<u64>,
}

/// One subject of a violation, and what the local windows say of it.
#[derive(Debug)]
pub(super) struct Counted {
    name: Name,
    pub(super) key: u64,
    pub(super) count: u32,
    pub(super) signalled: bool,
}

#[derive(Debug)]
enum Name {
    Host(IpAddr),
    User(ShortText),
    Principal(Principal),
}

impl Item {
    pub(super) fn team(&self) -> Option<&str> {
        self.subjects.iter().flatten().find_map(|counted| match &counted.name {
            Name::Principal(principal) => Some(principal.team().as_str()),
            Name::Host(_) | Name::User(_) => None,
        })
    }
}

impl Counted {
    pub(super) fn new(subject: &Subject<'_>, key: u64, count: u32, signalled: bool) -> Self {
        let name = match *subject {
            Subject::Host(address) => Name::Host(address),
            Subject::User(name) => Name::User(ShortText::new(beginning(name))),
            Subject::Principal(principal) => Name::Principal(principal.clone()),
        };
        Self { name, key, count, signalled }
    }

    pub(super) fn subject(&self) -> Subject<'_> {
        match &self.name {
            Name::Host(address) => Subject::Host(*address),
            Name::User(name) => Subject::User(name.as_str()),
            Name::Principal(principal) => Subject::Principal(principal),
        }
    }

    pub(super) fn kind(&self) -> Kind {
        self.subject().kind()
    }
}
