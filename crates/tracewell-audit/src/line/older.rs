use std::borrow::Cow;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::value::RawValue;

/// A line from before there was a chain: time, type, user and value, and perhaps a team.
#[derive(Debug, Deserialize)]
pub(crate) struct OlderLine<'l> {
    #[serde(borrow)]
    pub(crate) time: Cow<'l, str>,
    #[serde(borrow, rename = "type")]
    pub(crate) kind: Cow<'l, str>,
    #[serde(borrow, default)]
    pub(crate) user: Option<Cow<'l, str>>,
    #[serde(borrow, default)]
    pub(crate) team: Option<Cow<'l, str>>,
    #[serde(borrow, default)]
    pub(crate) correlation_id: Option<Cow<'l, str>>,
    #[serde(borrow, default)]
    pub(crate) value: Option<&'l RawValue>,
    /// Set where something was erased.
    #[serde(default)]
    pub(crate) erased: bool,
    #[serde(default)]
    seq: Option<IgnoredAny>,
    #[serde(default)]
    prev: Option<IgnoredAny>,
}

impl<'l> OlderLine<'l> {
    /// A line with a place in a chain is not of this form: it is one of the chain whose beginning was altered.
    pub(crate) fn parse(line: &'l [u8]) -> Option<Self> {
        serde_json::from_slice(line).ok().filter(|older: &Self| older.seq.is_none() && older.prev.is_none())
    }
}
