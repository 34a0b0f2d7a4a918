use std::collections::BTreeSet;
use std::path::Path;

use crate::{Error, Workspace, files};

/// A link of a page leads somewhere: to a file or folder of the repository, and if it names a place in a page, to a heading of it.
///
/// # Errors
///
/// A page can't be read.
pub fn links(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let mut broken = Vec::new();
    for file in files::of_repository(workspace.root())? {
        let path = file.strip_prefix(workspace.root()).unwrap_or(&file);
        if !is_page(path) {
            continue;
        }
        let page = path.to_string_lossy();
        let text = workspace.text(&page)?;
        for (target, anchor) in targets(&text) {
            let folder = file.parent().unwrap_or(workspace.root());
            let led_to = if target.is_empty() { file.clone() } else { folder.join(target) };
            if !led_to.exists() {
                broken.push(format!("{page}: there is no {target}"));
            } else if !anchor.is_empty() && is_page(&led_to) {
                let text =
                    std::fs::read_to_string(&led_to).map_err(|error| format!("{}: {error}", led_to.display()))?;
                if !anchors(&text).contains(anchor) {
                    broken.push(format!("{page}: {target} has no heading #{anchor}"));
                }
            }
        }
    }
    Ok(broken)
}

fn is_page(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "md")
}

/// File and anchor of each link that stays in the repository.
fn targets(page: &str) -> Vec<(&str, &str)> {
    prose(page)
        .flat_map(|line| line.split("](").skip(1))
        .filter_map(|behind| behind.split(')').next())
        .filter(|target| {
            !target.contains("://") && !target.starts_with("mailto:") && !target.contains(char::is_whitespace)
        })
        .map(|target| target.split_once('#').unwrap_or((target, "")))
        .collect()
}

/// What the headings of a page are linked by; of two that are alike the second has a number.
fn anchors(page: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for heading in prose(page).filter_map(|line| line.strip_prefix('#')?.trim_start_matches('#').strip_prefix(' ')) {
        let first = slug(heading.trim());
        let mut anchor = first.clone();
        let mut again = 0;
        while !found.insert(anchor) {
            again += 1;
            anchor = format!("{first}-{again}");
        }
    }
    found
}

/// The lines of a page outside of its blocks of code.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    page.lines().filter(move |line| {
        let is_fence = line.trim_start().starts_with("```");
        in_code ^= is_fence;
        !in_code && !is_fence
    })
}

/// As headings become anchors: small letters, hyphens for blanks, nothing else that is no letter or digit.
pub(super) fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_that_stay_here_are_found() {
        let page = "a [x](docs/a.md#the-line) [y](#here) [z](https://example.com/#far)\n```text\n[n](none.md)\n```\n![i](i.svg)";
        assert_eq!(targets(page), [("docs/a.md", "the-line"), ("", "here"), ("i.svg", "")]);
    }

    #[test]
    fn headings_are_anchors_and_comments_in_code_are_none() {
        let page = "# One: `a_b`, two?\n```sh\n# none\n```\n## Again\n### Again\n#hash\n";
        assert_eq!(anchors(page).into_iter().collect::<Vec<_>>(), ["again", "again-1", "one-a_b-two"]);
    }
}
