//! What the policy says of names holds for events, spans and static fields; `message` is never taken away whole.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod lines;

use std::error::Error;
use std::fmt;

use lines::{line_of, lines_of};
use serde_json::json;
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_log::LogLayer;
use tracewell_redact::{Mode, Policy};
use tracing::field::Empty;

#[derive(Debug)]
struct Unasked;

impl fmt::Display for Unasked {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        panic!("a value that is not shown is not asked for its text")
    }
}

impl Error for Unasked {}

#[test]
fn strict_filtering_shows_what_is_allowed_only() {
    let policy = Policy::builder(Mode::Production).allow(["order_id"]).build().unwrap();
    let line = line_of(LogLayer::new(policy), || {
        let span = tracing::info_span!("work", tenant_name = "x", order_id = 7, late = Empty);
        span.record("late", 1.5);
        let error = &Unasked as &(dyn Error + 'static);
        span.in_scope(|| {
            tracing::info!(
                colour = "red", number = 1, float = 0.5, yes = true, bytes = &b"x"[..], display = %Unasked, error, debug = ?"x",
                duration_ms = 1.5, huge = u128::MAX, "hello {}", "world"
            );
        });
    });
    for name in
        ["colour", "number", "float", "yes", "bytes", "display", "error", "debug", "huge", "tenant_name", "late"]
    {
        assert_eq!(line[name], "[FILTERED]", "{name}");
    }
    assert_eq!(
        (&line["order_id"], &line["duration_ms"], &line["message"]),
        (&json!(7), &json!(1.5), &json!("hello world"))
    );
}

#[test]
fn sensitive_names_are_redacted_in_every_mode() {
    for policy in [Policy::production(), Policy::development()] {
        let layer = LogLayer::new(policy).static_fields([("password", "x"), ("region", "eu-1")]);
        let lines = lines_of(layer, || {
            tracing::info_span!("work", api_key = 5).in_scope(|| {
                tracing::info!(authorization = "x", user.password = ?Some("x"), sessionToken = %Unasked, "hello");
            });
        });
        for name in ["authorization", "user.password", "sessionToken", "api_key", "password"] {
            assert_eq!(lines[0][name], "[REDACTED]", "{name}");
        }
        assert_eq!(lines[0]["region"], "eu-1", "who sets a static field need not allow it again");
    }
}

#[test]
fn renamed_fields_are_judged_by_their_own_name() {
    let line = line_of(LogLayer::new(Policy::production()), || {
        tracing::info!(level = "l", r#type = "t", "hello");
    });
    assert_eq!(line["fields.level"], "l");
    assert_eq!(line["type"], "[FILTERED]");
}

/// An address that is nobody's, made here so that it is not in this file.
fn address() -> String {
    ["alice", "example.com"].join("@")
}

/// A token of the form that code hosts use.
fn token() -> String {
    ["ghp", &"a1B2c3D4e5".repeat(4)[..36]].join("_")
}

#[test]
fn urls_of_static_fields_and_of_events_are_masked_whatever_stands_around_them() {
    for policy in [Policy::production(), Policy::development()] {
        let layer =
            LogLayer::new(policy).static_fields([("url", "https://b:p@h/?q=hidden"), ("home_url", "see /a?hidden")]);
        let lines = lines_of(layer, || {
            tracing::info!("hello");
            tracing::info!(url = ?Some("https://b:p@h/?q=hidden#hidden"), "hello");
            tracing::info!(url = "https://h/?q=hidden\u{a0}hidden", "hello");
            tracing::info!(url = "GET https://h/?q=a hidden", "hello");
        });
        assert_eq!(lines[0]["url"], "https://REDACTED:REDACTED@h/?q=REDACTED");
        assert_eq!(lines[0]["home_url"], "see /a?REDACTED");
        let whole = format!("{lines:?}");
        assert!(!whole.contains("hidden") && !whole.contains("b:p@"), "{whole}");
    }
}

#[test]
fn secrets_in_text_are_replaced_wherever_they_are() {
    let (address, token) = (address(), token());
    for policy in [Policy::production(), Policy::development()] {
        let layer = LogLayer::new(policy).static_fields([("url", format!("mail {address}"))]);
        let lines = lines_of(layer, || {
            let context = Context::new(CorrelationId::new(&token).unwrap());
            context.set_request("GET", &format!("/mail/{address}"));
            context.bind(Principal::new(TeamId::new(&token).unwrap()).user(UserId::new(&address).unwrap())).unwrap();
            context.in_scope(|| {
                let span = tracing::info_span!("work", reason = %format_args!("for {address}"), phase = Empty);
                span.record("phase", tracing::field::debug(&address));
                let _entered = span.enter();
                for _ in 0..2 {
                    tracing::info!(url = format!("x {token} y"), error_message = ?address, "sent to {address}, {token}");
                }
            });
            tracing::info!(
                error_message = address.as_bytes(),
                error_detail = &Failed(address.clone()) as &(dyn Error + 'static)
            );
            let mut record = tracing_log::log::Record::builder();
            record.target(&address).level(tracing_log::log::Level::Warn);
            tracing_log::format_trace(&record.args(format_args!("x {token}")).build()).unwrap();
        });
        assert_eq!(lines.len(), 4);
        for line in &lines {
            let text = serde_json::to_string(line).unwrap();
            assert!(!text.contains("alice") && !text.contains("a1B2c3"), "{text}");
        }
        assert_eq!(lines[0]["message"], "sent to [REDACTED:email], [REDACTED:github_token]");
        assert_eq!(
            (&lines[0]["user_id"], &lines[0]["team_id"]),
            (&json!("[REDACTED:email]"), &json!("[REDACTED:github_token]"))
        );
        assert_eq!(lines[0]["path"], "/mail/[REDACTED:email]");
        assert_eq!(lines[0]["reason"], "for [REDACTED:email]");
        assert_eq!(lines[0]["phase"], "\"[REDACTED:email]\"");
        assert_eq!(lines[1]["url"], "x [REDACTED:github_token] y");
        assert_eq!(lines[2]["error_message"], "[REDACTED:email]");
        assert_eq!(lines[2]["error_detail"], "no [REDACTED:email]: no [REDACTED:email]");
        assert_eq!(lines[3]["target"], "[REDACTED:email]");
    }
}

#[derive(Debug)]
struct Failed(String);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "no {}", self.0)
    }
}

