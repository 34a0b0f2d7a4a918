use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::file_name::FileName;
use super::lock::Lock;
use super::slots::is_number;

/// More of them are left for the next start.
const MOST: usize = 1024;

/// What processes beside the first one have left: the logs `NAME.<pid>` of those that are gone.
///
/// Lines are not lost as long as there is room for them: the files together are as many as full ones of the name itself
/// may be, and the oldest go first. A process that is there has its lock, and keeps all of its files.
#[derive(Debug, Default)]
struct Leftover {
    /// The locks of those that are gone, by name.
    gone: BTreeMap<String, Lock>,
    /// Their files, and when each was last written to.
    files: Vec<(SystemTime, PathBuf, String)>,
}

/// Removes the oldest files of processes that are gone until `keep` are left, but one at least. What can't be removed or
/// looked at stays.
pub(super) fn tidy(directory: &Path, name: &FileName, keep: u32) {
    let Some(mut leftover) = Leftover::find(directory, name) else { return };
    leftover.files.sort_unstable_by(|one, other| other.cmp(one));
    let keep = leftover.files.len().min(keep.max(1) as usize);
    let kept = leftover.files.iter().take(keep);
    let removed = leftover.files.iter().skip(keep);
    let stay: Vec<&String> =
        removed.filter(|(_, path, _)| fs::remove_file(path).is_err()).chain(kept).map(|(_, _, owner)| owner).collect();
    for (owner, lock) in leftover.gone {
        if !stay.contains(&&owner) {
            let _ = lock.remove();
        }
    }
}

impl Leftover {
    fn find(directory: &Path, name: &FileName) -> Option<Self> {
        let names: Vec<String> =
            fs::read_dir(directory).ok()?.filter_map(|entry| entry.ok()?.file_name().into_string().ok()).collect();
        let mut gone = BTreeMap::new();
        for owner in names.iter().filter_map(|found| owner(found, name)).take(MOST) {
            if let Some(lock) = Lock::take_over(directory, &owner) {
                // What it packed when it ended is in its source still.
                let _ = fs::remove_file(directory.join(format!(".{owner}.gz.part")));
                gone.insert(owner.as_str().to_owned(), lock);
            }
        }
        let mut files = Vec::new();
        for found in names {
            let Some(owner) = gone.keys().find(|owner| is_of(&found, owner)) else { continue };
            let path = directory.join(&found);
            // Not what a link points to: that one is never ours.
            let Ok(metadata) = fs::symlink_metadata(&path) else { continue };
            files.push((metadata.modified().unwrap_or(SystemTime::UNIX_EPOCH), path, owner.clone()));
        }
        Some(Self { gone, files })
    }
}

/// The name that a process beside the first one has a lock for, as its lock is called.
fn owner(lock: &str, name: &FileName) -> Option<FileName> {
    let taken = lock.strip_prefix('.')?.strip_suffix(".lock")?;
    let process = taken.strip_prefix(name.as_str())?.strip_prefix('.')?;
    let (id, further) = process.split_once('-').map_or((process, None), |(id, further)| (id, Some(further)));
    (is_number(id) && further.is_none_or(is_number)).then(|| name.with(process))
}

/// Whether it is the log of this name, or a full file of it.
fn is_of(file: &str, owner: &str) -> bool {
    let Some(rest) = file.strip_prefix(owner) else { return false };
    rest.is_empty() || rest.strip_prefix('.').is_some_and(|rest| is_number(rest.strip_suffix(".gz").unwrap_or(rest)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whose_a_file_is() {
        let name = FileName::default();
        let of = |lock: &str| owner(lock, &name).map(|owner| owner.to_string());
        assert_eq!(of(".app.jsonl.4711.lock").as_deref(), Some("app.jsonl.4711"));
        assert_eq!(of(".app.jsonl.4711-2.lock").as_deref(), Some("app.jsonl.4711-2"));
        for other in [
            ".app.jsonl.lock",
            ".app.jsonl.x.lock",
            "app.jsonl.1.lock",
            ".app.jsonl.1",
            ".b.1.lock",
            ".app.jsonl.1-.lock",
        ] {
            assert_eq!(of(other), None, "{other}");
        }
        for file in ["a.7", "a.7.1", "a.7.12.gz"] {
            assert!(is_of(file, "a.7"), "{file}");
        }
        for file in ["a.71", "a.7.bak", "a.7-2", "a.7.1.gz.part", "a.7.", "a"] {
            assert!(!is_of(file, "a.7"), "{file}");
        }
    }
}
