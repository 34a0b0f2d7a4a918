use crate::Failure;
use crate::listener::tell;

/// Passes on a failure of which nothing is known but how it ended: a 5xx without an error behind it.
///
/// Writes nothing. For whoever writes a terminal event at ERROR, because nobody has told the failure before.
pub fn unexplained(event: &'static str, status: Option<u16>, error_type: Option<&str>) {
    tell(&Failure::new(event, status, error_type));
}
