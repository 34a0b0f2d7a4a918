use std::collections::BTreeSet;
use std::fs;

use crate::{Error, Workspace, files};

/// Where the names are, and what their users write before them.
const AREAS: [(&str, &str); 3] = [
    ("crates/tracewell-names/src/event.rs", "event::"),
    ("crates/tracewell-names/src/variable.rs", "variable::"),
    ("crates/tracewell-names/src/metric.rs", "metric::"),
];
const PAGE: &str = "docs/events.md";
const HEADING: &str = "## Not in this version";

/// A name that nothing uses yet stands under "Not in this version" of the page, and no other does: a reader of the page
/// must be able to tell what there is from what there will be.
///
/// # Errors
///
/// A file can't be read, or the page has no such heading.
pub fn planned_names(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let page = workspace.text(PAGE)?;
    let (_, planned) = page.split_once(HEADING).ok_or_else(|| format!("{PAGE}: no heading {HEADING:?}"))?;
    let planned = planned.split("\n## ").next().unwrap_or_default();
    let planned: BTreeSet<&str> = planned.split('`').skip(1).step_by(2).collect();

    let mut code = String::new();
    for member in workspace.members().iter().filter(|member| member.name() != "tracewell-names") {
        for file in files::below(&member.folder().join("src"))? {
            if file.extension().is_some_and(|extension| extension == "rs") {
                code.push_str(&fs::read_to_string(&file)?);
            }
        }
    }
    let mut broken = Vec::new();
    for (file, prefix) in AREAS {
        for (constant, name) in constants(&workspace.text(file)?) {
            let used = uses(&code, &format!("{prefix}{constant}"));
            match (used, planned.contains(name)) {
                (false, false) => broken.push(format!("{PAGE}: `{name}` is used by nothing and not marked as planned")),
                (true, true) => broken.push(format!("{PAGE}: `{name}` is marked as planned, but used")),
                _ => {}
            }
        }
    }
    Ok(broken)
}

/// `NAME` and `"value"` of each text constant that names one thing: prefixes, labels and label values are parts of others.
fn constants(source: &str) -> impl Iterator<Item = (&str, &str)> {
    source.lines().filter_map(|line| {
        let (constant, value) = line.strip_prefix("pub const ")?.split_once(": &str = \"")?;
        let name = value.strip_suffix("\";")?;
        let part = ["LABEL_", "DROP_", "SINK_", "EXPORTER_", "REASON_", "METHOD_"]
            .iter()
            .any(|part| constant.starts_with(part));
        (!part && !constant.ends_with("_PREFIX")).then_some((constant, name))
    })
}

/// Whether `code` has this path, not only as the beginning of a longer one.
fn uses(code: &str, path: &str) -> bool {
    code.match_indices(path).any(|(at, _)| {
        let next = code[at + path.len()..].chars().next();
        !next.is_some_and(|next| next == '_' || next.is_ascii_alphanumeric())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_longer_name_is_no_use_of_a_shorter_one() {
        assert!(uses("message = event::REQUEST_COMPLETED)", "event::REQUEST_COMPLETED"));
        assert!(!uses("event::REQUEST_COMPLETED_TWICE", "event::REQUEST_COMPLETED"));
        assert!(!uses("", "event::REQUEST_COMPLETED"));
    }

    #[test]
    fn constants_are_read_from_the_source() {
        let source = "/// Doc.\npub const A_B: &str = \"a_b\";\npub const ALL: &[&str] = &[A_B];\npub const LABEL_X: &str = \"x\";\n";
        assert_eq!(constants(source).collect::<Vec<_>>(), [("A_B", "a_b")]);
    }
}
