//! The page on security events says of each code what the enum says.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::BTreeMap;

use tracewell_security::Violation;

#[test]
fn with_its_level_its_words_and_a_query() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/security-events.md");
    let page = std::fs::read_to_string(path).unwrap();
    let (_, codes) = page.split_once("\n## The codes\n").unwrap();
    let codes = codes.split("\n## ").next().unwrap();
    let rows: BTreeMap<String, Vec<String>> = codes
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split(" | ").map(|cell| cell.trim().replace('`', "")).collect();
            (cells[0].clone(), cells)
        })
        .collect();
    for violation in Violation::ALL {
        let code = violation.code();
        let row = rows.get(code).unwrap_or_else(|| panic!("{code} is not on the page"));
        let [_, level, severity, category, owasp, answer, meaning, query] = &row[..] else { panic!("{row:?}") };
        assert_eq!(level, violation.level().as_str(), "{code}");
        assert_eq!(severity, violation.severity().as_str(), "{code}");
        assert_eq!(category, violation.category().as_str(), "{code}");
        assert_eq!(owasp, violation.owasp().as_str(), "{code}");
        assert_eq!(*answer, violation.status().map_or("–".to_owned(), |status| status.to_string()), "{code}");
        assert!(meaning.len() > 10 && query.contains(code), "{code}: {meaning} {query}");
    }
    assert_eq!(rows.len(), Violation::ALL.len(), "a code on the page is none");
    // The reference page has the same levels.
    let reference = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/events.md")).unwrap();
    for violation in Violation::ALL {
        let begin = format!("| `{}` |", violation.code());
        let row = reference.lines().find(|line| line.starts_with(&begin)).unwrap();
        assert!(row.ends_with(&format!("| {} |", violation.level())), "{row}");
    }
}
