use serde::de::IgnoredAny;

use super::escape::escape_json_into;
use super::text::{Screen, TextRules};

/// Appends `text` as it is, if it is compact JSON that holds no secret and is no longer than a value may be; says
/// `false`, with nothing appended, if it is not.
pub(crate) fn embed(out: &mut String, screen: &mut Screen, text: &str, rules: TextRules<'_>) -> bool {
    if text.len() > rules.longest {
        return false;
    }
    let (json, left_out) = rules.scanned(screen, text);
    // Parsed behind the scan: what the scan leaves may be JSON no longer.
    left_out == 0 && serde_json::from_str::<IgnoredAny>(json).is_ok() && escape_json_into(out, json)
}
