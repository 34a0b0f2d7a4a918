use serde::Serialize;

/// The hashes of one value. What was hashed is not in it.
#[derive(Debug, Serialize)]
pub(super) struct Forms {
    /// Which line of the input the value was, counted from 1.
    pub(super) line: u64,
    /// Under each key, the signing one first.
    pub(super) forms: Vec<String>,
}
