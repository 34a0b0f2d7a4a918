//! What nobody asked for is not built: default features hold no exporter, and no TLS.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::process::Command;

/// Names of the crates that `package` is built of.
fn tree(package: &str, features: &[&str]) -> Vec<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--locked", "--offline", "--edges", "normal", "--prefix", "none", "--package", package])
        .args(features)
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.split(' ').next()).map(str::to_owned).collect()
}

fn exporters(names: &[String]) -> Vec<&String> {
    let is = |name: &&String| {
        name.contains("opentelemetry") || name.starts_with("sentry") || ["rustls", "tonic"].contains(&name.as_str())
    };
    names.iter().filter(is).collect()
}

#[test]
fn neither_the_facade_nor_the_bundled_service_has_one_by_default() {
    for package in ["tracewell", "items-api"] {
        let names = tree(package, &[]);
        assert!(names.len() > 10, "{names:?}");
        assert!(exporters(&names).is_empty(), "{package}: {:?}", exporters(&names));
        for feature in ["otel", "sentry"] {
            assert!(!exporters(&tree(package, &["--features", feature])).is_empty(), "{package} with {feature}");
        }
    }
}
