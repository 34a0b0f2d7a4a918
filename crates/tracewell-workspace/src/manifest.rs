use std::fs;
use std::path::Path;

use toml::{Table, Value};

use crate::Error;

/// A `Cargo.toml` as written.
#[derive(Clone, Debug)]
pub struct Manifest {
    root: Table,
}

impl Manifest {
    /// Reads a file.
    ///
    /// # Errors
    ///
    /// The file can't be read or is no TOML; the text names it.
    pub fn read(file: &Path) -> Result<Self, Error> {
        let text = fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))?;
        Self::parse(&text).map_err(|error| format!("{}: {error}", file.display()).into())
    }

    /// Reads a text.
    ///
    /// # Errors
    ///
    /// The text is no TOML.
    pub fn parse(text: &str) -> Result<Self, Error> {
        Ok(Self { root: text.parse::<Table>()? })
    }

    /// The value at the end of `path`, if all of the path is there.
    #[must_use]
    pub fn get(&self, path: &[&str]) -> Option<&Value> {
        let (first, rest) = path.split_first()?;
        rest.iter().try_fold(self.root.get(*first)?, |value, key| value.get(*key))
    }

    /// Whether the value at the end of `path` is `true`.
    #[must_use]
    pub fn is_true(&self, path: &[&str]) -> bool {
        self.get(path).and_then(Value::as_bool) == Some(true)
    }

    /// The table at the end of `path`; an empty one where there is none.
    pub fn table(&self, path: &[&str]) -> impl Iterator<Item = (&str, &Value)> {
        self.get(path).and_then(Value::as_table).into_iter().flatten().map(|(key, value)| (key.as_str(), value))
    }

    /// Each dependency with the section that declares it, those of single targets included.
    #[must_use]
    pub fn dependencies(&self) -> Vec<(String, &str, &Value)> {
        const SECTIONS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
        let mut found = Vec::new();
        for section in SECTIONS {
            for (name, value) in self.table(&[section]) {
                found.push((section.to_owned(), name, value));
            }
            for (target, _) in self.table(&["target"]) {
                for (name, value) in self.table(&["target", target, section]) {
                    found.push((format!("target.'{target}'.{section}"), name, value));
                }
            }
        }
        found
    }
}
