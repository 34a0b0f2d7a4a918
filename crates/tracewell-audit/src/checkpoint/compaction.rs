use std::path::{Path, PathBuf};

/// What a checkpoint stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compaction {
    pub(super) objects: u64,
    pub(super) segments: Vec<PathBuf>,
}

impl Compaction {
    /// Objects that it holds.
    #[must_use]
    pub fn objects(&self) -> u64 {
        self.objects
    }

    /// The files that are not needed any more. They alone know who did what before, and what the state was then: put them
    /// somewhere else before they are removed, all together.
    pub fn segments(&self) -> impl Iterator<Item = &Path> {
        self.segments.iter().map(PathBuf::as_path)
    }
}
