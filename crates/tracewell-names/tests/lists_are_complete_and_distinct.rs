//! Lists hold every constant of their file, and nothing twice.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::{collections::BTreeSet, fs, path::Path};

use tracewell_names::{
    attribute, event, field, header, marker, metric, outcome, reason, setting, stage, target, variable, violation,
};

const LISTS: &[(&str, &[&str])] = &[
    ("attribute::ALL", attribute::ALL),
    ("event::ALL", event::ALL),
    ("field::ALL", field::ALL),
    ("field::ERROR_MEMBERS", field::ERROR_MEMBERS),
    ("field::RESERVED", field::RESERVED),
    ("field::SAFE", field::SAFE),
    ("header::ALL", header::ALL),
    ("marker::ALL", marker::ALL),
    ("marker::KINDS", marker::KINDS),
    ("marker::PARTS", marker::PARTS),
    ("metric::ALL", metric::ALL),
    ("metric::DROP_REASONS", metric::DROP_REASONS),
    ("metric::EXPORTERS", metric::EXPORTERS),
    ("metric::LABELS", metric::LABELS),
    ("metric::LABEL_VALUES", metric::LABEL_VALUES),
    ("metric::REDACTION_REASONS", metric::REDACTION_REASONS),
    ("metric::SINKS", metric::SINKS),
    ("outcome::ALL", outcome::ALL),
    ("outcome::FAILURES", outcome::FAILURES),
    ("outcome::SUCCESSES", outcome::SUCCESSES),
    ("reason::ALL", reason::ALL),
    ("reason::CANCELLATIONS", reason::CANCELLATIONS),
    ("reason::ERROR_TYPES", reason::ERROR_TYPES),
    ("reason::PHASES", reason::PHASES),
    ("setting::ALL", setting::ALL),
    ("setting::CLIENT_HOSTS", setting::CLIENT_HOSTS),
    ("setting::CORRELATION_TRUSTS", setting::CORRELATION_TRUSTS),
    ("setting::ENVIRONMENTS", setting::ENVIRONMENTS),
    ("setting::LOG_FORMATS", setting::LOG_FORMATS),
    ("stage::ALL", stage::ALL),
    ("target::ALL", target::ALL),
    ("variable::ALL", variable::ALL),
    ("violation::ALL", violation::ALL),
];

/// Constants that begin a name instead of being one.
const PREFIXES: &[&str] = &["APPLICATION_PREFIX", "OTEL_PREFIX"];

#[test]
fn no_list_names_anything_twice() {
    for (list, names) in LISTS {
        let distinct: BTreeSet<_> = names.iter().collect();
        assert_eq!(distinct.len(), names.len(), "{list}");
        assert!(names.iter().all(|name| !name.is_empty()), "{list}");
    }
}

/// The source of a module, which may be a folder of files.
fn source(path: &Path) -> String {
    if path.is_file() {
        return fs::read_to_string(path).unwrap();
    }
    fs::read_dir(path).unwrap().map(|entry| source(&entry.unwrap().path())).collect()
}

#[test]
fn every_constant_stands_in_a_list_of_its_module() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut constants = 0;
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let source = source(&path);
        let code: String = source.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
        let mut listed = BTreeSet::new();
        for list in code.split("&[&str] = &[").skip(1) {
            let (items, _) = list.split_once(']').unwrap();
            listed.extend(items.split(',').map(str::trim));
        }
        for constant in code.split("pub const ").skip(1) {
            let (name, rest) = constant.split_once(':').unwrap();
            if rest.starts_with(" &str") && !PREFIXES.contains(&name) {
                constants += 1;
                assert!(listed.contains(name), "{name} of {}", path.display());
            }
        }
    }
    assert!(constants > 300, "only {constants} found");
}

#[test]
fn safe_is_sorted_and_holds_every_field_but_the_members_of_errors() {
    assert!(field::SAFE.is_sorted());
    for name in field::ALL {
        assert_eq!(field::is_safe(name), !field::ERROR_MEMBERS.contains(name), "{name}");
    }
    for name in field::SAFE {
        assert!(field::ALL.contains(name), "{name}");
    }
}

#[test]
fn safe_is_exact() {
    for name in ["", "Level", "level ", "fields.level", "password", "type", "msg", "zzz", "duration"] {
        assert!(!field::is_safe(name), "{name}");
    }
}

#[test]
fn reserved_are_the_keys_of_the_line() {
    for name in field::ALL {
        assert_eq!(field::is_reserved(name), field::RESERVED.contains(name), "{name}");
    }
    assert_eq!(field::RESERVED[..4], ["timestamp", "level", "message", "target"]);
    assert!(field::RESERVED.iter().all(|name| field::is_safe(name)));
    assert!(!field::is_reserved("method"));
}

#[test]
fn names_have_the_form_of_their_area() {
    let snake = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_');
    let dotted = |name: &str| name.split('.').all(|part| !part.is_empty() && snake(part));
    assert!(event::ALL.iter().all(|name| snake(name)));
    assert!(field::ALL.iter().all(|name| dotted(name)));
    assert!(stage::ALL.iter().all(|name| dotted(name) && name.contains('.')));
    assert!(metric::ALL.iter().all(|name| dotted(name)));
    assert!(marker::KINDS.iter().all(|name| snake(name)));
    assert!(violation::ALL.iter().all(|name| snake(name)));
    assert!(target::ALL.iter().all(|name| *name == target::ROOT || name.starts_with("tracewell::")));
    let header = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    assert!(header::ALL.iter().all(|name| header(name)));
    let variable = |name: &str| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    assert!(variable::ALL.iter().all(|name| variable(name)));
}

#[test]
fn a_stage_never_ends_both_well_and_not() {
    let mut ends: Vec<&str> = [outcome::SUCCESSES, outcome::FAILURES].concat();
    ends.push(outcome::START);
    ends.sort_unstable();
    let mut all = outcome::ALL.to_vec();
    all.sort_unstable();
    assert_eq!(ends, all);
}

#[test]
fn closed_label_values_are_the_union_of_their_sets() {
    let union: BTreeSet<&str> =
        [metric::DROP_REASONS, metric::SINKS, metric::EXPORTERS, metric::REDACTION_REASONS, &[metric::METHOD_OTHER]]
            .concat()
            .into_iter()
            .collect();
    assert_eq!(union, metric::LABEL_VALUES.iter().copied().collect());
    assert!(metric::DURATION_BOUNDS_SECONDS.is_sorted());
}

#[test]
fn booleans_are_read_in_any_case_and_nothing_else_is() {
    for word in ["1", "true", "TRUE", "Yes", " on "] {
        assert_eq!(setting::boolean(word), Some(true), "{word}");
    }
    for word in ["0", "false", "No", "OFF"] {
        assert_eq!(setting::boolean(word), Some(false), "{word}");
    }
    for word in ["", "2", "y", "truee", "enabled", "\u{ff11}"] {
        assert_eq!(setting::boolean(word), None, "{word}");
    }
}
