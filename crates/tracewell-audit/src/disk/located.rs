use std::path::{Path, PathBuf};
use std::{fs, io};

/// Links that lead to a file, at most.
const MAX_LINKS: usize = 40;

/// The file that a path means, whatever links lead to it: its lock, its segments and what takes its place lie beside the file,
/// and not beside one of its names.
pub(crate) fn located(path: &Path) -> io::Result<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..MAX_LINKS {
        match fs::canonicalize(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            found => return found,
        }
        // Nothing is there yet, or any more: by this name, or behind a link of this name.
        let folder = folder_of(&path);
        match fs::read_link(&path) {
            Ok(target) => path = folder.join(target),
            Err(_) => {
                let folder = fs::canonicalize(folder)?;
                return Ok(path.file_name().map_or(path.clone(), |name| folder.join(name)));
            }
        }
    }
    Err(io::Error::other("too many links"))
}

pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}
