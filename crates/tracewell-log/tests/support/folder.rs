use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use super::Stream;

/// A folder for logs, gone when the test has passed.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("logs-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder.canonicalize().unwrap())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The names in it that do not begin with a dot, sorted.
    pub(crate) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| !name.starts_with('.'));
        names.sort();
        names
    }

    /// The files of a log, the oldest first: numbers count back in time.
    pub(crate) fn log(&self, name: &str) -> Vec<(String, String)> {
        let mut files = BTreeMap::new();
        for found in self.names() {
            let Some(rest) = found.strip_prefix(name) else { continue };
            let number = rest.strip_prefix('.').map(|rest| rest.strip_suffix(".gz").unwrap_or(rest));
            let age: i64 = match number {
                None if rest.is_empty() => 0,
                Some(number) => number.parse().unwrap_or_else(|_| panic!("{found}")),
                None => continue,
            };
            let before = files.insert(-age, (found.clone(), unpacked(&self.file(&found))));
            assert!(before.is_none(), "two files of number {age}");
        }
        files.into_values().collect()
    }

    /// All files of a log end to end; each must consist of whole lines.
    pub(crate) fn stream(&self, name: &str) -> Stream {
        let files = self.log(name);
        for (name, text) in &files {
            assert!(text.is_empty() || text.ends_with('\n'), "{name} ends in half a line");
        }
        Stream::parse(&files.into_iter().map(|(_, text)| text).collect::<String>())
    }
}

fn unpacked(path: &Path) -> String {
    if path.extension().is_some_and(|extension| extension == "gz") {
        return unzipped(path);
    }
    fs::read_to_string(path).unwrap()
}

#[cfg(feature = "gzip")]
fn unzipped(path: &Path) -> String {
    std::io::read_to_string(flate2::read::GzDecoder::new(fs::File::open(path).unwrap())).unwrap()
}

#[cfg(not(feature = "gzip"))]
fn unzipped(path: &Path) -> String {
    panic!("{} in a build that can't pack", path.display())
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}
