use serde::Serialize;

use super::field_name::Listing;
use super::name_table::Counts;
use super::tally::{LineCounts, Tally};

/// What is printed: nothing in it is longer than shown names are, and no name in it holds a secret.
#[derive(Debug, Serialize)]
pub(super) struct Report {
    pub(super) lines: LineCounts,
    pub(super) fields: Vec<Field>,
    /// Fields of names beyond those that are told apart.
    pub(super) others: Counts,
    /// The names to allow, those that were filtered most first.
    pub(super) allow: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Field {
    pub(super) field: String,
    #[serde(flatten)]
    pub(super) counts: Counts,
    /// Why a filtered field is not to be allowed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) left_out: Option<String>,
}

impl Report {
    pub(super) fn new(tally: Tally) -> Self {
        let (mut names, lines) = tally.into_parts();
        names.sort();
        let mut allow = Vec::new();
        let fields = names.rows().iter().map(|row| {
            let field = row.name.shown().to_owned();
            let listing = (row.counts.filtered > 0).then(|| row.name.listing(names.policy()));
            let left_out = match listing {
                Some(Listing::Proposed) => {
                    allow.push(field.clone());
                    None
                }
                Some(Listing::LeftOut(why)) => Some(why),
                None => None,
            };
            Field { field, counts: row.counts, left_out }
        });
        Self { lines, fields: fields.collect(), others: names.others(), allow }
    }
}
