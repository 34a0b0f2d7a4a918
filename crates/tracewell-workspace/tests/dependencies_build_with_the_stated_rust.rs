//! The oldest Rust that the manifest states is old enough for whatever a user builds along with us.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{HashMap, HashSet};
use std::process::Command;

use serde_json::Value;

/// Of this platform, whose crates are there without a network, as they have just been built.
fn metadata() -> Value {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--locked", "--offline", "--all-features", "--format-version", "1"])
        .args(["--filter-platform", &host()])
        .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/../.."))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn host() -> String {
    let output = Command::new("rustc").arg("-vV").output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().find_map(|line| line.strip_prefix("host: ")).unwrap().to_owned()
}

fn version(text: &str) -> Vec<u32> {
    let mut parts: Vec<u32> = text.split('.').map(|part| part.parse().unwrap()).collect();
    parts.resize(3, 0);
    parts
}

/// Those that users of the published crates build: with all features, tests left out.
fn built_along<'a>(metadata: &'a Value, published: Vec<&'a str>) -> HashSet<&'a str> {
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap();
    let nodes: HashMap<_, _> = nodes.iter().map(|node| (node["id"].as_str().unwrap(), node)).collect();
    let (mut reached, mut next) = (HashSet::new(), published);
    while let Some(id) = next.pop() {
        if reached.insert(id) {
            let uses = nodes[id]["deps"].as_array().unwrap().iter();
            let is_built = |kinds: &Value| kinds.as_array().unwrap().iter().any(|kind| kind["kind"] != "dev");
            next.extend(uses.filter(|to| is_built(&to["dep_kinds"])).map(|to| to["pkg"].as_str().unwrap()));
        }
    }
    reached
}

#[test]
fn what_users_build_along_needs_no_newer_rust_than_we_say() {
    let metadata = metadata();
    let packages: HashMap<_, _> =
        metadata["packages"].as_array().unwrap().iter().map(|it| (it["id"].as_str().unwrap(), it)).collect();
    let is_ours = |id: &&str| packages[id]["source"].is_null() && packages[id]["publish"].is_null();
    let published: Vec<_> = packages.keys().copied().filter(is_ours).collect();
    let stated = version(packages[published[0]]["rust_version"].as_str().unwrap());
    let built = built_along(&metadata, published);
    assert!(built.len() > 200, "{}", built.len());
    let newer: Vec<_> = built
        .iter()
        .filter_map(|id| Some((packages[id]["name"].as_str()?, packages[id]["rust_version"].as_str()?)))
        .filter(|(_, needs)| version(needs) > stated)
        .collect();
    assert!(newer.is_empty(), "newer than {stated:?}: {newer:?}");
}