impl Error for Failed {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        struct Inner;
        impl fmt::Debug for Inner {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("Inner")
            }
        }
        impl fmt::Display for Inner {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "no {}", address())
            }
        }
        impl Error for Inner {}
        Some(&Inner)
    }
}

#[test]
fn a_secret_is_found_before_the_cut_goes_through_it() {
    let token = token();
    let text = format!("{} {token} tail", "x".repeat(20));
    for longest in 1..60 {
        let line = line_of(LogLayer::new(Policy::development()).max_value_bytes(longest), || {
            tracing::info!(text = text.as_str(), debug = ?text, "{text}");
        });
        for key in ["text", "debug", "message"] {
            assert!(!line[key].as_str().unwrap().contains("ghp"), "{line:?}");
        }
    }
}

#[test]
fn half_a_secret_at_the_edge_of_what_is_scanned_is_not_shown() {
    let token = token();
    for blanks in 12_280..12_300 {
        // Secrets that shrink, so that the edge of the window comes near to what is shown.
        let long = format!("{}{token} tail", format!("{token} ").repeat(300).chars().take(blanks).collect::<String>());
        let line = line_of(
            LogLayer::new(Policy::development()),
            || tracing::info!(text = long.as_str(), debug = %long, "hello"),
        );
        for key in ["text", "debug"] {
            let text = line[key].as_str().unwrap();
            assert!(!text.contains("ghp"), "{text}");
            assert!(text.contains("[REDACTED:github_token]") && text.ends_with(" bytes]"));
        }
    }
}

#[test]
fn text_that_one_layer_lets_pass_is_still_scanned_by_the_other() {
    let open = LogLayer::new(Policy::builder(Mode::Development).redaction(false).build().unwrap());
    let address = address();
    let emit = || {
        for _ in 0..3 {
            tracing::info!(text = address.as_str(), "hello");
        }
    };
    assert!(lines_of(open, emit).iter().all(|line| line["text"] == address));
    assert!(lines_of(LogLayer::new(Policy::development()), emit).iter().all(|line| line["text"] == "[REDACTED:email]"));
}

