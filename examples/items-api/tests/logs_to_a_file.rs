//! The service with a log file beside standard output, from its first line to its last.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use support::client::Request;
use support::{Service, TOKEN, eventually, lines};

fn folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    folder
}

fn start(folder: &Path, variables: &[(&str, &str)]) -> Service {
    let base = [("LOG_TO_FILE", "true"), ("LOG_DIR", folder.to_str().unwrap())];
    Service::start_with(&[&base[..], variables].concat())
}

/// All files of the log, the oldest first, end to end.
fn text(folder: &Path) -> String {
    let mut files: Vec<(i64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap();
        match name.strip_prefix("app.jsonl") {
            Some("") => files.push((0, path)),
            Some(rest) => files.push((-rest[1..].parse::<i64>().unwrap(), path)),
            None => {}
        }
    }
    files.sort();
    files.into_iter().map(|(_, path)| fs::read_to_string(path).unwrap()).collect()
}

#[test]
fn the_file_has_every_line_up_to_the_end_by_a_signal() {
    let folder = folder("every-line");
    let service = start(&folder, &[("LOG_FILE_MAX_BYTES", "5000"), ("LOG_FILE_BACKUP_COUNT", "10000")]);
    for number in 0..300 {
        let request = Request::get("/v1/items").bearer(TOKEN).header("x-request-id", format!("request-{number}"));
        assert_eq!(service.send(&request).status(), 200);
    }
    assert_eq!(service.send(&Request::get("/debug/panic")).status(), 500);
    let ended = service.end();
    assert_eq!(ended.code(), Some(0));

    let text = text(&folder);
    let of_file: Vec<&str> = text.lines().collect();
    assert_eq!(of_file, ended.log(), "the same lines in the same order");
    assert!(fs::read_dir(&folder).unwrap().count() > 20);
    assert!(text.trim_end().lines().next_back().unwrap().contains("\"message\":\"stopped\""));
    let ids: BTreeSet<String> = lines(&ended)
        .iter()
        .filter(|line| line["message"] == "request_completed")
        .filter_map(|line| Some(line["correlation_id"].as_str()?.to_owned()))
        .collect();
    assert!((0..300).all(|number| ids.contains(&format!("request-{number}"))));
    // Neither the token nor anything of it.
    assert!(!text.contains(TOKEN));
}

#[test]
fn a_killed_service_goes_on_where_it_was() {
    let folder = folder("killed");
    let service = start(&folder, &[]);
    assert_eq!(service.send(&Request::get("/health").header("x-request-id", "before")).status(), 200);
    eventually("the line of the request", || text(&folder).contains("before"));
    drop(service);
    let torn = text(&folder) + "{\"timestamp\":\"2026-";
    fs::write(folder.join("app.jsonl"), torn).unwrap();

    let service = start(&folder, &[]);
    assert_eq!(service.send(&Request::get("/health").header("x-request-id", "after")).status(), 200);
    let ended = service.end();
    let all: Vec<Value> = text(&folder).lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    for id in ["before", "after"] {
        assert!(all.iter().any(|line| line["correlation_id"] == id));
    }
    let ready = lines(&ended).into_iter().find(|line| line["message"] == "log_sink_ready" && line["sink"] == "file");
    assert_eq!(ready.unwrap()["dropped"], json!(1));
}

#[test]
fn two_services_on_one_folder_have_a_file_each() {
    let folder = folder("two");
    let (first, second) = (start(&folder, &[]), start(&folder, &[]));
    let own = folder.join(format!("app.jsonl.{}", second.process().id()));
    for (service, id) in [(&first, "to-first"), (&second, "to-second")] {
        assert_eq!(service.send(&Request::get("/health").header("x-request-id", id)).status(), 200);
    }
    let (first, second) = (first.end(), second.end());
    let read = |path: &Path| fs::read_to_string(path).unwrap();
    assert_eq!(read(&folder.join("app.jsonl")).lines().collect::<Vec<_>>(), first.log());
    assert_eq!(read(&own).lines().collect::<Vec<_>>(), second.log());
    let told = lines(&second).into_iter().find(|line| line["sink"] == "file").unwrap();
    assert_eq!((&told["message"], &told["error_type"]), (&json!("log_sink_ready"), &json!("file_name_in_use")));
}

#[test]
fn a_folder_that_goes_away_stops_nothing() {
    let folder = folder("gone");
    let service = start(&folder, &[]);
    eventually("a file", || folder.join("app.jsonl").exists());
    fs::remove_dir_all(&folder).unwrap();
    for _ in 0..20 {
        assert_eq!(service.send(&Request::get("/health")).status(), 200);
    }
    eventually("the file again", || folder.join("app.jsonl").exists());
    std::thread::sleep(std::time::Duration::from_millis(1200));
    let ended = service.end();
    assert_eq!(ended.code(), Some(0));
    let named = |name: &str| lines(&ended).into_iter().filter(|line| line["message"] == name).count();
    assert_eq!((named("log_sink_degraded"), named("log_sink_restored"), named("log_lines_dropped")), (1, 1, 0));
}
