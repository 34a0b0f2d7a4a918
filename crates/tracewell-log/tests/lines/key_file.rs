use std::fs;
use std::path::{Path, PathBuf};

/// A file of keys of this test's own, taken away at its end.
pub(crate) struct KeyFile(PathBuf);

impl KeyFile {
    /// With one key of this id, made of one letter.
    pub(crate) fn new(name: &str, id: &str, letter: char) -> Self {
        let path = std::env::temp_dir().join(format!("tracewell-log-{}-{name}", std::process::id()));
        let file = Self(path);
        file.put(id, letter);
        file
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Another key in place of what is there.
    pub(crate) fn put(&self, id: &str, letter: char) {
        // 33 bytes in Base64; beside and then over, as operators do it, so that nobody reads half a file.
        let beside = self.0.with_extension("new");
        fs::write(&beside, format!("{id}:{}\n", letter.to_string().repeat(44))).unwrap();
        fs::rename(&beside, &self.0).unwrap();
    }
}

impl Drop for KeyFile {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.0);
    }
}
