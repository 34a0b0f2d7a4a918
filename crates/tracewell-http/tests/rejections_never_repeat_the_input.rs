//! Input that does not fit: a fixed text that says what is wrong and where, and the value nowhere at all.
#![cfg(feature = "axum")]
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test fails by panicking")]

mod server;

use std::collections::HashMap;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::{Value, json};
use server::{Lines, Response, Server};
use tracewell_http::axum::{FieldError, Json, Path, Problem, Query};
use tracewell_redact::Policy;

/// Stands in every place of the input that can hold a value.
const CANARY: &str = "canary-51b7";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is only ever read")]
struct Order {
    quantity: u8,
    #[serde(default)]
    lines: Vec<OrderLine>,
    #[serde(default)]
    size: Option<Size>,
    #[serde(default)]
    by_number: HashMap<u8, String>,
    #[serde(default)]
    by_name: HashMap<String, u8>,
    #[serde(default)]
    by_size: HashMap<Weight, u8>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only ever read")]
struct OrderLine {
    price: f64,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(dead_code, reason = "it is only ever read")]
enum Size {
    Small,
    Custom { width: u8 },
}

#[derive(Deserialize, PartialEq, Eq, Hash)]
enum Weight {
    Light,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "it is only ever read")]
struct Page {
    page: u8,
    size: Option<Size>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "it is only ever read")]
struct Place {
    team: String,
    number: u8,
}

fn app() -> Router {
    Router::new()
        .route("/orders", post(|_: Json<Order>| async { "taken" }))
        .route("/small", post(|_: Json<Order>| async { "taken" }).layer(DefaultBodyLimit::max(16)))
        .route("/page", get(|_: Query<Page>| async { "shown" }))
        .route("/counts", get(|_: Query<HashMap<String, u8>>| async { "shown" }))
        .route("/teams/{team}/{number}", get(|_: Path<Place>| async { "found" }))
        .route("/number/{number}", get(|_: Path<u8>| async { "found" }))
        .route("/pair/{team}/{number}", get(|_: Path<(String, u8)>| async { "found" }))
        .route("/text/{text}", get(|_: Path<String>| async { "found" }))
        .route("/mistaken/{one}", get(|_: Path<(String, String)>| async { "never" }))
        .route("/unsupported/{one}", get(|_: Path<HashMap<String, Vec<u8>>>| async { "never" }))
        .route("/without", get(|_: Path<String>| async { "never" }))
}

/// A request, and what was told of it.
async fn ask(method: &str, path: &str, headers: &[&str], body: &str) -> (Response, Lines) {
    let server = Server::start(app()).await;
    let mut client = server.connect().await;
    client.request(method, path, headers, body).await;
    let response = client.response().await;
    drop(client);
    (response, server.stop().await)
}

async fn post_json(path: &str, body: &str) -> (Response, Lines) {
    ask("POST", path, &["content-type: application/json"], body).await
}

/// Checks the one `validation_error` and the answer, and gives the error.
fn the_error(response: &Response, lines: &Lines, status: u16) -> Value {
    assert_eq!(response.status, status, "{}", response.text());
    let told = lines.only("validation_error");
    assert_eq!((&told["level"], &told["status_code"]), (&json!("INFO"), &json!(status)));
    assert!(lines.named("http_exception_4xx").is_empty(), "instead of it, not beside it");
    assert!(lines.errors().is_empty());
    let errors = told["errors"].as_array().expect("an array, and no text that holds one");
    assert_eq!(errors.len(), 1);
    let error = errors[0].as_object().unwrap();
    assert_eq!(error.keys().collect::<Vec<_>>(), ["loc", "msg", "type"]);
    assert!(error["loc"].as_array().unwrap().iter().all(Value::is_string));
    assert_eq!(response.problem()["detail"], error["msg"], "the client learns the same text");
    assert!(told.contains_key("route") && told.contains_key("correlation_id"));
    assert_eq!((&lines.end()["message"], &lines.end()["level"]), (&json!("request_completed"), &json!("INFO")));
    Value::Object(error.clone())
}

