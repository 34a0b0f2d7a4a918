use std::collections::BTreeMap;

use toml::Value;

use crate::{Error, Manifest, Member, Workspace};

/// What each crate takes from the root manifest instead of saying it itself.
const INHERITED: [&str; 4] = ["version", "edition", "rust-version", "license"];
/// What a published crate takes from there besides.
const INHERITED_IF_PUBLISHED: [&str; 3] = ["repository", "categories", "keywords"];

/// Each manifest takes lints, metadata and dependencies from the root, and says in its own words what the crate is.
///
/// # Errors
///
/// A manifest can't be read.
pub fn manifests(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let mut broken = judge_root(&workspace.manifest()?);
    let mut descriptions = BTreeMap::new();
    for member in workspace.members() {
        let name = member.name();
        let manifest = member.manifest()?;
        broken.extend(judge(name, member.is_published(), &manifest));
        broken.extend(judge_place(member));
        if let Some(earlier) = member.description().and_then(|text| descriptions.insert(text, name)) {
            broken.push(format!("{name} describes itself with the words of {earlier}"));
        }
    }
    Ok(broken)
}

fn judge_place(member: &Member) -> Vec<String> {
    let name = member.name();
    let mut broken = Vec::new();
    if member.folder().file_name().is_none_or(|folder| folder != name) {
        broken.push(format!("{name} lies in a folder of another name"));
    }
    if member.is_example() && member.is_published() {
        broken.push(format!("{name} is an example: publish = false"));
    }
    broken
}

fn judge_root(manifest: &Manifest) -> Vec<String> {
    manifest
        .table(&["workspace", "dependencies"])
        .filter(|(_, value)| value.get("default-features").and_then(Value::as_bool) != Some(false))
        .map(|(name, _)| format!("Cargo.toml: {name} needs default-features = false, and the features that are used"))
        .collect()
}

fn judge(name: &str, published: bool, manifest: &Manifest) -> Vec<String> {
    let mut broken = Vec::new();
    if !manifest.is_true(&["lints", "workspace"]) {
        broken.push(format!("{name}: [lints] workspace = true is missing"));
    }
    let more: &[&str] = if published { &INHERITED_IF_PUBLISHED } else { &[] };
    for key in INHERITED.iter().chain(more) {
        if !manifest.is_true(&["package", key, "workspace"]) {
            broken.push(format!("{name}: {key}.workspace = true is missing"));
        }
    }
    if published {
        let description = manifest.get(&["package", "description"]).and_then(Value::as_str);
        if !description.is_some_and(|text| text.ends_with('.') && text.len() <= 200) {
            broken.push(format!("{name}: a description of one sentence, at most 200 bytes, is missing"));
        }
        if !manifest.is_true(&["package", "metadata", "docs", "rs", "all-features"]) {
            broken.push(format!("{name}: [package.metadata.docs.rs] all-features = true is missing"));
        }
    }
    for (section, dependency, value) in manifest.dependencies() {
        // With a version it could not be published before itself.
        let is_itself = dependency == name && section.ends_with("dev-dependencies");
        if !is_itself && value.get("workspace").and_then(Value::as_bool) != Some(true) {
            broken.push(format!("{name}: {dependency} in [{section}] is not taken from [workspace.dependencies]"));
        }
    }
    broken
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = r#"
        [package]
        name = "whole"
        description = "Says what it is."
        version.workspace = true
        edition.workspace = true
        rust-version.workspace = true
        license.workspace = true
        repository.workspace = true
        categories.workspace = true
        keywords.workspace = true
        [package.metadata.docs.rs]
        all-features = true
        [dependencies]
        bytes = { workspace = true, optional = true }
        [target.'cfg(unix)'.dev-dependencies]
        tokio = { workspace = true }
        [lints]
        workspace = true
    "#;

    fn complaints(text: &str, published: bool) -> usize {
        judge("whole", published, &Manifest::parse(text).unwrap()).len()
    }

    #[test]
    fn a_whole_manifest_passes() {
        assert_eq!(complaints(WHOLE, true), 0);
    }

    #[test]
    fn each_missing_line_is_told() {
        let needed = WHOLE.lines().filter(|line| line.ends_with("true"));
        let told: Vec<usize> = needed.map(|line| complaints(&WHOLE.replace(line, ""), true)).collect();
        assert_eq!(told, [1; 9]);
        assert_eq!(complaints(&WHOLE.replace("Says what it is.", "No sentence"), true), 1);
    }

    #[test]
    fn what_only_a_published_crate_needs_is_asked_of_no_other() {
        let bare = WHOLE.replace("repository.workspace = true", "").replace("all-features = true", "");
        assert_eq!(complaints(&bare, false), 0);
        assert_eq!(complaints(&bare, true), 2);
    }

    #[test]
    fn a_dependency_with_a_version_of_its_own_is_told() {
        assert_eq!(complaints(&WHOLE.replace("bytes = { workspace = true,", "bytes = { version = \"1\","), true), 1);
        assert_eq!(complaints(&WHOLE.replace("{ workspace = true }", "\"1\""), true), 1);
    }

    #[test]
    fn the_root_switches_default_features_off() {
        let root = |line: &str| Manifest::parse(&format!("[workspace.dependencies]\n{line}")).unwrap();
        assert_eq!(judge_root(&root("bytes = { version = \"1\", default-features = false }")).len(), 0);
        assert_eq!(judge_root(&root("bytes = { version = \"1\" }")).len(), 1);
        assert_eq!(judge_root(&root("bytes = \"1\"")).len(), 1);
    }
}
