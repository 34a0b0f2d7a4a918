use std::collections::{BTreeMap, BTreeSet};

use toml::Value;

use crate::table::{code_words, rows_under};
use crate::{Error, Workspace};

const PAGE: &str = "docs/dependencies.md";

/// Each direct dependency from outside is explained in `docs/dependencies.md`, and nothing else is.
///
/// Direct is what a member declares, for its tests too, and what `[workspace.dependencies]` offers to the members.
///
/// # Errors
///
/// The page, its table or the root manifest is missing.
pub fn dependency_notes(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let mut declared = BTreeMap::new();
    for (key, value) in workspace.manifest()?.table(&["workspace", "dependencies"]) {
        if value.get("path").is_none() {
            let name = value.get("package").and_then(Value::as_str).unwrap_or(key);
            declared.insert(name.to_owned(), "Cargo.toml".to_owned());
        }
    }
    for member in workspace.members() {
        for dependency in member.dependencies().iter().filter(|dependency| !dependency.is_ours()) {
            declared.insert(dependency.name().to_owned(), member.name().to_owned());
        }
    }
    let rows = rows_under(&workspace.text(PAGE)?, "## The table").map_err(|error| format!("{PAGE}: {error}"))?;
    Ok(judge(&rows, &declared))
}

/// `declared`: name of the dependency, and one place that declares it.
fn judge(rows: &[Vec<String>], declared: &BTreeMap<String, String>) -> Vec<String> {
    let mut broken = Vec::new();
    let mut explained = BTreeSet::new();
    for row in rows {
        let name = row.first().and_then(|cell| code_words(cell).next()).unwrap_or_default();
        if !declared.contains_key(name) {
            broken.push(format!("{PAGE}: nothing depends on \"{name}\" any more: take its row out"));
        }
        if !explained.insert(name) {
            broken.push(format!("{PAGE}: two rows for {name}"));
        }
        if row.len() != 5 || row.iter().any(String::is_empty) {
            broken.push(format!("{PAGE}: the row of {name} needs five columns, none of them empty"));
        }
        let link = format!("https://docs.rs/{name})");
        if !row.get(3).is_some_and(|cell| cell.contains(&link)) {
            broken.push(format!("{PAGE}: the row of {name} does not link {link}"));
        }
    }
    for (name, place) in declared {
        if !explained.contains(name.as_str()) {
            broken.push(format!("{PAGE}: no row for {name}, which {place} declares"));
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str) -> Vec<String> {
        let link = format!("[docs](https://docs.rs/{name})");
        [&format!("`{name}`"), "why", "MIT", &link, "else"].map(str::to_owned).to_vec()
    }

    fn declared() -> BTreeMap<String, String> {
        BTreeMap::from([("bytes".to_owned(), "some-crate".to_owned())])
    }

    #[test]
    fn a_dependency_has_exactly_one_row() {
        assert_eq!(judge(&[row("bytes")], &declared()), Vec::<String>::new());
        assert_eq!(judge(&[], &declared()).len(), 1);
        assert_eq!(judge(&[row("bytes"), row("bytes")], &declared()).len(), 1);
    }

    #[test]
    fn a_row_has_its_dependency() {
        assert_eq!(judge(&[row("bytes"), row("left-over")], &declared()).len(), 1);
    }

    #[test]
    fn a_row_is_whole() {
        let mut empty = row("bytes");
        empty[4].clear();
        assert_eq!(judge(&[empty], &declared()).len(), 1);
        let mut elsewhere = row("bytes");
        elsewhere[3] = "[docs](https://docs.rs/bytes-utils)".to_owned();
        assert_eq!(judge(&[elsewhere], &declared()).len(), 1);
    }
}
