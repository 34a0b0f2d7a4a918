use std::convert::Infallible;
use std::fmt::Debug;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response};
use http_body::Body;
use http_body_util::Full;
use tower::Service;

/// What a client sends and a handler answers: both bodies are there at once, so that nothing is measured but the stack.
pub type Whole = Full<Bytes>;

/// The handler behind every stack: the least that answers.
///
/// # Errors
///
/// None.
pub async fn answer(_request: Request<Whole>) -> Result<Response<Whole>, Infallible> {
    Ok(Response::new(Full::new(Bytes::from_static(b"{\"id\":42}"))))
}

/// One request through `service`, from the building of it to the end of its body, polled as hyper would.
///
/// The client sends no id, so every stack makes one.
pub fn round_trip<S, B>(service: &mut S)
where
    S: Service<Request<Whole>, Response = Response<B>>,
    S::Error: Debug,
    B: Body<Data = Bytes>,
{
    let mut task = Context::from_waker(Waker::noop());
    let request = Request::get("/v1/items/42?fields=name")
        .header("host", "items.example")
        .header("user-agent", "curl/8.5.0")
        .header("accept", "*/*")
        .body(Full::default())
        .expect("well-formed");
    assert!(matches!(service.poll_ready(&mut task), Poll::Ready(Ok(()))));
    let mut future = pin!(service.call(request));
    let Poll::Ready(response) = future.as_mut().poll(&mut task) else { unreachable!("the handler never waits") };
    let response = black_box(response.expect("the handler answers"));
    let mut body = pin!(response.into_body());
    while !body.is_end_stream() {
        let Poll::Ready(frame) = Pin::as_mut(&mut body).poll_frame(&mut task) else {
            unreachable!("the body is there")
        };
        if black_box(frame).is_none() {
            break;
        }
    }
}
