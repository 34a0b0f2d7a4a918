//! `docs/checking-logs.md` on this service: its requests are sent, and its commands print of the real log what it says.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::path::Path;

use support::Service;
use support::client::Request;
use tracewell_cli::{Exit, Streams, run};

/// The block of this kind in the section on this service.
fn block<'p>(page: &'p str, kind: &str) -> &'p str {
    let section = page.split("\n## On the bundled service\n").nth(1).unwrap().split("\n## ").next().unwrap();
    section.split(&format!("\n```{kind}\n")).nth(1).unwrap().split("```").next().unwrap()
}

/// Sends what a line with `curl` asks for.
fn send(service: &Service, line: &str) {
    let (header, rest) = line.strip_prefix("curl -H '").unwrap().split_once("' localhost:2207").unwrap();
    let (name, value) = header.split_once(": ").unwrap();
    let path = rest.split_whitespace().next().unwrap().to_owned();
    let request = Request::get(path).header(name.to_lowercase().leak(), value);
    assert_eq!(service.send(&request).status(), 200, "{line}");
}

fn command(line: &str, log: &Path) -> (Exit, String) {
    let mut output = Vec::new();
    let arguments = line.split_whitespace().map(|word| if word == "app.jsonl" { log.to_str().unwrap() } else { word });
    let exit = run(arguments, Streams::new(&b""[..], &mut output, std::io::sink()));
    (exit, String::from_utf8(output).unwrap())
}

#[test]
fn the_commands_of_the_page_print_what_it_says() {
    let page =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/checking-logs.md")).unwrap();
    let steps = block(&page, "sh");
    // At the level that it has by default.
    let service = Service::start_with(&[("LOG_LEVEL", "info")]);
    let requests: Vec<&str> = steps.lines().filter(|line| line.starts_with("curl ")).collect();
    assert_eq!(requests.len(), 2);
    requests.iter().for_each(|line| send(&service, line));
    let ended = service.end();
    assert_eq!(ended.code(), Some(0), "{:?}", ended.errors());
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("checked-{}.jsonl", std::process::id()));
    std::fs::write(&log, ended.log().join("\n") + "\n").unwrap();

    let checks: Vec<&str> = steps.lines().filter(|line| line.starts_with("tracewell check ")).collect();
    assert_eq!(checks.len(), 1);
    assert_eq!(command(checks[0], &log), (Exit::OK, block(&page, "text").to_owned()));
    assert_eq!(command("tracewell scan app.jsonl", &log), (Exit::OK, String::new()));
    let (_, shown) = command("tracewell check --verbose app.jsonl", &log);
    for stage in ["router.check_security_group", "router.identity_resolution", "router.identity_injection"] {
        assert_eq!(shown.matches(&format!(" {stage} outcome=ok")).count(), 2, "{shown}");
        assert!(page.contains(&format!("`{stage}`")), "{stage}");
    }
    std::fs::remove_file(log).unwrap();
}

#[test]
fn whatever_is_asked_of_it_its_stages_keep_to_their_flow() {
    let service = Service::start_with(&[("LOG_LEVEL", "info")]);
    for (target, team, status) in [
        ("/v1/items", "team-a", 200),
        ("/v1/teams/team-a/items", "team-a", 200),
        ("/v1/teams/team-b/items", "team-a", 403),
        ("/v1/items/none", "team-a", 404),
        ("/v2/none", "team-a", 404),
        ("/health", "team-a", 200),
    ] {
        // Twice under the same id, as a client does that tries again.
        for _ in 0..2 {
            let request = Request::get(target).header("x-dev-team", team).bearer(support::TOKEN);
            let answer = service.send(&request.header("x-request-id", "0197a3c2-5b1e-7c44-9d5e-0f2a6b7c8d9e"));
            assert_eq!(answer.status(), status, "{target}");
        }
    }
    assert_eq!(service.send(&Request::get("/v1/items")).status(), 401);
    let ended = service.end();
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("asked-{}.jsonl", std::process::id()));
    std::fs::write(&log, ended.log().join("\n") + "\n").unwrap();
    let (exit, shown) = command("tracewell check app.jsonl", &log);
    assert_eq!(exit, Exit::OK, "{shown}");
    // Eight of these requests and the one without a token come by the router's stages, each of them a cycle.
    assert!(shown.contains(" in 9 cycles keep to the flow builtin"), "{shown}");
    std::fs::remove_file(log).unwrap();
}
