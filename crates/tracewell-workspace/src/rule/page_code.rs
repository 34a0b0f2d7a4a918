use std::path::Path;

use crate::{Error, Workspace, files};

/// Its blocks are signatures, which a test takes each as the function it is.
const SIGNATURES: &str = "docs/api.md";

/// Code on a page is code that is compiled: each paragraph of a block of Rust in the README and below `docs/` stands, but for
/// white space, in an example or a test as well.
///
/// # Errors
///
/// A page or a source file can't be read.
pub fn page_code(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let files = files::of_repository(workspace.root())?;
    let mut compiled = Vec::new();
    let mut pages = Vec::new();
    for file in &files {
        let path = file.strip_prefix(workspace.root()).unwrap_or(file);
        if is_compiled(path) {
            compiled.push(bare(&workspace.text(&path.to_string_lossy())?));
        } else if is_page(path) {
            pages.push(path.to_string_lossy().into_owned());
        }
    }
    let mut broken = Vec::new();
    for page in pages {
        let text = workspace.text(&page)?;
        for (line, paragraph) in paragraphs(&text) {
            let wanted = bare(&paragraph);
            if !compiled.iter().any(|source| source.contains(&wanted)) {
                broken.push(format!("{page}:{line}: this code is in no example and in no test"));
            }
        }
    }
    Ok(broken)
}

fn is_compiled(path: &Path) -> bool {
    let is_example = path.starts_with("examples");
    let is_test = path.starts_with("crates") && path.components().any(|part| part.as_os_str() == "tests");
    path.extension().is_some_and(|extension| extension == "rs") && (is_example || is_test)
}

fn is_page(path: &Path) -> bool {
    let is_below_docs = path.starts_with("docs") && path != Path::new(SIGNATURES);
    path.extension().is_some_and(|extension| extension == "md") && (path == Path::new("README.md") || is_below_docs)
}

/// Each paragraph of each block of Rust, with the number of its first line.
fn paragraphs(page: &str) -> Vec<(usize, String)> {
    let mut found: Vec<(usize, String)> = Vec::new();
    let (mut in_block, mut in_paragraph) = (false, false);
    for (number, line) in (1..).zip(page.lines()) {
        if line.starts_with("```") {
            in_block = !in_block && line.starts_with("```rust");
            in_paragraph = false;
        } else if !in_block || line.trim().is_empty() {
            in_paragraph = false;
        } else if in_paragraph && let Some((_, paragraph)) = found.last_mut() {
            paragraph.push_str(line);
        } else {
            in_paragraph = true;
            found.push((number, line.to_owned()));
        }
    }
    found
}

/// Text without white space, and without the commas that formatting adds behind a last element.
fn bare(text: &str) -> String {
    let mut bare = String::with_capacity(text.len());
    for character in text.chars().filter(|character| !character.is_whitespace()) {
        if matches!(character, ')' | ']' | '}') && bare.ends_with(',') {
            bare.pop();
        }
        bare.push(character);
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_of_rust_are_found() {
        let page = "text\n```rust,ignore\na\nb\n\nc\n```\nd\n```sh\ne\n```\n```rust\nf\n```\n";
        let found = [(3, "ab".to_owned()), (6, "c".to_owned()), (13, "f".to_owned())];
        assert_eq!(paragraphs(page), found);
    }

    #[test]
    fn formatting_changes_nothing() {
        assert_eq!(bare("f(\n    a,\n    b, // why\n);"), bare("f(a, b, // why\n);"));
        assert_eq!(bare("f(\n    a,\n    b,\n);"), bare("f(a, b);"));
        assert_ne!(bare("f(a, b);"), bare("f(a, c);"));
    }

    #[test]
    fn what_is_compiled_and_what_is_a_page() {
        for path in ["examples/grpc/src/serve.rs", "crates/tracewell/tests/pages/audit.rs"] {
            assert!(is_compiled(Path::new(path)), "{path}");
        }
        assert!(!is_compiled(Path::new("crates/tracewell/src/lib.rs")));
        assert!(is_page(Path::new("README.md")) && is_page(Path::new("docs/audit.md")));
        assert!(!is_page(Path::new(SIGNATURES)) && !is_page(Path::new("CONTRIBUTING.md")));
    }
}
