//! What `docs/logging.md` tells to paste works.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use support::speak;

#[test]
fn the_production_block_is_understood_whole() {
    let page = include_str!("../../../docs/logging.md");
    let (_, block) = page.split_once("```sh\n").unwrap();
    let (block, _) = block.split_once("```").unwrap();
    let logs = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("page-{}", std::process::id()));
    let mut variables: Vec<(&str, &str)> = block.lines().map(|line| line.split_once('=').unwrap()).collect();
    for (name, value) in &mut variables {
        assert!(tracewell::names::variable::ALL.contains(name), "{name}");
        if *name == "LOG_DIR" {
            *value = logs.to_str().unwrap();
        }
    }
    let run = speak(&["init", "info=hello", "shutdown"], &variables);
    assert!(run.lived && run.invalid().is_empty(), "{run:#?}");
    let ready = run.named("log_sink_ready").into_iter().find(|line| line["sink"] == "file").unwrap();
    assert_eq!((&ready["max_bytes"], &ready["backup_count"]), (&52_428_800.into(), &20.into()));
    assert_eq!(run.only("hello")["region"], "eu-1");
    assert_eq!(std::fs::read_to_string(logs.join("app.jsonl")).unwrap(), run.stdout);
    std::fs::remove_dir_all(logs).unwrap();
}
