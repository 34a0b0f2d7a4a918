use tracewell_names::marker;

use crate::scan::is_scheme;

/// Writes the scheme and a marker for the rest; of an unknown scheme, or without credentials, the marker alone.
pub(super) fn write_authorization(value: &str, out: &mut String) {
    if let Some((scheme, _)) = value.trim().split_once([' ', '\t'])
        && is_scheme(scheme.as_bytes())
    {
        out.push_str(scheme);
        out.push(' ');
    }
    out.push_str(marker::REDACTED);
}
