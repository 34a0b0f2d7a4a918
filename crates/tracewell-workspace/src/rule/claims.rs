use std::path::Path;

use super::links::slug;
use crate::{Error, Workspace, files};

const REPORT: &str = "docs/benchmarks.md";

/// A figure of a page is one of the report: the text of each link to a section of `docs/benchmarks.md` stands in that section
/// word for word, so that a new report shows which pages are out of date.
///
/// # Errors
///
/// A page can't be read.
pub fn claims(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let report = workspace.text(REPORT)?;
    let mut broken = Vec::new();
    for file in files::of_repository(workspace.root())? {
        let path = file.strip_prefix(workspace.root()).unwrap_or(&file);
        if path.extension().is_none_or(|extension| extension != "md") || path == Path::new(REPORT) {
            continue;
        }
        let page = path.to_string_lossy();
        for (figure, anchor) in figures(&workspace.text(&page)?) {
            match section(&report, anchor) {
                None => broken.push(format!("{page}: the report has no section #{anchor}")),
                Some(section) if !has_word(section, figure) => {
                    broken.push(format!("{page}: {figure} is not in #{anchor} of the report"));
                }
                Some(_) => {}
            }
        }
    }
    Ok(broken)
}

/// The text and the anchor of each link to a section of the report.
fn figures(page: &str) -> Vec<(&str, &str)> {
    let link = "benchmarks.md#";
    page.match_indices(link)
        .filter_map(|(at, _)| {
            let (before, behind) = (&page[..at], &page[at + link.len()..]);
            let (text, folder) = before.rsplit_once("](")?;
            let text = &text[text.rfind('[')? + 1..];
            // Another file that happens to end in that name is none of ours.
            let is_ours = folder.is_empty() || folder.ends_with("docs/");
            is_ours.then_some((text, behind.split(')').next()?))
        })
        .collect()
}

/// The section whose heading has that anchor.
fn section<'a>(report: &'a str, anchor: &str) -> Option<&'a str> {
    report.split("\n## ").skip(1).find(|section| slug(section.lines().next().unwrap_or_default()) == anchor)
}

/// Whether a figure stands there by itself, and not as a part of a longer one.
fn has_word(text: &str, word: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '.';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let mut behind = text[at + word.len()..].chars();
        let ends = match behind.next() {
            Some('.') => !behind.next().is_some_and(is_part),
            next => !next.is_some_and(is_part),
        };
        !before.is_some_and(is_part) && ends
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str =
        "# Benchmarks\n\n## The line\n\njson   0.168\n\n## The line, next to others\n\njson 0.177 of it.\n";

    #[test]
    fn links_into_the_report_are_found() {
        let page = "a [0.168](docs/benchmarks.md#the-line) b [all](docs/benchmarks.md), [0.2](benchmarks.md#x) \
                    [n](other-benchmarks.md#y)";
        assert_eq!(figures(page), [("0.168", "the-line"), ("0.2", "x")]);
    }

    #[test]
    fn a_section_ends_where_the_next_begins() {
        let line = section(REPORT, "the-line").unwrap_or_default();
        assert!(has_word(line, "0.168") && !has_word(line, "0.177"));
        assert!(section(REPORT, "the-line-next-to-others").is_some_and(|others| has_word(others, "0.177")));
        assert!(section(REPORT, "the-li").is_none());
    }

    #[test]
    fn a_part_of_a_figure_is_another_figure() {
        assert!(!has_word("0.168", "0.16") && !has_word("10.168", "0.168") && !has_word("0.168.5", "0.168"));
        assert!(has_word("it is 0.168.", "0.168") && has_word("(0.168)", "0.168"));
    }
}
