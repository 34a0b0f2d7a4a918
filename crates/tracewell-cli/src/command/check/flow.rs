use std::fs::File;
use std::io::Read;
use std::path::Path;

use tracewell_flow::FlowSpec;

use crate::output::Redactor;

/// Bytes of the longest specification.
const LONGEST: u64 = 1 << 20;

/// The flow to check against, or what is wrong with it, and where.
pub(super) fn flow(path: Option<&Path>) -> Result<FlowSpec, String> {
    let Some(path) = path else { return Ok(FlowSpec::builtin()) };
    let shown = Redactor::new().path(path);
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(LONGEST + 1).read_to_end(&mut bytes));
    read.map_err(|error| format!("cannot read {shown}: {error}"))?;
    if bytes.len() as u64 > LONGEST {
        return Err(format!("{shown}:1: longer than 1 MiB"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        let before = error.as_bytes().get(..error.utf8_error().valid_up_to()).unwrap_or_default();
        format!("{shown}:{}: no UTF-8", before.iter().filter(|byte| **byte == b'\n').count() + 1)
    })?;
    text.parse().map_err(|error: tracewell_flow::SpecError| format!("{shown}:{}: {}", error.line(), error.reason()))
}
