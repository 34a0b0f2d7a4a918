use std::path::PathBuf;

use serde::Deserialize;

/// One dependency as its crate declares it.
#[derive(Clone, Debug, Deserialize)]
pub struct Dependency {
    name: String,
    kind: Option<Kind>,
    path: Option<PathBuf>,
}

/// What it is for, where that is not the library or program itself.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Kind {
    Dev,
    Build,
}

impl Dependency {
    /// The name it has on crates.io, also where the crate renames it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it lies in this workspace.
    #[must_use]
    pub fn is_ours(&self) -> bool {
        self.path.is_some()
    }

    /// Whether only tests, examples and benches use it.
    #[must_use]
    pub fn is_for_tests(&self) -> bool {
        self.kind == Some(Kind::Dev)
    }
}
