//! A body that panics when it is asked for its length or its end fails its request as one that panics when it is polled.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::cell::Cell;
use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context as Task, Poll};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use http_body_util::BodyExt;
use support::{Told, get, policy};
use tower::{Layer, ServiceExt, service_fn};
use tracewell_http::{TerminalBody, TerminalLayer};

/// Gives one frame, and panics at the question whose turn it is.
#[derive(Default)]
struct Asked {
    length: Cell<u32>,
    end: Cell<u32>,
    panic_at_length: Option<u32>,
    panic_at_end: Option<u32>,
    is_polled: bool,
    drop: AtDrop,
}

impl Asked {
    /// Panics when it is asked for its length for the `nth` time, and from then on.
    fn length(nth: u32) -> Self {
        Self { panic_at_length: Some(nth), ..Self::default() }
    }

    fn end(nth: u32) -> Self {
        Self { panic_at_end: Some(nth), ..Self::default() }
    }

    fn and_at_drop(mut self) -> Self {
        self.drop = AtDrop { panic: true };
        self
    }
}

#[derive(Default)]
struct AtDrop {
    panic: bool,
}

impl Drop for AtDrop {
    fn drop(&mut self) {
        assert!(!self.panic || std::thread::panicking(), "planned, on drop");
    }
}

fn count(asked: &Cell<u32>, panic_at: Option<u32>) {
    asked.set(asked.get() + 1);
    assert!(panic_at.is_none_or(|nth| asked.get() < nth), "planned");
}

impl Body for Asked {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        let first = !std::mem::replace(&mut self.is_polled, true);
        Poll::Ready(first.then(|| Ok(Frame::data("half".into()))))
    }

    fn is_end_stream(&self) -> bool {
        count(&self.end, self.panic_at_end);
        false
    }

    fn size_hint(&self) -> SizeHint {
        count(&self.length, self.panic_at_length);
        SizeHint::default()
    }
}

async fn ask(request: Request<()>, status: u16, body: impl Fn() -> Asked) -> Response<TerminalBody<Asked>> {
    let handler = |_| {
        let mut response = Response::new(body());
        *response.status_mut() = status.try_into().unwrap();
        std::future::ready(Ok::<_, Infallible>(response))
    };
    TerminalLayer::new(policy()).layer(service_fn(handler)).oneshot(request).await.unwrap()
}

fn assert_failed(told: &Told, status: u16) {
    let end = told.terminal();
    assert_eq!((&end["message"], &end["level"]), (&"request_failed".into(), &"WARN".into()));
    assert_eq!((&end["error_type"], &end["status_code"]), (&"panic".into(), &status.into()));
    let errors = told.errors();
    assert_eq!(errors.len(), 1, "{errors:?}");
    assert_eq!(
        (&errors[0]["message"], &errors[0]["error_message"]),
        (&"unhandled_exception".into(), &"planned".into())
    );
    assert_eq!((&errors[0]["correlation_id"], &errors[0]["status_code"]), (&end["correlation_id"], &status.into()));
}

#[tokio::test]
async fn before_the_head_it_is_answered() {
    for (status, body) in
        [(200, Asked::length as fn(u32) -> Asked), (200, Asked::end), (404, Asked::end), (503, Asked::length)]
    {
        let told = Told::listen();
        let response = ask(get("/"), status, || body(1)).await;
        assert_eq!(response.status(), 500);
        assert_eq!(response.headers()["content-type"], "application/problem+json");
        let id = response.headers()["x-request-id"].to_str().unwrap().to_owned();
        let text = response.into_body().collect().await.unwrap().to_bytes();
        let problem: serde_json::Value = serde_json::from_slice(&text).unwrap();
        assert_eq!((&problem["status"], &problem["correlation_id"]), (&500.into(), &id.into()));
        assert_failed(&told, 500);
    }
}

#[tokio::test]
async fn behind_the_head_the_next_poll_breaks_it_off() {
    for body in [Asked::length as fn(u32) -> Asked, Asked::end] {
        let told = Told::listen();
        let mut answer = ask(get("/"), 200, || body(2)).await.into_body();
        // Whatever the server asks first: it must neither unwind nor learn that there is nothing to poll.
        assert_eq!((answer.size_hint().exact(), answer.is_end_stream()), (None, false));
        assert_eq!((answer.size_hint().exact(), answer.is_end_stream()), (None, false));
        assert!(answer.frame().await.unwrap().is_err());
        assert!(answer.frame().await.is_none() && answer.is_end_stream());
        drop(answer);
        assert_failed(&told, 200);
        assert_eq!(told.terminal()["response_bytes"], 0);
    }
}

#[tokio::test]
async fn behind_a_frame_it_is_broken_off() {
    let told = Told::listen();
    let mut answer = ask(get("/"), 200, || Asked::end(2)).await.into_body();
    assert!(answer.frame().await.unwrap().is_err());
    drop(answer);
    assert_failed(&told, 200);
}

#[tokio::test]
async fn its_drop_tells_where_nobody_polls() {
    for request in [get("/"), Request::head("/").body(()).unwrap()] {
        let told = Told::listen();
        let answer = ask(request, 200, || Asked::length(2)).await.into_body();
        answer.size_hint();
        drop(answer);
        assert_failed(&told, 200);
    }
}

#[tokio::test]
async fn inside_the_same_layer_it_is_told_outside() {
    let told = Told::listen();
    let handler = |_: Request<()>| std::future::ready(Ok::<_, Infallible>(Response::new(Asked::length(2))));
    let service = tower::ServiceBuilder::new()
        .layer(TerminalLayer::new(policy()))
        .layer(TerminalLayer::new(policy()))
        .service(service_fn(handler));
    let mut answer = service.oneshot(get("/")).await.unwrap().into_body();
    answer.size_hint();
    assert!(answer.frame().await.unwrap().is_err());
    drop(answer);
    assert_failed(&told, 200);
}

#[tokio::test]
async fn what_is_left_of_it_may_panic_too() {
    for nth in [1, 2] {
        let told = Told::listen();
        let answer = ask(get("/"), 200, || Asked::length(nth).and_at_drop()).await.into_body();
        answer.size_hint();
        drop(answer);
        let end = told.terminal();
        assert_eq!((&end["message"], &end["error_type"]), (&"request_failed".into(), &"panic".into()));
        assert_eq!(told.named("unhandled_exception").len(), 2);
    }
}
