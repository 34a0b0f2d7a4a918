use serde::de::IgnoredAny;

use super::escape::escape_json_into;
use super::text::TextRules;

/// Appends `text` as it is, if it is compact JSON that holds no secret and is no longer than a value may be; says
/// `false`, with nothing appended, if it is not.
pub(crate) fn embed(out: &mut String, clean: &mut String, text: &str, rules: TextRules<'_>) -> bool {
    if text.len() > rules.longest {
        return false;
    }
    clean.clear();
    let json = if rules.policy.scrub_into(text, clean) { clean } else { text };
    // Parsed behind the scan: what the scan leaves may be JSON no longer.
    serde_json::from_str::<IgnoredAny>(json).is_ok() && escape_json_into(out, json)
}
