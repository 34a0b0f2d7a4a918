//! Who did what is on disk before it shows, survives a restart and a SIGKILL, and can be seen as of any time.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

use rustix::process::Signal;
use serde_json::{Value, json};
use support::client::Request;
use support::process::Process;
use support::{Folder, Service, TOKEN, USER, eventually, program};

fn entries(folder: &Folder) -> Vec<Value> {
    let text = fs::read_to_string(folder.log()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn auditor(target: &str) -> Request {
    Request::get(target).bearer(TOKEN).header("x-dev-roles", "auditor")
}

fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap()
}

#[test]
fn of_every_route() {
    let folder = Folder::new();
    let service = Service::start_in(&folder, &[]);
    let item = service.call("POST", "/v1/items", Some(&json!({"properties": {"a": 1.5, "b": null}}))).json();
    let other = service.call("POST", "/v1/items", Some(&json!({}))).json();
    let path = format!("/v1/items/{}", id(&item));
    service.call("GET", &path, None);
    let changed = service.call("PUT", &path, Some(&json!({"properties": {"a": 2}}))).json();
    service.call("GET", "/v1/items?a=2", None);
    service.call("GET", "/v1/teams/team-a/items", None);
    let ends = json!({"source": id(&item), "target": id(&other)});
    let link = service.call("POST", "/v1/links", Some(&ends)).json();
    let link_path = format!("/v1/links/{}", id(&link));
    service.call("GET", &link_path, None);
    service.call("PUT", &link_path, Some(&json!({"source": id(&other), "target": id(&item)})));
    service.call("GET", &format!("/v1/links?either={}", id(&item)), None);
    service.call("DELETE", &link_path, None);
    service.call("GET", "/metrics", None);
    service.send(&Request::get("/health"));
    assert_eq!(service.send(&auditor("/v1/audit")).status(), 200);
    // Denials: no token, a bad one, another team's list, a missing role. Not: what does not exist.
    service.send(&Request::get("/v1/items?password=hunter22"));
    service.send(&Request::get("/v1/items").bearer("BAAD"));
    service.call_as("team-b", "GET", "/v1/teams/team-a/items", None);
    assert_eq!(service.call("GET", "/v1/audit", None).status(), 403);
    assert_eq!(service.call_as("team-b", "GET", &path, None).status(), 404);
    assert_eq!(service.call("POST", "/v1/items", Some(&json!({"id": "x"}))).status(), 400);
    assert_eq!(service.end().code(), Some(0));

    let entries = entries(&folder);
    let kinds: Vec<_> = entries.iter().map(|entry| entry["type"].as_str().unwrap()).collect();
    let changes = [
        "Server started",
        "Item created",
        "Item created",
        "Item read",
        "Item updated",
        "Item search",
        "Item search",
        "Link created",
        "Link read",
        "Link updated",
        "Link search",
        "Link deleted",
    ];
    assert_eq!(kinds[..12], changes);
    assert_eq!(kinds.iter().filter(|kind| **kind == "Access denied").count(), 4);
    assert_eq!(kinds.iter().filter(|kind| **kind == "Service read").count(), 3);
    assert_eq!(kinds.last(), Some(&"Server stopped"));
    assert_eq!(entries[1]["value"], item);
    assert_eq!(entries[3]["value"], item["id"]);
    assert_eq!(entries[4]["value"], changed);
    assert_eq!(entries[5]["value"], json!([item["id"]]));
    assert_eq!(entries[11]["value"], link["id"]);
    assert_eq!((&entries[1]["user"], &entries[1]["team"]), (&json!(USER), &json!("team-a")));
    assert!(entries[1]["correlation_id"].is_string());
    for (number, entry) in entries.iter().enumerate() {
        assert_eq!((&entry["v"], &entry["seq"]), (&json!(1), &json!(number + 1)));
    }
    let members = ["v", "seq", "time", "type", "user", "team", "correlation_id", "value", "salt", "prev", "hash"];
    let text = fs::read_to_string(folder.log()).unwrap();
    let line = text.lines().nth(1).unwrap();
    let places: Vec<_> = members.iter().map(|name| line.find(&format!("\"{name}\":")).unwrap()).collect();
    assert!(places.is_sorted(), "{line}");
    for secret in ["hunter22", TOKEN, "BAAD", "Bearer"] {
        assert!(!text.contains(secret), "{secret}");
    }
    let violations: BTreeSet<_> = entries.iter().filter_map(|entry| entry["value"]["violation"].as_str()).collect();
    let expected = ["token_missing", "token_invalid", "cross_tenant_access", "permission_denied"];
    assert_eq!(violations, expected.into());
}

#[test]
fn that_restores_what_was_there() {
    let folder = Folder::new();
    let service = Service::start_in(&folder, &[]);
    let first = service.item(json!({"colour": "red"}));
    let second = service.item(json!({"colour": "blue"}));
    let link = service.call("POST", "/v1/links", Some(&json!({"source": first, "target": second}))).json();
    service.call("PUT", &format!("/v1/items/{first}"), Some(&json!({"properties": {"colour": "green"}})));
    let lists = |service: &Service| {
        [service.call("GET", "/v1/items", None).json(), service.call("GET", "/v1/links", None).json()]
    };
    let before = lists(&service);
    assert_eq!(before[1], json!([link]));
    service.process().signal(Signal::KILL).unwrap();
    drop(service);

    let service = Service::start_in(&folder, &[]);
    assert_eq!(lists(&service), before);
    assert_eq!(service.call_as("team-b", "GET", "/v1/items", None).json(), json!([]));
    let state = service.send(&auditor("/v1/audit")).json();
    assert_eq!(state, json!({"items": before[0], "links": before[1]}));
    let others = auditor("/v1/audit").header("x-dev-team", "team-b");
    assert_eq!(service.send(&others).json(), json!({"items": [], "links": []}));
    assert_eq!(service.end().code(), Some(0));
}

#[test]
fn as_of_any_time() {
    let folder = Folder::new();
    fs::create_dir_all(folder.path()).unwrap();
    let older = "{\"time\": \"2021-03-01T10:00:00+00:00\", \"type\": \"Item created\", \"user\": \"u\", \"value\": \
                 {\"id\": \"0b0ec9d8-2f0a-4b6e-9a43-2a6c5d3a1f01\", \"created_at\": \"2021-03-01T10:00:00+00:00\", \
                 \"created_by\": \"u\", \"properties\": null}}\n";
    fs::write(folder.log(), older).unwrap();
    let service = Service::start_in(&folder, &[]);
    let items = service.call("GET", "/v1/items", None).json();
    assert_eq!(items[0]["properties"], json!({}));
    assert_eq!(items[0]["created_at"], "2021-03-01T10:00:00+00:00");
    std::thread::sleep(Duration::from_millis(5));
    let then = jiff::Timestamp::now().to_string();
    std::thread::sleep(Duration::from_millis(5));
    service.item(json!({}));
    let count = |target: &str| service.send(&auditor(target)).json()["items"].as_array().unwrap().len();
    assert_eq!(count("/v1/audit"), 2);
    assert_eq!(count(&format!("/v1/audit?until={then}")), 1);
    assert_eq!(count("/v1/audit?until=2021-03-01T11:00:00+01:00"), 1);
    assert_eq!(count("/v1/audit?until=2021-03-01T09:59:59Z"), 0);
    for unreadable in ["yesterday", "", "2026-13-01T00:00:00Z", "1"] {
        assert_eq!(service.send(&auditor(&format!("/v1/audit?until={unreadable}"))).status(), 400, "{unreadable}");
    }
    assert_eq!(service.send(&Request::get("/v1/audit")).status(), 401);
}

#[test]
fn and_does_not_start_on_a_broken_one() {
    let folder = Folder::new();
    let service = Service::start_in(&folder, &[]);
    service.item(json!({"colour": "red"}));
    service.end();
    let text = fs::read_to_string(folder.log()).unwrap();
    fs::write(folder.log(), text.replacen("red", "bad", 1)).unwrap();
    let arguments = ["--port", "0", "--data", folder.path().to_str().unwrap()];
    let ended = Process::run(program(), &arguments, &[("ENVIRONMENT", "development")]).unwrap();
    assert_eq!(ended.code(), Some(1));
    assert!(ended.errors().iter().any(|line| line.contains("line 2")), "{:?}", ended.errors());
    assert!(!ended.errors().iter().any(|line| line.contains("listening")), "{:?}", ended.errors());
    let lines = support::lines(&ended);
    let told: Vec<_> = lines.iter().filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(told.len(), 1, "{lines:?}");
    assert_eq!((&told[0]["message"], &told[0]["line"]), (&json!("audit_chain_broken"), &json!(2)));
}

#[test]
fn nor_on_one_that_cannot_be_read() {
    let folder = Folder::new();
    fs::create_dir_all(folder.log()).unwrap();
    let arguments = ["--port", "0", "--data", folder.path().to_str().unwrap()];
    let ended = Process::run(program(), &arguments, &[("ENVIRONMENT", "production")]).unwrap();
    assert_eq!(ended.code(), Some(1));
    let lines = support::lines(&ended);
    let told: Vec<_> = lines.iter().filter(|line| line["level"] == "ERROR").collect();
    assert_eq!(told.len(), 1, "{lines:?}");
    assert_eq!(told[0]["message"], "audit_log_not_opened");
    assert_eq!(told[0]["error_type"], "audit_log_unreadable");
}

#[test]
fn a_time_that_nobody_can_know_is_no_empty_state() {
    let folder = Folder::new();
    let service = Service::start_in(&folder, &[]);
    service.item(json!({}));
    service.end();
    let compaction = tracewell::audit::compact(folder.log(), Duration::ZERO).unwrap();
    compaction.segments().for_each(|segment| fs::remove_file(segment).unwrap());
    let service = Service::start_in(&folder, &[]);
    let now = service.send(&auditor("/v1/audit?until=9999-12-31T23:59:59Z"));
    assert_eq!((now.status(), now.json()["items"].as_array().unwrap().len()), (200, 1));
    let then = service.send(&auditor("/v1/audit?until=2020-01-01T00:00:00Z"));
    assert_eq!(then.status(), 409);
    assert!(then.json()["detail"].as_str().unwrap().contains("reach back"));
}

#[test]
fn who_is_no_auditor_is_told_what_is_missing() {
    let folder = Folder::new();
    let service = Service::start_in(&folder, &[]);
    let denied = service.call("GET", "/v1/audit", None);
    assert_eq!(denied.status(), 403);
    assert_eq!(denied.header("www-authenticate"), Some("Bearer error=\"insufficient_scope\""));
    let lines = support::lines(&service.end());
    let stages: Vec<_> = lines.iter().filter(|line| line["stage"] == "router.check_security_group").collect();
    assert_eq!(stages.last().unwrap()["outcome"], "denied", "{stages:?}");
    let events: Vec<_> = lines.iter().filter(|line| line["message"] == "security_event").collect();
    assert_eq!(events.len(), 1);
    assert_eq!(events[0]["violation"], "permission_denied");
}

#[test]
fn a_log_that_was_taken_away_confirms_nothing() {
    let folder = Folder::new();
    let service = Service::start_in(&folder, &[]);
    service.item(json!({}));
    let away = folder.path().join("away.jsonl");
    fs::rename(folder.log(), &away).unwrap();
    assert_eq!(service.call("POST", "/v1/items", Some(&json!({}))).status(), 503);
    assert_eq!(service.call("GET", "/v1/items", None).json().as_array().unwrap().len(), 1);
    fs::rename(&away, folder.log()).unwrap();
    service.item(json!({}));
    let lines = support::lines(&service.end());
    let failed = lines.iter().find(|line| line["message"] == "audit_write_failed").unwrap();
    assert_eq!(failed["error_type"], "file_moved");
    assert!(lines.iter().any(|line| line["message"] == "audit_write_restored"));
}

#[test]
fn which_one_process_has_at_a_time() {
    let folder = Folder::new();
    let first = Service::start_in(&folder, &[]);
    let item = first.item(json!({}));
    let second = Service::start_in(&folder, &[("AUDIT_LOCK_WAIT", "20")]);
    assert_eq!(second.send(&Request::get("/health")).status(), 200);
    assert_eq!(second.send(&Request::get("/ready")).status(), 503);
    assert_eq!(second.call("GET", "/v1/items", None).status(), 503);
    let last = first.item(json!({}));
    assert_eq!(first.end().code(), Some(0));
    eventually("being ready", || second.send(&Request::get("/ready")).status() == 200);
    for id in [item, last] {
        assert_eq!(second.call("GET", &format!("/v1/items/{id}"), None).status(), 200);
    }
    let third = Service::start_in(&folder, &[("AUDIT_LOCK_WAIT", "1")]);
    let ended = third.wait();
    assert_eq!(ended.code(), Some(1));
    assert!(ended.errors().iter().any(|line| line.contains("another process")), "{:?}", ended.errors());
    let lines = support::lines(&ended);
    let told = lines.iter().find(|line| line["message"] == "audit_log_not_opened").unwrap();
    assert_eq!((&told["level"], &told["error_type"]), (&json!("ERROR"), &json!("audit_log_locked")));
}

#[test]
fn whose_head_is_told_to_a_witness() {
    let folder = Folder::new();
    let service = Service::start_in(&folder, &[("ENVIRONMENT", "development")]);
    service.item(json!({}));
    let ended = service.end();
    let lines = support::lines(&ended);
    let told: Vec<_> = lines.iter().filter(|line| line["message"] == "audit_checkpoint").collect();
    let last = entries(&folder).pop().unwrap();
    assert_eq!(told.len(), 1);
    assert_eq!((&told[0]["seq"], &told[0]["hash"]), (&last["seq"], &last["hash"]));
    assert_eq!((&told[0]["level"], &told[0]["file"]), (&json!("INFO"), &json!("audit.jsonl")));
}

#[test]
fn a_flood_of_strangers_is_one_line() {
    let folder = Folder::new();
    let service = Service::start_in(&folder, &[("LOG_LEVEL", "warn")]);
    for _ in 0..350 {
        assert_eq!(service.send(&Request::get("/v1/items")).status(), 401);
    }
    service.item(json!({}));
    service.end();
    let denied: Vec<_> = entries(&folder).into_iter().filter(|entry| entry["type"] == "Access denied").collect();
    assert_eq!(denied.len(), 301);
    assert_eq!(denied[300]["value"]["suppressed"], 50);
}
