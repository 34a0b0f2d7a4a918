use serde_json::json;
use tracewell_redact::Policy;

use super::*;

fn mail() -> String {
    ["alice", "example.com"].join("@")
}

fn cleaned(policy: Policy, mut item: Value) -> Value {
    Net::new(policy).clean(&mut item);
    item
}

#[test]
fn names_of_the_program_are_judged_wherever_they_stand() {
    let data = json!({ "password": 17, "note": [mail(), "fine"], "order_id": 3 });
    let clean = json!({ "password": "[REDACTED]", "note": ["[REDACTED:email]", "fine"], "order_id": 3 });
    for (item, expected) in [
        (json!({ "extra": data }), json!({ "extra": clean })),
        (json!({ "contexts": { "app": data } }), json!({ "contexts": { "app": clean } })),
        (json!({ "contexts": { "trace": { "data": data } } }), json!({ "contexts": { "trace": { "data": clean } } })),
        (
            json!({ "breadcrumbs": { "values": [{ "data": data }] } }),
            json!({ "breadcrumbs": { "values": [{ "data": clean }] } }),
        ),
        (json!({ "spans": [{ "data": data }] }), json!({ "spans": [{ "data": clean }] })),
        (
            json!({ "exception": { "values": [{ "stacktrace": { "frames": [{ "vars": data }] } }] } }),
            json!({ "exception": { "values": [{ "stacktrace": { "frames": [{ "vars": clean }] } }] } }),
        ),
    ] {
        assert_eq!(cleaned(Policy::development(), item), expected);
    }
    let strict = cleaned(Policy::production(), json!({ "extra": { "order_id": 3, "route": "/x" } }));
    assert_eq!(strict, json!({ "extra": { "order_id": "[FILTERED]", "route": "/x" } }));
}

#[test]
fn a_user_is_an_id() {
    let item =
        json!({ "user": { "id": "u-1", "email": mail(), "ip_address": "1.2.3.4", "username": "alice", "plan": 1 } });
    assert_eq!(cleaned(Policy::development(), item), json!({ "user": { "id": "u-1" } }));
    let item = json!({ "user": { "id": mail() }, "tags": { "user_id": mail() } });
    let clean = cleaned(Policy::production(), item);
    assert_eq!(clean, json!({ "user": { "id": "[REDACTED:email]" }, "tags": { "user_id": "[REDACTED:email]" } }));
}

#[test]
fn a_request_follows_the_rules_of_the_log() {
    let item = json!({ "request": {
        "url": "https://u:p@shop.example/v1?q=1#x", "method": "GET", "query_string": "q=hunter2&flag",
        "cookies": "sid=hunter2", "data": "hunter2", "env": { "REMOTE_ADDR": "1.2.3.4" },
        "headers": { "Accept": "*/*", "Authorization": "Bearer hunter2", "X-Thing": "hunter2" },
    } });
    let clean = cleaned(Policy::development(), item);
    assert_eq!(
        clean,
        json!({ "request": {
        "url": "https://REDACTED:REDACTED@shop.example/v1?q=REDACTED", "method": "GET", "query_string": "q=REDACTED&REDACTED",
        "cookies": "sid=[REDACTED]", "data": "[FILTERED]",
        "headers": { "Accept": "*/*", "Authorization": "Bearer [REDACTED]", "X-Thing": "[FILTERED]" },
    } })
    );
}

#[test]
fn places_lose_queries_and_what_percents_hide() {
    let item = json!({ "transaction": "GET /users/alice%40example.com?page=2", "spans": [{ "description": mail() }] });
    let clean = cleaned(Policy::development(), item);
    assert_eq!(
        clean,
        json!({ "transaction": "GET /users/[REDACTED:email]", "spans": [{ "description": "[REDACTED:email]" }] })
    );
}

#[test]
fn statements_lose_their_literals() {
    let sql = "SELECT a FROM t WHERE b = 'plain'";
    let item = json!({
        "breadcrumbs": { "values": [
            { "category": "sqlx::query", "message": sql, "data": { "summary": sql } },
            { "category": "app", "message": sql, "data": { "db.statement": sql } },
        ] },
        "spans": [{ "op": "db.query", "description": sql }],
    });
    let clean = "SELECT a FROM t WHERE b = ?";
    assert_eq!(
        cleaned(Policy::development(), item),
        json!({
            "breadcrumbs": { "values": [
                { "category": "sqlx::query", "message": clean, "data": { "summary": clean } },
                { "category": "app", "message": sql, "data": { "db.statement": clean } },
            ] },
            "spans": [{ "op": "db.query", "description": clean }],
        })
    );
}

#[test]
fn what_is_too_deep_is_taken_out() {
    let mut deep = json!(mail());
    for _ in 0..40 {
        deep = json!({ "a": [deep] });
    }
    let clean = cleaned(Policy::development(), json!({ "extra": { "x": deep.clone() }, "other": deep })).to_string();
    assert!(!clean.contains("alice") && clean.contains("[REDACTED]"), "{clean}");
}

#[test]
fn what_is_clean_stays_as_it_is() {
    let item = json!({ "extra": { "order_id": 1, "api_key": "x" }, "transaction": "GET /a%20b", "message": "fine" });
    let once = cleaned(Policy::production(), item);
    assert_eq!(cleaned(Policy::production(), once.clone()), once);
}
