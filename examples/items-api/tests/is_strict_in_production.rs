//! Outside development there are no debug routes, and no development identity.

mod support;

use serde_json::json;
use support::client::Request;
use support::process::Process;
use support::{Service, TOKEN, lines, program};

#[test]
fn debug_routes_do_not_exist() {
    for environment in ["production", "staging", "unknown"] {
        let service = Service::start_with(&[("ENVIRONMENT", environment)]);
        assert_eq!(service.send(&Request::get("/health")).status(), 200);
        for target in ["/debug/panic", "/debug/slow", "/debug/stream", "/debug/error/500"] {
            assert_eq!(service.send(&Request::get(target)).status(), 404, "{environment} {target}");
        }
        let ended = service.end();
        assert_eq!(ended.code(), Some(0));
        assert!(lines(&ended).iter().all(|line| line["level"] != "ERROR"));
    }
}

#[test]
fn nobody_is_let_in_where_nobody_was_appointed() {
    let service = Service::start_with(&[("ENVIRONMENT", "production")]);
    for token in [TOKEN, "BAAD"] {
        let answer = service.send(&Request::get("/v1/items").bearer(token));
        assert_eq!((answer.status(), &answer.json()["status"]), (401, &json!(401)));
    }
    let lines = lines(&service.end());
    assert!(lines.iter().any(|line| line["level"] == "WARN" && line["message"] == "no_authority"));
}

#[test]
fn development_identity_is_refused() {
    for environment in ["production", "staging", "unknown"] {
        let ended =
            Process::run(program(), &["--port", "0", "--auth", "dev"], &[("ENVIRONMENT", environment)]).unwrap();
        assert_eq!(ended.code(), Some(2), "{environment}");
        assert_eq!(ended.errors().len(), 1, "{:?}", ended.errors());
        assert!(
            ended.errors()[0].contains("--auth dev") && ended.errors()[0].contains("refused"),
            "{:?}",
            ended.errors()
        );
    }
}
