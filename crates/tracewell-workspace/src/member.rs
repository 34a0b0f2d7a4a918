use std::path::{Path, PathBuf};

use serde::Deserialize;

use crate::{Dependency, Error, Manifest};

/// One crate of the workspace.
#[derive(Clone, Debug, Deserialize)]
pub struct Member {
    name: String,
    description: Option<String>,
    publish: Option<Vec<String>>,
    manifest_path: PathBuf,
    dependencies: Vec<Dependency>,
}

impl Member {
    /// The name of the crate.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What its manifest says it is.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Whether it may go to crates.io.
    #[must_use]
    pub fn is_published(&self) -> bool {
        self.publish.as_ref().is_none_or(|registries| !registries.is_empty())
    }

    /// Its own folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(&self.manifest_path)
    }

    /// Whether it lies in `examples/`, where a crate shows ours and is no part of them.
    #[must_use]
    pub fn is_example(&self) -> bool {
        let group = self.folder().parent().and_then(Path::file_name);
        group.is_some_and(|name| name == "examples")
    }

    /// Everything it declares, tests included.
    #[must_use]
    pub fn dependencies(&self) -> &[Dependency] {
        &self.dependencies
    }

    /// Its manifest as written, before anything is inherited.
    ///
    /// # Errors
    ///
    /// The file can't be read or is no TOML.
    pub fn manifest(&self) -> Result<Manifest, Error> {
        Manifest::read(&self.manifest_path)
    }
}