#[test]
fn embedded_json_is_scanned_too() {
    let json = format!(r#"[{{"loc":["body"],"type":"x","msg":"{}"}}]"#, address());
    let line = line_of(LogLayer::new(Policy::production()), || {
        tracing::info!(target: "tracewell::http", errors = json.as_str(), "validation_error");
    });
    assert_eq!(line["errors"][0]["msg"], "[REDACTED:email]");
}

#[test]
fn a_uuid_is_never_taken_for_a_card() {
    // Its digits are those of a valid test card, with an issuer's prefix.
    let digits = ["4111", "1111", "1111", "1111"];
    let id = format!("{}{}-{}-{}-8000-0123456789ab", digits[0], digits[1], digits[2], digits[3]);
    let line = line_of(LogLayer::new(Policy::production()), || {
        Context::new(CorrelationId::new(&id).unwrap()).in_scope(|| tracing::info!("hello"));
    });
    assert_eq!(line["correlation_id"], id);
}

#[test]
fn a_url_is_masked_as_one() {
    let address = address();
    for policy in [
        Policy::builder(Mode::Production)
            .allow(["base_url", "callback_url", "note"])
            .allow_query(["page"])
            .build()
            .unwrap(),
        Policy::builder(Mode::Development).allow_query(["page"]).build().unwrap(),
    ] {
        let url = format!("https://host/mail/{address}?page=2&name=secret#top");
        let masked = "https://host/mail/[REDACTED:email]?page=2&name=REDACTED";
        let user = "https://bob:pw@host/mail?page=2";
        let line = line_of(LogLayer::new(policy), || {
            let span = tracing::info_span!("work", url = url.as_str(), callback_url = Empty);
            span.record("callback_url", tracing::field::debug(&url));
            span.in_scope(|| tracing::info!(url = %url, base_url = user, note = "a?page=3&name=4", "hello"));
        });
        assert_eq!(line["url"], masked);
        assert_eq!(line["base_url"], "https://REDACTED:REDACTED@host/mail?page=2");
        assert_eq!(line["callback_url"], format!("\"{masked}\""));
        assert_eq!(line["note"], "a?page=3&name=4");
    }
}

#[test]
fn what_the_route_hides_of_a_path_is_hidden_where_the_path_is() {
    for policy in [Policy::builder(Mode::Production).allow(["note"]).build().unwrap(), Policy::development()] {
        let line = line_of(LogLayer::new(policy), || {
            let context = Context::new(CorrelationId::new("r-1").unwrap());
            context.set_request("GET", "/v1/geo/203.0.113.7");
            context.set_route_and_path("/v1/geo/{ip}", "/v1/geo/[REDACTED]");
            context.in_scope(|| {
                tracing::info!(
                    url = "https://host/v1/geo/203.0.113.7?page=2",
                    path = "/v1/geo/203.0.113.7",
                    instance = 7,
                    note = "/v1/geo/203.0.113.70",
                    "hello"
                );
            });
        });
        assert_eq!(line["url"], "https://host/v1/geo/[REDACTED]?page=REDACTED");
        assert_eq!(line["path"], "/v1/geo/[REDACTED]");
        assert_eq!(line["note"], "/v1/geo/203.0.113.70", "only where it says where something is");
        assert_ne!(line["instance"], "[REDACTED]");
    }
}

#[test]
fn names_outside_the_allowlist_are_counted_once_an_event() {
    let counted = |policy: &Policy| -> Vec<(String, u64)> {
        policy.filtered_most(10).iter().map(|name| (name.name().to_owned(), name.count())).collect()
    };
    let work = || {
        let span = tracing::info_span!("work", tenant_name = "x", late = Empty);
        span.record("late", 1.5);
        for r#type in 0..2 {
            span.in_scope(|| tracing::info!(r#type, status_code = 200, password = "x", "hello"));
        }
    };
    let policy = Policy::development();
    lines_of(LogLayer::new(policy.clone()), work);
    assert_eq!(counted(&policy), [("type".to_owned(), 2), ("late".to_owned(), 1), ("tenant_name".to_owned(), 1)]);
    let silent = Policy::production();
    lines_of(LogLayer::new(silent.clone()), work);
    assert!(counted(&silent).is_empty());
}
