use serde::Serialize;
use tracewell_redact::Class;

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
    /// Those of them that seem to hold what is a person's, and the class of each.
    pub(super) personal: Vec<Personal>,
}

#[derive(Debug, Serialize)]
pub(super) struct Personal {
    pub(super) field: String,
    pub(super) class: &'static str,
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
        let mut allow: Vec<String> = Vec::new();
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
        let fields = fields.collect();
        let personal = allow.iter().filter_map(|field| {
            let class = Class::likely(field)?.as_str();
            Some(Personal { field: field.clone(), class })
        });
        let personal = personal.collect();
        Self { lines, fields, others: names.others(), allow, personal }
    }
}
