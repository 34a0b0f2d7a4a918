use percent_encoding::percent_decode_str;
use tracewell_export::Reader;
use tracewell_names::variable;

/// More attributes than a service is described by.
const MOST: usize = 64;
/// The longest name, in bytes.
const LONGEST_NAME: usize = 128;

/// `OTEL_RESOURCE_ATTRIBUTES`: pairs `name=value`, comma-separated, values percent-encoded. A list with an entry that is
/// no pair is no list.
pub(super) fn read(reader: &mut Reader<'_>) -> Vec<(String, String)> {
    reader.parsed(variable::OTEL_RESOURCE_ATTRIBUTES, pairs).unwrap_or_default()
}

/// Pairs as W3C Baggage has them, which is also the form of `OTEL_EXPORTER_OTLP_HEADERS`.
pub(super) fn pairs(list: &str) -> Option<Vec<(String, String)>> {
    let entries = list.split(',').map(str::trim).filter(|entry| !entry.is_empty());
    let pairs: Option<Vec<_>> = entries
        .map(|entry| {
            let (name, value) = entry.split_once('=')?;
            let name = name.trim();
            let value = percent_decode_str(value.trim()).decode_utf8().ok()?;
            let fits = (1..=LONGEST_NAME).contains(&name.len());
            fits.then(|| (name.to_owned(), value.into_owned()))
        })
        .collect();
    pairs.filter(|pairs| pairs.len() <= MOST)
}
