use std::process;
use std::time::{SystemTime, UNIX_EPOCH};

/// What the lines of one probe hold: something to know them by, and secrets that must not come out again.
///
/// They are made up anew each time, so that what another probe has left is not taken for this one's.
#[derive(Debug)]
pub(super) struct Marks {
    pub(super) marker: String,
    pub(super) password: String,
    pub(super) mail: String,
    pub(super) unlisted: String,
}

impl Marks {
    pub(super) fn new() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let marker = format!("{:x}-{:x}", process::id(), now.as_nanos());
        Self {
            password: format!("open-sesame-{marker}"),
            mail: format!("jane.{marker}@example.org"),
            unlisted: format!("of-somebody-{marker}"),
            marker,
        }
    }

    /// Each with what kind of secret it is.
    pub(super) fn secrets(&self) -> [(&'static str, &str); 3] {
        [
            ("the value of a sensitive field", &self.password),
            ("an e-mail address in a text", &self.mail),
            ("the value of a field that is not allowed", &self.unlisted),
        ]
    }
}
