use serde_json::json;
use tracewell_redact::{Action, Class, Mode, Policy};

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
fn statements_lose_their_literals_wherever_they_stand() {
    let sql = "SELECT a FROM t WHERE b = 'plain'";
    let data = json!({ "summary": sql });
    for item in [
        json!({ "contexts": { "trace": { "type": "trace", "op": "db.query", "data": data } } }),
        json!({ "contexts": { "trace": { "type": "trace", "description": "sqlx::query::query", "data": data } } }),
        json!({ "contexts": { "trace": { "type": "trace", "data": { "db.statement": sql } } } }),
        json!({ "contexts": { "database": { "sql": sql } } }),
        json!({ "spans": [{ "op": "query", "description": "sqlx::query::query", "data": data }] }),
        json!({ "tags": { "sql": sql } }),
        json!({ "extra": { "outer": { "sql": sql, "list": [{ "statement": sql }], "db.statement": [sql] } } }),
        json!({ "logentry": { "params": [{ "sql": sql }] } }),
        json!({ "exception": { "values": [{ "stacktrace": { "frames": [{ "vars": { "sql": sql } }] } }] } }),
    ] {
        let clean = cleaned(Policy::development(), item.clone()).to_string();
        assert!(!clean.contains("plain") && clean.contains("b = ?"), "{item} {clean}");
    }
}

#[test]
fn whatever_its_name_a_place_loses_its_query() {
    for (name, text, shown) in [
        ("http.target", "/v1/a?q=hunter#there", "/v1/a?q=REDACTED"),
        ("callback_uri", "https://u:p@geo.example/v1?q=1", "https://REDACTED:REDACTED@geo.example/v1?q=REDACTED"),
        ("url.query", "q=hunter&flag", "q=REDACTED&REDACTED"),
    ] {
        for part in ["extra", "tags"] {
            let clean = cleaned(Policy::development(), json!({ part: { name: text } }));
            assert_eq!(clean, json!({ part: { name: shown } }));
        }
    }
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

/// What the protocol calls its ids, times and words.
const WORDS: [&str; 18] = [
    "event_id",
    "timestamp",
    "start_timestamp",
    "platform",
    "level",
    "status",
    "trace_id",
    "span_id",
    "parent_span_id",
    "sid",
    "started",
    "init",
    "errors",
    "duration",
    "check_in_id",
    "image_addr",
    "instruction_addr",
    "symbol_addr",
];

#[test]
fn words_of_the_protocol_are_data_in_the_maps_of_a_program() {
    for policy in [Policy::production(), Policy::development()] {
        for name in WORDS {
            let data = json!({ name: mail(), "list": [mail(), { name: mail() }], "deep": { name: [mail()] } });
            for item in [
                json!({ "extra": data }),
                json!({ "tags": { name: mail() } }),
                json!({ "contexts": { "app": data } }),
                json!({ "contexts": { "app": { "type": "trace", name: mail() } } }),
                json!({ "contexts": { "app": { "type": "trace", name: data } } }),
                json!({ "contexts": { "trace": { "type": "trace", "data": data } } }),
                json!({ "breadcrumbs": { "values": [{ "data": data, "level": mail() }] } }),
                json!({ "spans": [{ "data": data, "tags": { name: mail() } }] }),
                json!({ "exception": { "values": [{ "stacktrace": { "frames": [{ "vars": data }] } }] } }),
                json!({ "exception": { "values": [{ "mechanism": { "data": data } }] } }),
                json!({ "logentry": { "params": [mail(), data] } }),
                json!({ "platform": mail(), "status": mail(), "level": mail(), name: mail() }),
            ] {
                let clean = cleaned(policy.clone(), item).to_string();
                assert!(!clean.contains("alice"), "{name}, {:?}: {clean}", policy.mode());
            }
        }
    }
}

#[test]
fn ids_of_the_protocol_stay() {
    // Digits alone, as a card number has.
    let (id, trace, span) = ("4111111111111111".repeat(2), "4111111111111111".repeat(2), "4111111111111111");
    let item = json!({
        "event_id": id, "platform": "native", "timestamp": 1.5, "level": "error",
        "contexts": { "trace": { "type": "trace", "trace_id": trace, "span_id": span, "status": "ok", "op": "http.server" } },
        "spans": [{ "trace_id": trace, "span_id": span, "parent_span_id": span, "status": "ok" }],
        "debug_meta": { "images": [{ "image_addr": "0x4111111111111111" }] },
    });
    assert_eq!(cleaned(Policy::production(), item.clone()), item);
    let session =
        json!({ "sid": "41111111-1111-1111-4111-111111111111", "started": "2026-11-22T03:15:00Z", "status": "ok" });
    assert_eq!(cleaned(Policy::production(), session.clone()), session);
}

#[test]
fn objects_in_lists_keep_to_the_allowlist_and_to_what_was_chosen() {
    let item = json!({ "extra": { "items": [{ "order_id": 3, "route": "/x", "password": "x" }, [{ "note": "x" }]] } });
    let strict = Policy::builder(Mode::Production).allow(["items"]).build().unwrap();
    let clean =
        json!([{ "order_id": "[FILTERED]", "route": "/x", "password": "[REDACTED]" }, [{ "note": "[FILTERED]" }]]);
    assert_eq!(cleaned(strict, item), json!({ "extra": { "items": clean } }));

    let item = json!({ "extra": { "items": [{ "client_ip": "10.1.2.3" }] }, "logentry": { "params": [{ "client_ip": "10.1.2.3" }] } });
    let shortened = Policy::builder(Mode::Development).action(Class::Ip, Action::Filter).build().unwrap();
    let clean = cleaned(shortened, item).to_string();
    assert!(!clean.contains("10.1.2.3"), "{clean}");
}

#[test]
fn only_a_marker_escapes_what_was_chosen_for_its_class() {
    let policy = || Policy::builder(Mode::Development).action(Class::Phone, Action::Erase).build().unwrap();
    for value in ["[+49 171 5551234]", "hmac:+491715551234", "[REDACTED] 01715551234", "hmac:k:0171-5551234"] {
        let clean = cleaned(policy(), json!({ "extra": { "phone": value } }));
        assert_eq!(clean, json!({ "extra": { "phone": "[REDACTED]" } }), "{value}");
    }
    for marker in ["[FILTERED]", "[REDACTED:email]", "hmac:k1:abcdefghijklmnopqrstuv"] {
        let item = json!({ "extra": { "phone": marker } });
        assert_eq!(cleaned(policy(), item.clone()), item);
    }
}
