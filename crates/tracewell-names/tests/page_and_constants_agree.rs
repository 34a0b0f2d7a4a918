//! The reference page and the constants name the same things, either way round.

mod support;

use std::collections::{BTreeMap, BTreeSet};

use tracewell_names::{
    attribute, event, field, header, marker, metric, outcome, reason, setting, stage, target, variable, violation,
};

/// Header of a table's first column, and the names that the column must hold.
fn expected() -> BTreeMap<&'static str, Vec<&'static str>> {
    let own_fields = field::ALL
        .iter()
        .filter(|name| !field::RESERVED.contains(name) && !field::ERROR_MEMBERS.contains(name))
        .copied()
        .collect();
    BTreeMap::from([
        ("key", field::RESERVED.to_vec()),
        ("field", own_fields),
        ("member", field::ERROR_MEMBERS.to_vec()),
        ("marker", marker::ALL.to_vec()),
        ("kind", marker::KINDS.to_vec()),
        ("attribute", attribute::ALL.to_vec()),
        ("event", event::ALL.to_vec()),
        ("target", target::ALL.to_vec()),
        ("violation", violation::ALL.to_vec()),
        ("phase", reason::PHASES.to_vec()),
        ("reason", [reason::CANCELLATIONS, reason::MEMORY_BOUNDS].concat()),
        ("error type", reason::ERROR_TYPES.to_vec()),
        ("outcome", outcome::ALL.to_vec()),
        ("stage", stage::ALL.to_vec()),
        ("variable", variable::ALL.to_vec()),
        ("word", setting::ALL.to_vec()),
        ("metric", metric::ALL.to_vec()),
        ("label", metric::LABELS.to_vec()),
        ("label value", metric::LABEL_VALUES.to_vec()),
        ("header", header::ALL.to_vec()),
    ])
}

#[test]
fn every_constant_is_on_the_page_and_every_name_on_the_page_is_a_constant() {
    let tables = support::tables(&support::page());
    let expected = expected();
    let headers: BTreeSet<&str> = tables.keys().map(String::as_str).collect();
    assert_eq!(headers, expected.keys().copied().collect(), "tables of the page");
    for (header, constants) in expected {
        let mut listed: Vec<String> = Vec::new();
        for row in &tables[header] {
            let names = row.names(0);
            assert!(!names.is_empty(), "no name in {row:?}");
            listed.extend(names);
        }
        listed.sort();
        let mut constants = constants;
        constants.sort_unstable();
        let missing: Vec<_> = constants.iter().filter(|name| !listed.iter().any(|l| l == *name)).collect();
        let unknown: Vec<_> = listed.iter().filter(|name| !constants.contains(&name.as_str())).collect();
        assert!(missing.is_empty(), "{header}: not on the page: {missing:?}");
        assert!(unknown.is_empty(), "{header}: no constant: {unknown:?}");
        assert_eq!(listed, constants, "{header}: listed twice");
    }
}

#[test]
fn events_on_the_page_have_safe_fields_levels_and_a_target() {
    let rows = &support::tables(&support::page())["event"];
    for row in rows {
        let targets = support::code_spans(&row.heading);
        assert!(!targets.is_empty(), "no target above {row:?}");
        for target in targets {
            assert!(target::ALL.contains(&target.as_str()), "{target}");
        }
        for name in row.names(3) {
            let known = field::is_safe(&name) || event::ALL.contains(&name.as_str());
            assert!(known, "{name} of {:?}", row.columns[0]);
        }
    }
}

#[test]
fn event_constants_document_the_level_and_target_of_the_page() {
    let source = include_str!("../src/event.rs");
    let rows = &support::tables(&support::page())["event"];
    for row in rows {
        let name = &row.names(0)[0];
        let constant = format!("pub const {}:", name.to_uppercase());
        let before = &source[..source.find(&constant).unwrap_or_else(|| panic!("{constant}"))];
        let doc = before.lines().next_back().unwrap_or_default();
        for target in support::code_spans(&row.heading) {
            assert!(doc.contains(&format!("`{target}`")), "{name}: {doc}");
        }
        for level in ["ERROR", "WARN", "INFO", "DEBUG"] {
            // "as a 5xx" stands for what the row above says.
            if row.columns[1].contains(level) {
                assert!(doc.contains(level), "{name}: {doc}");
            }
        }
    }
}

#[test]
fn metrics_on_the_page_have_known_labels() {
    for row in &support::tables(&support::page())["metric"] {
        for label in row.names(2) {
            assert!(metric::LABELS.contains(&label.as_str()), "{label}");
        }
    }
}

#[test]
fn example_lines_on_the_page_begin_in_order_and_use_known_names() {
    let page = support::page();
    let lines: Vec<&str> = page.lines().filter(|line| line.starts_with('{')).collect();
    assert!(lines.len() >= 5);
    for line in lines {
        let keys = keys(line);
        assert_eq!(keys[..4], ["timestamp", "level", "message", "target"], "{line}");
        let distinct: BTreeSet<_> = keys.iter().collect();
        assert_eq!(distinct.len(), keys.len(), "a key twice: {line}");
        for key in &keys {
            assert!(field::is_safe(key), "{key}");
        }
        let message = line.split("\"message\":\"").nth(1).and_then(|rest| rest.split('"').next());
        assert!(event::ALL.contains(&message.unwrap_or_default()), "{line}");
        let from = line.split("\"target\":\"").nth(1).and_then(|rest| rest.split('"').next());
        assert!(target::ALL.contains(&from.unwrap_or_default()), "{line}");
    }
}

/// Keys of a flat JSON object without escapes: strings followed by a colon.
fn keys(line: &str) -> Vec<&str> {
    assert!(!line.contains('\\'), "{line}");
    let pieces: Vec<&str> = line.split('"').collect();
    (1..pieces.len())
        .step_by(2)
        .filter(|&i| pieces.get(i + 1).is_some_and(|after| after.starts_with(':')))
        .map(|i| pieces[i])
        .collect()
}
