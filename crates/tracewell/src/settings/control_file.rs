use std::path::PathBuf;

use tracewell_names::variable;

use super::Lookup;

/// `LOG_CONTROL_FILE`: it need not be there.
pub(crate) fn control_file(lookup: &mut Lookup) -> Option<PathBuf> {
    lookup.parsed(variable::LOG_CONTROL_FILE, |text| (!text.contains('\0')).then(|| PathBuf::from(text)))
}
