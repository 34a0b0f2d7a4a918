use std::collections::{BTreeMap, BTreeSet};

use crate::table::{code_words, rows_under};
use crate::{Error, Workspace};

const PAGE: &str = "docs/architecture.md";

/// A crate uses only those of our crates that its row in `docs/architecture.md` names.
///
/// Tests, examples and benches of a crate may use any other. The page is held to the workspace as well: a row for each
/// crate in `crates/`, none for a crate that is not there, and no crate that is still listed as planned.
///
/// # Errors
///
/// The page, or one of its two tables, is missing.
pub fn arrows(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let page = workspace.text(PAGE)?;
    let graph = Graph { allowed: arrows_of(&page, "## Crates")?, planned: arrows_of(&page, "## Planned crates")? };
    let mut broken = Vec::new();
    let mut present = BTreeSet::new();
    for member in workspace.members() {
        for dependency in member.dependencies().iter().filter(|dependency| dependency.is_ours()) {
            let published = workspace.member(dependency.name()).is_some_and(crate::Member::is_published);
            if !published {
                broken.push(format!(
                    "{} uses {}, which is not published and therefore nobody's dependency",
                    member.name(),
                    dependency.name()
                ));
            }
        }
        if !member.is_example() {
            let used = member
                .dependencies()
                .iter()
                .filter(|dependency| dependency.is_ours() && !dependency.is_for_tests())
                .map(crate::Dependency::name);
            broken.extend(graph.judge(member.name(), used));
            present.insert(member.name());
        }
    }
    broken.extend(graph.judge_page(&present));
    Ok(broken)
}

/// Which of our crates each of our crates may use, as the page says it.
struct Graph {
    allowed: BTreeMap<String, BTreeSet<String>>,
    planned: BTreeMap<String, BTreeSet<String>>,
}

impl Graph {
    fn judge<'d>(&self, name: &str, used: impl Iterator<Item = &'d str>) -> Vec<String> {
        let Some(allowed) = self.allowed.get(name) else {
            return vec![format!("{name} has no row below \"## Crates\" in {PAGE}")];
        };
        used.filter(|used| !allowed.contains(*used))
            .map(|used| format!("{name} uses {used}, which its row in {PAGE} does not allow"))
            .collect()
    }

    fn judge_page(&self, present: &BTreeSet<&str>) -> Vec<String> {
        let mut broken = Vec::new();
        for name in self.allowed.keys() {
            if !present.contains(name.as_str()) {
                broken.push(format!("{PAGE}: {name} has a row below \"## Crates\", and is not there"));
            }
        }
        for name in self.planned.keys() {
            if present.contains(name.as_str()) {
                broken.push(format!("{PAGE}: {name} is there: move its row up to \"## Crates\""));
            }
        }
        for (name, used) in self.allowed.iter().chain(&self.planned) {
            for used in used {
                let planned = self.planned.contains_key(used) && self.planned.contains_key(name);
                if !planned && !self.allowed.contains_key(used) {
                    broken.push(format!("{PAGE}: the row of {name} names {used}, which has no row itself"));
                }
            }
        }
        broken
    }
}

fn arrows_of(page: &str, heading: &str) -> Result<BTreeMap<String, BTreeSet<String>>, Error> {
    let mut arrows = BTreeMap::new();
    for row in rows_under(page, heading).map_err(|error| format!("{PAGE}: {error}"))? {
        let [name, _, uses, ..] = row.as_slice() else {
            return Err(format!("{PAGE}: a row below \"{heading}\" has too few columns: {row:?}").into());
        };
        let name = code_words(name).next().unwrap_or_default().to_owned();
        let uses = code_words(uses).map(str::to_owned).collect();
        if arrows.insert(name.clone(), uses).is_some() {
            return Err(format!("{PAGE}: two rows for {name}").into());
        }
    }
    Ok(arrows)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTION: &str = "## Crates\n\n| crate | what | may use |\n|---|---|---|\n| `low` | l | – |\n| `high` | h | `low` |\n\
                           ## Planned crates\n\n| crate | what | may use |\n|---|---|---|\n| `next` | n | `low`, `high` |\n";

    fn graph() -> Graph {
        Graph {
            allowed: arrows_of(SECTION, "## Crates").unwrap(),
            planned: arrows_of(SECTION, "## Planned crates").unwrap(),
        }
    }

    #[test]
    fn an_arrow_runs_only_as_the_table_says() {
        assert_eq!(graph().judge("high", ["low"].into_iter()), Vec::<String>::new());
        assert_eq!(graph().judge("low", ["high"].into_iter()).len(), 1);
        assert_eq!(graph().judge("unknown", [].into_iter()).len(), 1);
    }

    #[test]
    fn the_page_and_the_workspace_name_the_same_crates() {
        assert_eq!(graph().judge_page(&BTreeSet::from(["low", "high"])), Vec::<String>::new());
        assert_eq!(graph().judge_page(&BTreeSet::from(["low"])).len(), 1);
        assert_eq!(graph().judge_page(&BTreeSet::from(["low", "high", "next"])).len(), 1);
    }

    #[test]
    fn a_row_names_only_crates_that_have_a_row() {
        let page = SECTION.replace("| h | `low` |", "| h | `low`, `next`, `typo` |");
        let graph = Graph { allowed: arrows_of(&page, "## Crates").unwrap(), ..graph() };
        assert_eq!(graph.judge_page(&BTreeSet::from(["low", "high"])).len(), 2);
    }
}
