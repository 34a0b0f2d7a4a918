use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::builder::DEFAULT_LIMIT;
use crate::name::Sensitivity;
use crate::scan::Scanner;
use crate::tally::Tallies;
use crate::{Action, Class, Counts, KeyRing, Mode, Notice};

/// What a policy was built of.
#[derive(Debug)]
pub(crate) struct Rules {
    pub(crate) mode: Mode,
    pub(crate) redaction: bool,
    pub(crate) names: Sensitivity,
    pub(crate) allowed: BTreeSet<String>,
    pub(crate) allowed_query: BTreeSet<String>,
    pub(crate) allowed_headers: BTreeSet<String>,
    pub(crate) personal_params: BTreeSet<String>,
    pub(crate) actions: BTreeMap<Class, Action>,
    pub(crate) key_ring: Option<Arc<KeyRing>>,
    pub(crate) notices: Vec<Notice>,
    pub(crate) scanner: Scanner,
    pub(crate) counts: Counts,
    /// None where names are not counted.
    pub(crate) tallies: Option<Tallies>,
}

impl Rules {
    pub(crate) fn of(mode: Mode) -> Self {
        Self {
            mode,
            redaction: true,
            names: Sensitivity::default(),
            allowed: BTreeSet::new(),
            allowed_query: BTreeSet::new(),
            allowed_headers: BTreeSet::new(),
            personal_params: BTreeSet::new(),
            actions: BTreeMap::new(),
            key_ring: None,
            notices: Vec::new(),
            scanner: Scanner::new(DEFAULT_LIMIT),
            counts: Counts::new(),
            tallies: (mode == Mode::Development).then(Tallies::default),
        }
    }
}
