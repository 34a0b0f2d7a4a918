//! The layer and the extractors: who is let in, as whom, and what others are told.
#![cfg(feature = "axum")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use axum::Router;
use axum::body::Body;
use axum::routing::get;
use http::{Request, Response, StatusCode};
use support::{Answer, DISCOVERY, Issuer, TestKey, Token, now};
use tower::ServiceExt as _;
use tracewell_context::{Context, FutureExt as _, Identity, current};
use tracewell_identity::axum::Authenticated;
use tracewell_identity::{Caller, Error, ErrorKind, IdentityLayer, Verifier, require_role, require_team};

async fn hello(caller: Caller) -> String {
    let context = current().unwrap();
    assert_eq!(context.team_id(), Some(caller.team().clone()).as_ref());
    format!("{} of {}", caller.user_id().unwrap(), caller.team())
}

async fn admin(caller: Caller) -> Result<&'static str, Error> {
    require_role(caller.identity(), "admin")?;
    Ok("admin")
}

async fn globex(caller: Authenticated<Verifier>) -> Result<&'static str, Error> {
    require_team(caller.identity(), "globex")?;
    Ok("globex")
}

fn app(verifier: &Verifier) -> Router {
    Router::new()
        .route("/hello", get(hello))
        .route("/admin", get(admin))
        .route_layer(IdentityLayer::new(verifier.clone()))
        .route("/globex", get(globex))
        .route("/nobody", get(hello))
        .with_state(verifier.clone())
}

async fn call(app: &Router, path: &str, token: Option<&[u8]>) -> Response<Body> {
    let mut request = Request::get(path).body(Body::empty()).unwrap();
    if let Some(token) = token {
        let value = [b"Bearer ", token].concat();
        request.headers_mut().insert("authorization", value.as_slice().try_into().unwrap());
    }
    app.clone().oneshot(request).in_context(Context::open()).await.unwrap()
}

fn challenge(response: &Response<Body>) -> &str {
    response.headers().get("www-authenticate").map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn a_caller_is_who_the_token_says() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).userinfo(false).build().unwrap();
    let app = app(&verifier);
    let token = Token::of(&issuer, "ann");
    let response = call(&app, "/hello", Some(&token.sign(&key))).await;
    assert_eq!(response.status(), StatusCode::OK);
    let body = axum::body::to_bytes(response.into_body(), 100).await.unwrap();
    assert_eq!(body, "ann of acme");
    assert_eq!(call(&app, "/admin", Some(&token.clone().claim("roles", vec!["admin"]).sign(&key))).await.status(), 200);
    assert_eq!(call(&app, "/globex", Some(&token.clone().claim("team_id", "globex").sign(&key))).await.status(), 200);
}

#[tokio::test]
async fn others_are_told_what_the_standard_says() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).userinfo(false).build().unwrap();
    let app = app(&verifier);
    let token = Token::of(&issuer, "ann");
    let missing = call(&app, "/hello", None).await;
    assert_eq!((missing.status().as_u16(), challenge(&missing)), (401, "Bearer"));
    for (token, description) in [
        (b"nonsense".to_vec(), "The token is not valid"),
        (token.clone().claim("exp", now() - 600).sign(&key), "The token has expired"),
    ] {
        for path in ["/hello", "/globex"] {
            let response = call(&app, path, Some(&token)).await;
            let expected = format!("Bearer error=\"invalid_token\", error_description=\"{description}\"");
            assert_eq!((response.status().as_u16(), challenge(&response)), (401, expected.as_str()));
            assert!(response.extensions().get::<Error>().unwrap().is_denial());
        }
    }
    for (path, kind) in [("/admin", ErrorKind::PermissionDenied), ("/globex", ErrorKind::CrossTenantAccess)] {
        let response = call(&app, path, Some(&token.sign(&key))).await;
        assert_eq!((response.status().as_u16(), challenge(&response)), (403, "Bearer error=\"insufficient_scope\""));
        assert_eq!(response.extensions().get::<Error>().unwrap().kind(), kind);
    }
    // A route that no layer is around lets nobody in.
    assert_eq!(call(&app, "/nobody", Some(&token.sign(&key))).await.status(), 401);
}

#[tokio::test]
async fn what_cannot_be_told_is_no_denial() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    issuer.answer(DISCOVERY, Answer::Status(500));
    let verifier = Verifier::builder(issuer.name()).build().unwrap();
    let response = call(&app(&verifier), "/hello", Some(&Token::of(&issuer, "ann").sign(&key))).await;
    assert_eq!((response.status().as_u16(), challenge(&response)), (503, ""));
    assert_eq!(response.extensions().get::<Error>().unwrap().violation(), None);
}

#[tokio::test]
async fn a_service_refuses_in_its_own_words() {
    let verifier = Verifier::builder("http://127.0.0.1:1").build().unwrap();
    let words = |error: &Error| Response::builder().status(error.status()).body(Body::from("go away")).unwrap();
    let app = Router::new().route("/", get(async || "in")).route_layer(IdentityLayer::new(verifier).refuse(words));
    let response = call(&app, "/", None).await;
    assert_eq!(response.status(), 401);
    assert_eq!(axum::body::to_bytes(response.into_body(), 100).await.unwrap(), "go away");
}

#[tokio::test]
async fn the_identity_is_in_the_request() {
    let key = TestKey::ed("k");
    let issuer = Issuer::start(&[&key]).await;
    let verifier = Verifier::builder(issuer.name()).userinfo(false).build().unwrap();
    let look = async |request: Request<Body>| {
        request.extensions().get::<Identity>().map(|identity| identity.team().to_string()).unwrap_or_default()
    };
    let app = Router::new().route("/", get(look)).route_layer(IdentityLayer::new(verifier));
    let response = call(&app, "/", Some(&Token::of(&issuer, "ann").sign(&key))).await;
    assert_eq!(axum::body::to_bytes(response.into_body(), 100).await.unwrap(), "acme");
}
