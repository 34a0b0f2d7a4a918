use std::fs;

use crate::{Error, Workspace, files};

/// `lib.rs` and `mod.rs` are maps: docs, `mod` and `use`, and nothing that would need a file of its own.
///
/// A plain reading of the text: inline modules, items, macro calls and glob re-exports are told.
///
/// # Errors
///
/// A source file can't be read.
pub fn module_roots(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let mut broken = Vec::new();
    for member in workspace.members() {
        for file in files::below(&member.folder().join("src"))? {
            if file.file_name().is_some_and(|name| name == "lib.rs" || name == "mod.rs") {
                for statement in foreign_statements(&fs::read_to_string(&file)?) {
                    broken.push(format!("{} holds more than a map: {statement}", workspace.shorten(&file)));
                }
            }
        }
    }
    Ok(broken)
}

fn foreign_statements(source: &str) -> Vec<String> {
    let mut foreign = statements(source);
    foreign.retain(|statement| !belongs_to_a_map(statement) && !is_procedural_macro(statement, source));
    foreign
}

/// The compiler finds procedural macros at the root only. Their code has files of its own all the same.
fn is_procedural_macro(statement: &str, source: &str) -> bool {
    source.contains("#[proc_macro") && statement.starts_with("pub fn ") && statement.ends_with("-> TokenStream {}")
}

fn belongs_to_a_map(statement: &str) -> bool {
    let public = statement.starts_with("pub");
    let rest = match statement.strip_prefix("pub(") {
        Some(rest) => rest.split_once(')').map_or("", |(_, rest)| rest),
        None => statement.strip_prefix("pub ").unwrap_or(statement),
    };
    match rest.trim_start().split_once(' ') {
        Some(("mod", name)) => name.ends_with(';'),
        Some(("use", path)) => path.ends_with(';') && !(public && path.contains('*')),
        _ => false,
    }
}

/// The statements at the top of a file, each on one line, without comments, attributes and what braces hold.
fn statements(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut statement = String::new();
    let mut depth = 0_usize;
    let mut rest = source;
    while let Some(next) = rest.chars().next() {
        let length = skipped(rest);
        if length > 0 {
            rest = rest.get(length..).unwrap_or_default();
            continue;
        }
        rest = rest.get(next.len_utf8()..).unwrap_or_default();
        match next {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let is_use = statement.starts_with("use ") || statement.starts_with("pub") && statement.contains(" use ");
        let blank = next.is_whitespace();
        if (depth == 0 || is_use || next == '{') && !(blank && (statement.is_empty() || statement.ends_with(' '))) {
            statement.push(if blank { ' ' } else { next });
        }
        if depth == 0 && (next == ';' || next == '}' && !is_use) {
            found.push(std::mem::take(&mut statement));
        }
    }
    let torn = statement.trim_end();
    if !torn.is_empty() {
        found.push(torn.to_owned());
    }
    found
}

/// How many bytes at the start of `rest` are a comment or an attribute.
fn skipped(rest: &str) -> usize {
    let end_of = |mark: &str| rest.find(mark).map_or(rest.len(), |at| at + mark.len());
    if rest.starts_with("//") {
        end_of("\n")
    } else if rest.starts_with("/*") {
        end_of("*/")
    } else if rest.starts_with("#[") || rest.starts_with("#![") {
        attribute(rest)
    } else {
        0
    }
}

/// The length of the attribute at the start of `rest`: to its closing bracket, those in string literals aside.
fn attribute(rest: &str) -> usize {
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut escaped = false;
    for (at, next) in rest.char_indices() {
        match next {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '[' if !quoted => depth += 1,
            ']' if !quoted => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return at + 1;
                }
            }
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = r#"
        //! A crate; with `fn code() { }` in its docs.
        #![doc = include_str!("../docs/page.md")]
        #![cfg_attr(docsrs, feature(doc_cfg))]
        /* and a comment { */
        #[cfg(feature = "a]b")]
        mod a;
        pub mod b; // one
        pub(crate) mod c;
        use self::a::{
            One, // first
            Two,
        };
        pub use self::b::{self, Three};
        pub(in crate::b) use self::c::Four;
        #[cfg(test)]
        mod tests;
    "#;

    #[test]
    fn a_map_passes() {
        assert_eq!(foreign_statements(MAP), Vec::<String>::new());
    }

    #[test]
    fn everything_else_is_told() {
        for item in [
            "pub fn run() { let a = \"}\"; }",
            "pub struct Unit;",
            "const LIMIT: usize = 1;",
            "mod inline { pub fn f() {} }",
            "pub use self::b::*;",
            "macro_rules! m { () => {} }",
            "some_macro!();",
            "impl Drop for X { fn drop(&mut self) {} }",
            "extern crate alloc;",
            "fn torn(",
        ] {
            assert!(!foreign_statements(&format!("{MAP}\n{item}")).is_empty(), "{item}");
        }
    }

    #[test]
    fn a_procedural_macro_stands_at_the_root() {
        let item = "pub fn stage(arguments: TokenStream, item: TokenStream) -> TokenStream { expand(arguments, item) }";
        assert_eq!(foreign_statements(&format!("{MAP}\n{item}")).len(), 1);
        let of_a_macro = format!("{MAP}\n#[proc_macro_attribute]\n{item}");
        assert!(foreign_statements(&of_a_macro).is_empty());
        assert_eq!(foreign_statements(&format!("{of_a_macro}\nfn other() -> TokenStream {{}}")).len(), 1);
    }

    #[test]
    fn a_map_below_an_item_is_still_read() {
        assert_eq!(foreign_statements("fn f() { g(); }\nmod a;\nstruct S { a: u8 }\nuse b::C;").len(), 2);
    }
}
