use super::judge::Judge;
use super::read::Entries;
use crate::input::{Interrupt, Log};

/// What it takes to read logs.
#[derive(Debug)]
pub(super) struct Reading<'r> {
    pub(super) logs: &'r [Log],
    /// Set where logs are read on while they grow.
    pub(super) follow: Option<Interrupt>,
    pub(super) entries: Entries,
    pub(super) judge: Judge,
}

/// What is left once they are read.
#[derive(Debug)]
pub(super) struct Judged {
    pub(super) entries: Entries,
    pub(super) judge: Judge,
    /// Violations that were told already.
    pub(super) told: usize,
    pub(super) all_read: bool,
}
