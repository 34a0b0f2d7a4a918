use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Error;

/// Every file that is in the repository or would be with the next commit; not what somebody's editor has left there.
///
/// An unpacked archive knows no repository: there, every file counts.
pub(crate) fn of_repository(root: &Path) -> Result<Vec<PathBuf>, Error> {
    let listed = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output();
    match listed {
        Ok(output) if output.status.success() => Ok(String::from_utf8(output.stdout)?
            .split_terminator('\0')
            .map(|path| root.join(path))
            .filter(|path| path.is_file())
            .collect()),
        _ => below(root),
    }
}

/// Every file below `folder`, in order, but for what builds and runs leave behind.
pub(crate) fn below(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    const LEFT_BEHIND: [&str; 4] = [".git", "data", "logs", "target"];
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))? {
            let entry = entry?;
            let kind = entry.file_type()?;
            if LEFT_BEHIND.iter().any(|name| entry.file_name() == *name) {
                continue;
            } else if kind.is_dir() {
                waiting.push(entry.path());
            } else if kind.is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}
