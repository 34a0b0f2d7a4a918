use tracewell_client::Defaults;
use tracewell_redact::Mode;

use crate::otel::Otel;
use crate::settings::{Lookup, previews};

/// What clients start from that are made later; the first start of a process decides.
pub(super) fn install(lookup: &mut Lookup, mode: Mode, spans: bool, all_spans: bool) {
    let defaults = Defaults::new().previews(previews(lookup, mode)).span(spans);
    let _ = if all_spans { defaults } else { defaults.span_if(Otel::records) }.install();
}
