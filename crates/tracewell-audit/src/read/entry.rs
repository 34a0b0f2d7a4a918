use std::borrow::Cow;

use crate::integrity::Link;
use crate::line::text_of;

/// The team of lines that were written before there were teams.
const OLDER_TEAM: &str = "team-a";

/// A line that belongs, as it is read.
#[derive(Debug)]
pub struct Entry<'l> {
    line: u64,
    seq: Option<u64>,
    time: Cow<'l, str>,
    kind: Cow<'l, str>,
    user: Option<Cow<'l, str>>,
    team: Option<Cow<'l, str>>,
    correlation_id: Option<Cow<'l, str>>,
    value: Option<&'l str>,
    erased: bool,
    pub(crate) place: Place,
}

/// In which of a log's files a line stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Place {
    /// The state that stands for segments which are gone.
    Checkpoint,
    /// The sealed segment of this number.
    Sealed(u64),
    /// The file that is written.
    #[default]
    Active,
}

impl<'l> Entry<'l> {
    pub(crate) fn new(line: u64, link: &Link<'l>) -> Self {
        match link {
            Link::Older(older) => Self {
                line,
                seq: None,
                time: older.time.clone(),
                kind: older.kind.clone(),
                user: older.user.clone(),
                team: Some(older.team.clone().unwrap_or(Cow::Borrowed(OLDER_TEAM))),
                correlation_id: older.correlation_id.clone(),
                value: older.value.map(serde_json::value::RawValue::get),
                erased: older.erased,
                place: Place::default(),
            },
            Link::Chained(chained) => Self {
                line,
                seq: Some(chained.seq()),
                time: text_of(chained.time()).unwrap_or_default(),
                kind: text_of(chained.kind()).unwrap_or_default(),
                user: chained.user().text().and_then(text_of),
                team: text_of(chained.team()),
                correlation_id: text_of(chained.correlation_id()),
                value: chained.value().text().and_then(|value| std::str::from_utf8(value).ok()),
                erased: chained.user().is_erased() || chained.value().is_erased(),
                place: Place::default(),
            },
        }
    }

    /// The line of its file, from 1.
    #[must_use]
    pub fn line(&self) -> u64 {
        self.line
    }

    /// Its number in the chain; `None` for a line of the older form.
    #[must_use]
    pub fn seq(&self) -> Option<u64> {
        self.seq
    }

    /// When it was written, as the line says it.
    #[must_use]
    pub fn time(&self) -> &str {
        &self.time
    }

    /// What happened: `Item created`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Whose doing it was.
    #[must_use]
    pub fn user(&self) -> Option<&str> {
        self.user.as_deref()
    }

    /// The team that owns what it happened to; `team-a` for a line from before there were teams.
    #[must_use]
    pub fn team(&self) -> Option<&str> {
        self.team.as_deref()
    }

    /// The request that it happened in.
    #[must_use]
    pub fn correlation_id(&self) -> Option<&str> {
        self.correlation_id.as_deref()
    }

    /// The value as JSON text; `None` once it has been erased.
    #[must_use]
    pub fn value(&self) -> Option<&'l str> {
        self.value
    }

    /// Whether user, value or both have been erased.
    #[must_use]
    pub fn is_erased(&self) -> bool {
        self.erased
    }

    /// What it happened to, and what happened: `("Item", "created")`.
    #[must_use]
    pub fn subject_and_verb(&self) -> (&str, &str) {
        let kind = self.kind();
        let subject = kind.split(' ').next().unwrap_or_default();
        (subject, kind.rsplit(' ').next().unwrap_or_default())
    }
}
