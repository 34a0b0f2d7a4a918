use std::net::SocketAddr;

use axum::Router;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::{get, post};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use tokio::net::TcpListener;
use tracewell::http::{Json, Path, Problem, Query, Result};
use tracewell::{FutureExt as _, Principal, TeamId, UserId};

use crate::Slip;
use crate::client::Ask;
use crate::secrets::{nameless, secrets};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[allow(dead_code, reason = "it is about what does not become one")]
struct Order {
    quantity: u32,
    kind: Kind,
}

#[derive(Debug, Deserialize)]
enum Kind {
    Plain,
}

#[derive(Debug, Deserialize)]
#[allow(dead_code, reason = "it is about what does not become one")]
struct Page {
    page: u32,
}

/// What the client planted, as the handlers find it.
fn planted(headers: &HeaderMap) -> String {
    headers.get("x-planted").map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}

fn router() -> Router {
    Router::new()
        .route("/found/{name}", get(found))
        .route("/number/{id}", get(async |Path(_): Path<u64>| "number"))
        .route("/page", get(async |Query(_): Query<Page>| "page"))
        .route("/orders", post(async |Json(_): Json<Order>| "ordered"))
        .route("/panic", get(panics))
        .route("/fail", get(async |headers: HeaderMap| -> Result<()> { Err(Slip::new(&planted(&headers)).into()) }))
        .route("/refuse/{status}", get(refuse))
        .route(
            "/raw",
            get(async |headers: HeaderMap| (StatusCode::INTERNAL_SERVER_ERROR, planted(&headers).len().to_string())),
        )
        .route("/bind", get(bind))
        .route("/spawn", get(spawn))
        .layer(tracewell::http::layer())
}

async fn found(Path(name): Path<String>, headers: HeaderMap) -> &'static str {
    // All of it, by mistake.
    tracing::info!(note = ?headers, remark = ?headers, "headers {headers:?}");
    tracing::info!(note = %name, "path {name}");
    "found"
}

async fn panics(headers: HeaderMap) {
    let planted = planted(&headers);
    panic!("no luck with {planted} here");
}

async fn refuse(Path(status): Path<u16>, headers: HeaderMap) -> Result<()> {
    let planted = planted(&headers);
    let status = StatusCode::from_u16(status).unwrap();
    let problem = Problem::new(status).detail(format!("no {planted} here")).because(Slip::new(&planted));
    Err(problem.member("password", nameless()).member("hint", format!("it was {planted}")))
}

async fn bind(headers: HeaderMap) -> String {
    let planted = planted(&headers);
    let (Ok(team), Ok(user)) = (TeamId::new(planted.as_str()), UserId::new(planted.as_str())) else {
        return "no id".to_owned();
    };
    let bound = tracewell::bind(Principal::new(team).user(user));
    tracing::info!(note = ?tracewell::current(), "bound {:?}", tracewell::current());
    bound.is_ok().to_string()
}

async fn spawn(headers: HeaderMap) -> &'static str {
    let planted = planted(&headers);
    let copy = planted.clone();
    let _ = tracewell::spawn(async move { panic!("no task for {copy} here") }).await;
    let copy = planted.clone();
    let _ = tokio::spawn(async move { panic!("{copy}") }).await;
    let _ = tokio::spawn(async move { std::panic::panic_any(planted) }.in_current_context()).await;
    "spawned"
}

/// Serves the routes, asks each of them with each secret, and gives back what was answered.
pub(crate) async fn serve_and_ask() -> Vec<u8> {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let service = router().into_make_service_with_connect_info::<SocketAddr>();
    let server = tokio::spawn(async move { axum::serve(listener, service).await });
    let mut answers = Vec::new();
    for secret in secrets() {
        for ask in asks(&secret.text) {
            answers.extend(ask.send(address).await);
            answers.push(b'\n');
        }
    }
    server.abort();
    answers
}

fn asks(text: &str) -> Vec<Ask> {
    let percent = utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    // In clear, where a request line can hold it.
    // What would have to be changed for it is no secret any more, as far as anybody can tell.
    let fits = |may: fn(char) -> bool| if text.chars().all(may) { text } else { "x" };
    let clear = fits(|c| c.is_ascii_graphic() && !"?#".contains(c));
    let method = fits(|c| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c));
    let everywhere = |target: &str| {
        Ask::new("GET", target)
            .header("authorization", text)
            .header("cookie", &format!("session={text}; theme={text}"))
            .header("user-agent", text)
            .header("referer", &format!("http://localhost/?x={text}"))
            .header("x-forwarded-for", text)
            .header("forwarded", &format!("for={text}"))
            .header("traceparent", text)
            .header("tracestate", &format!("a={text}"))
            .header("x-planted", text)
            .header("x-api-key", text)
    };
    let quoted = serde_json::to_string(text).unwrap();
    let bodies = [
        format!(r#"{{"quantity": {quoted}, "kind": "Plain"}}"#),
        format!(r#"{{"quantity": 1, "kind": {quoted}}}"#),
        format!(r#"{{"quantity": 1, {quoted}: 1}}"#),
        format!(r#"{{"quantity": 1, "kind": {quoted}"#),
        text.to_owned(),
    ];
    let mut asks = vec![
        everywhere(&format!("/found/{percent}?note={percent}&{percent}")),
        everywhere(&format!("/found/{percent}")).header("x-request-id", text),
        everywhere(&format!("/nowhere/{clear}/{percent}?q={clear}")),
        everywhere(&format!("/nowhere?{clear}")).header("x-request-id", &format!("id-{clear}")),
        everywhere(&format!("/number/{percent}")),
        everywhere(&format!("/page?page={percent}")),
        everywhere("/panic"),
        everywhere("/fail"),
        everywhere("/raw"),
        everywhere("/bind"),
        everywhere("/spawn"),
        everywhere("/refuse/404"),
        everywhere("/refuse/409"),
        everywhere("/refuse/422"),
        everywhere("/refuse/500"),
        everywhere("/refuse/503"),
        Ask::new("DELETE", &format!("/orders?{percent}")).header("x-planted", text),
        // A method of nobody's, and a target with a host.
        Ask::new(method, "/raw").header("x-planted", text),
        Ask::new("GET", &format!("http://localhost/found/x/{percent}")).header("x-planted", text),
    ];
    asks.extend(bodies.into_iter().map(|body| Ask::new("POST", "/orders").json(body)));
    asks
}
