//! Files of keys, made for a test.

use std::fs;
use std::path::PathBuf;

use crate::support::base64;

/// A file of this test's own, taken away at its end.
pub(crate) struct KeyFile(pub(crate) PathBuf);

impl KeyFile {
    pub(crate) fn new(name: &str, lines: &str) -> Self {
        let path = std::env::temp_dir().join(format!("tracewell-redact-{}-{name}", std::process::id()));
        let file = Self(path);
        file.write(lines);
        file
    }

    pub(crate) fn write(&self, lines: &str) {
        // Beside and then over, as operators do it, so that nobody reads half a file.
        let beside = self.0.with_extension("new");
        let written = fs::write(&beside, lines).and_then(|()| fs::rename(&beside, &self.0));
        assert!(written.is_ok());
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}

/// A line of a file of keys.
pub(crate) fn key(id: &str, byte: u8) -> String {
    format!("{id}:{}\n", base64(&[byte; 32]))
}
