use serde::Deserialize;

/// What the client wants to be in the message of an error, as careless code puts it there.
#[derive(Debug, Deserialize)]
pub(super) struct Text {
    #[serde(default)]
    pub(super) text: String,
}
