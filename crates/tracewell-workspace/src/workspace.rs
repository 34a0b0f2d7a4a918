use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;

use crate::{Error, Manifest, Member};

/// This workspace, as cargo sees it.
#[derive(Clone, Debug, Deserialize)]
pub struct Workspace {
    workspace_root: PathBuf,
    packages: Vec<Member>,
}

impl Workspace {
    /// Asks cargo about the workspace around the current folder, which in a test is that of its crate; without network
    /// and without resolving anything.
    ///
    /// # Errors
    ///
    /// cargo can't be run, or finds no manifest, or refuses one.
    pub fn read() -> Result<Self, Error> {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["metadata", "--format-version", "1", "--no-deps", "--offline", "--locked"])
            .output()?;
        if !output.status.success() {
            let said = String::from_utf8_lossy(&output.stderr);
            return Err(format!("cargo metadata: {}", said.trim()).into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// The folder of the root manifest.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.workspace_root
    }

    /// All crates, examples included.
    #[must_use]
    pub fn members(&self) -> &[Member] {
        &self.packages
    }

    /// The crate of that name.
    #[must_use]
    pub fn member(&self, name: &str) -> Option<&Member> {
        self.packages.iter().find(|member| member.name() == name)
    }

    /// The root manifest.
    ///
    /// # Errors
    ///
    /// The file can't be read or is no TOML.
    pub fn manifest(&self) -> Result<Manifest, Error> {
        Manifest::read(&self.workspace_root.join("Cargo.toml"))
    }

    /// The text of a file, by its path from the root.
    ///
    /// # Errors
    ///
    /// The file can't be read; the text names it.
    pub fn text(&self, path: &str) -> Result<String, Error> {
        fs::read_to_string(self.workspace_root.join(path)).map_err(|error| format!("{path}: {error}").into())
    }

    /// A path as seen from the root, for messages.
    #[must_use]
    pub fn shorten<'p>(&self, path: &'p Path) -> std::path::Display<'p> {
        path.strip_prefix(&self.workspace_root).unwrap_or(path).display()
    }
}