fn assert_no_canary(response: &Response, lines: &Lines) {
    assert!(!response.text().contains("canary"), "{}", response.text());
    assert!(!lines.everything().contains("canary"), "{}", lines.everything());
}

#[tokio::test]
async fn what_fits_is_taken() {
    let body =
        r#"{"quantity": 1, "lines": [{"price": 2.5}], "size": {"custom": {"width": 3}}, "by_number": {"1": "x"}}"#;
    for kind in ["application/json", "APPLICATION/JSON; charset=utf-8", "application/merge-patch+json"] {
        let (response, lines) = ask("POST", "/orders", &[&format!("content-type: {kind}")], body).await;
        assert_eq!((response.status, &*response.body), (200, "taken"), "{kind}");
        assert!(lines.named("validation_error").is_empty());
    }
    for path in
        ["/page?page=3", "/page?page=3&size=small", "/counts?a=1&b=2", "/teams/acme/7", "/number/7", "/pair/a/7"]
    {
        assert_eq!(ask("GET", path, &[], "").await.0.status, 200, "{path}");
    }
}

#[tokio::test]
async fn a_body_of_another_shape() {
    let body = |text: &str| text.replace("CANARY", CANARY);
    let cases: [(&str, &[&str]); 17] = [
        (r#"{"quantity": "CANARY"}"#, &["body", "quantity"]),
        (r#"{"quantity": 300, "size": "CANARY"}"#, &["body", "quantity"]),
        (r#"{"size": "small"}"#, &["body"]),
        (r#"["CANARY"]"#, &["body", "0"]),
        (r#""CANARY""#, &["body"]),
        (r#"{"quantity": 1, "lines": [{"price": 1}, {"price": "CANARY"}]}"#, &["body", "lines", "1", "price"]),
        (r#"{"quantity": 1, "size": {"custom": {"width": "CANARY"}}}"#, &["body", "size", "custom", "width"]),
        (r#"{"quantity": 1, "quantity": 2, "size": "CANARY"}"#, &["body"]),
        // The place where they stand is known; what stands there is the input.
        (r#"{"quantity": 1, "CANARY": 1}"#, &["body"]),
        (r#"{"quantity": 1, "size": "CANARY"}"#, &["body", "size"]),
        ("{\n\"quantity\": 1,\n\t\"CANARY\"\n : 1}", &["body"]),
        (r#"{"quantity": 1, "by_number": {"CANARY": "x"}}"#, &["body", "by_number"]),
        (r#"{"quantity": 1, "by_number": {"7CANARY": "x"}}"#, &["body", "by_number"]),
        (r#"{"quantity": 1, "by_number": {"300": "CANARY"}}"#, &["body", "by_number"]),
        (r#"{"quantity": 1, "by_number": {"3": 7}}"#, &["body", "by_number", "3"]),
        (r#"{"quantity": 1, "by_size": {"CANARY": 7}}"#, &["body", "by_size"]),
        (r#"{"quantity": 1, "lines": [{"price": 1e999}]}"#, &["body", "lines", "0", "price"]),
    ];
    for (text, place) in cases {
        let (response, lines) = post_json("/orders", &body(text)).await;
        let error = the_error(&response, &lines, 422);
        assert_eq!(error["type"], "json_shape", "{text}");
        assert_no_canary(&response, &lines);
        assert_eq!(error["loc"], json!(place), "{text}");
    }
}

#[tokio::test]
async fn an_unknown_variant_that_is_an_object() {
    let (response, lines) = post_json("/orders", &format!(r#"{{"quantity": 1, "size": {{"{CANARY}": 1}}}}"#)).await;
    assert_eq!(the_error(&response, &lines, 422)["loc"], json!(["body", "size"]));
    assert_no_canary(&response, &lines);
}

#[tokio::test]
async fn a_body_that_is_no_json() {
    let cases = [
        (CANARY.to_owned(), "json_syntax"),
        (format!(r#"{{"quantity": {CANARY}}}"#), "json_syntax"),
        (format!(r#"{{"quantity": 1}} {CANARY}"#), "json_syntax"),
        (format!(r#"{{{CANARY}: 1}}"#), "json_syntax"),
        (format!(r#"{{"quantity": 1, "size": "{CANARY}"#), "json_truncated"),
        (format!(r#"{{"{CANARY}"#), "json_truncated"),
        (r#"{"quantity": 1"#.to_owned(), "json_truncated"),
    ];
    for (body, kind) in cases {
        let (response, lines) = post_json("/orders", &body).await;
        assert_eq!(the_error(&response, &lines, 400)["type"], kind, "{body}");
        assert_no_canary(&response, &lines);
    }
    // Nothing at all is too little.
    let (response, lines) = post_json("/orders", "").await;
    assert_eq!(the_error(&response, &lines, 400)["type"], "json_truncated");
}

#[tokio::test]
async fn a_body_that_is_no_text() {
    let server = Server::start(app()).await;
    let mut client = server.connect().await;
    let body = b"{\"quantity\": \"\xff\xfe\"}";
    let head = "POST /orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json";
    client.send(format!("{head}\r\ncontent-length: {}\r\n\r\n", body.len())).await;
    client.send(body).await;
    let response = client.response().await;
    drop(client);
    let lines = server.stop().await;
    assert_eq!(the_error(&response, &lines, 400)["type"], "json_syntax");
}

#[tokio::test]
async fn a_body_that_nests_without_end() {
    let deep = format!(r#"{{"quantity": 1, "unknown": {}1{}}}"#, "[".repeat(10_000), "]".repeat(10_000));
    let (response, _) = post_json("/orders", &deep).await;
    assert!(matches!(response.status, 400 | 422), "{}", response.status);
}

#[tokio::test]
async fn a_body_of_another_kind_or_size() {
    let body = format!(r#"{{"quantity": 1, "size": "{CANARY}"}}"#);
    let canary_type = format!("content-type: application/{CANARY}");
    let cases: [(&str, &[&str], u16); 4] = [
        ("/orders", &["content-type: text/plain"], 415),
        ("/orders", &[&canary_type], 415),
        ("/orders", &[], 415),
        ("/small", &["content-type: application/json"], 413),
    ];
    for (path, headers, status) in cases {
        let (response, lines) = ask("POST", path, headers, &body).await;
        assert_eq!(response.status, status);
        assert!(response.problem()["detail"].is_string());
        // Nobody has looked at the input: it is not said to be invalid.
        assert!(lines.named("validation_error").is_empty(), "{}", lines.text());
        let told = lines.only("http_exception_4xx");
        assert_eq!((&told["level"], &told["status_code"]), (&json!("DEBUG"), &json!(status)));
        assert!(["content_type", "body_too_large"].iter().any(|kind| told["error_type"] == *kind), "{told:?}");
        assert_no_canary(&response, &lines);
        assert!(lines.errors().is_empty());
    }
}

#[tokio::test]
async fn a_body_that_breaks_off() {
    let server = Server::start(app()).await;
    let mut client = server.connect().await;
    let head =
        "POST /orders HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    client.send(format!("{head}2\r\n{{\"\r\nno length\r\n")).await;
    let told = server.log.wait_for("validation error", |line| line["message"] == "validation_error").await;
    assert_eq!((&told["status_code"], &told["errors"][0]["type"]), (&json!(400), &json!("body_unreadable")));
    drop(client);
    server.stop().await.end();
}

#[tokio::test]
async fn a_query_of_another_shape() {
    let cases: [(&str, &[&str]); 6] = [
        ("/page?page=CANARY", &["query", "page"]),
        ("/page?page=300&size=CANARY", &["query", "page"]),
        ("/page?other=CANARY&page=1", &["query"]),
        ("/page?page=1&CANARY=1", &["query"]),
        ("/page?page=1&size=CANARY", &["query", "size"]),
        ("/page", &["query"]),
    ];
    for (path, place) in cases {
        let (response, lines) = ask("GET", &path.replace("CANARY", CANARY), &[], "").await;
        let error = the_error(&response, &lines, 400);
        assert_eq!(error["type"], "query_invalid", "{path}");
        assert_no_canary(&response, &lines);
        assert_eq!(error["loc"], json!(place), "{path}");
    }
}

#[tokio::test]
async fn a_path_of_another_shape() {
    // The path itself is on each line, and its segments with it: what must not come is a second copy of them.
    let cases: [(&str, u16, &[&str]); 5] = [
        ("/teams/acme/CANARY", 400, &["path", "number"]),
        ("/number/CANARY", 400, &["path"]),
        ("/pair/acme/CANARY", 400, &["path", "1"]),
        ("/number/300", 400, &["path"]),
        ("/text/%FF%FECANARY", 400, &["path", "text"]),
    ];
    for (path, status, place) in cases {
        let path = path.replace("CANARY", CANARY);
        let (response, lines) = ask("GET", &path, &[], "").await;
        let error = the_error(&response, &lines, status);
        assert_eq!((&error["type"], &error["loc"]), (&json!("path_invalid"), &json!(place)), "{path}");
        assert!(!response.text().contains("canary"), "{}", response.text());
        let without_path = lines.everything().replace(&format!(r#""path":"{path}""#), "");
        assert!(!without_path.contains("canary"), "{without_path}");
    }
}

#[tokio::test]
async fn a_handler_that_asks_for_other_parameters_than_its_route_has() {
    for path in ["/mistaken/CANARY", "/unsupported/CANARY", "/without"] {
        let path = path.replace("CANARY", CANARY);
        let (response, lines) = ask("GET", &path, &[], "").await;
        assert_eq!((response.status, response.problem().len()), (500, 5), "{}", response.text());
        let error = lines.only("http_exception_5xx");
        assert_eq!((lines.errors().len(), &error["level"]), (1, &json!("ERROR")));
        let why = error["error_chain"].as_str().unwrap().to_lowercase();
        assert!(why.contains("path") || why.contains("type"), "the programmer learns what is wrong: {why}");
        assert_eq!((&lines.end()["level"], &lines.end()["status_code"]), (&json!("WARN"), &json!(500)));
        assert!(!lines.everything().replace(&format!(r#""path":"{path}""#), "").contains("canary"), "{}", lines.text());
    }
}

#[tokio::test]
async fn names_of_the_clients_making_are_scanned_and_cut() {
    let mail = format!("{}@{}", "someone", "example.org");
    for name in [mail, "n".repeat(500), "é".repeat(100)] {
        let (response, lines) =
            post_json("/orders", &json!({"quantity": 1, "by_name": {&name: "x"}}).to_string()).await;
        let error = the_error(&response, &lines, 422);
        let clean = Policy::installed().scrub(&name).into_owned();
        let cut = &clean[..clean.floor_char_boundary(64)];
        assert_eq!(error["loc"], json!(["body", "by_name", cut]));
    }
    let deep = r#"{"a":"#.repeat(60) + "1" + &"}".repeat(60);
    let (response, lines) = ask("GET", &format!("/counts?{}=x", "n".repeat(500)), &[], "").await;
    assert_eq!(the_error(&response, &lines, 400)["loc"], json!(["query", "n".repeat(64)]));
    let (response, lines) = post_json("/orders", &format!(r#"{{"quantity": 1, "lines": [{deep}]}}"#)).await;
    assert!(the_error(&response, &lines, 422)["loc"].as_array().unwrap().len() <= 16);
}

#[tokio::test]
async fn errors_of_the_services_own_making() {
    let handler = || async {
        let errors = [
            FieldError::new(["body", "quantity"], "out_of_range", "quantity must be at least 1"),
            FieldError::new(["body", "lines", "0"], "missing", "price is missing"),
        ];
        Problem::invalid(axum::http::StatusCode::UNPROCESSABLE_ENTITY, errors)
    };
    let server = Server::start(Router::new().route("/", get(handler))).await;
    let response = server.get("/").await;
    assert_eq!(response.problem()["detail"], "quantity must be at least 1");
    let lines = server.stop().await;
    assert_eq!(lines.only("validation_error")["errors"].as_array().unwrap().len(), 2);
}
