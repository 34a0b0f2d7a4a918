//! Many requests on one thread, their polls mixed, each of which may panic wherever it can or be given up at any time:
//! each sees its own context alone, is told once under its own id, and leaves nothing behind.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::convert::Infallible;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context as Task, Poll, Waker};

use bytes::Bytes;
use http::{Request, Response};
use http_body::{Body, Frame, SizeHint};
use proptest::prelude::*;
use support::{Told, policy};
use tower::{Layer, Service};
use tracewell_context::{Context, current};
use tracewell_correlation::{CorrelationLayer, Trust};
use tracewell_http::TerminalLayer;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Panics {
    Never,
    InCall,
    InPoll,
    AtFutureDrop,
    InFrame,
    InSizeHint,
    InIsEndStream,
    AtBodyDrop,
}

/// What went wrong where a panic would be caught.
type Wrong = Arc<Mutex<Vec<String>>>;

/// One request's work, which says whose it is.
struct Work {
    id: String,
    panics: Panics,
    at_drop: Panics,
    left: u8,
    wrong: Wrong,
}

impl Work {
    fn step(&self, at: Panics) {
        let found = current().map(|context| context.correlation_id().to_string());
        if found.as_ref() != Some(&self.id) {
            self.wrong.lock().unwrap().push(format!("{at:?} of {} in {found:?}", self.id));
        }
        if self.panics == at && !std::thread::panicking() {
            std::panic::resume_unwind(Box::new("planned"));
        }
    }
    fn body(&mut self) -> Self {
        let (id, wrong) = (self.id.clone(), Arc::clone(&self.wrong));
        Self { id, panics: self.panics, at_drop: Panics::AtBodyDrop, left: 2, wrong }
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.step(self.at_drop);
    }
}

impl Future for Work {
    type Output = Result<Response<Self>, Infallible>;
    fn poll(mut self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Self::Output> {
        self.step(Panics::InPoll);
        self.left -= 1;
        if self.left > 0 { Poll::Pending } else { Poll::Ready(Ok(Response::new(self.body()))) }
    }
}

impl Body for Work {
    type Data = Bytes;
    type Error = Infallible;
    fn poll_frame(mut self: Pin<&mut Self>, _: &mut Task<'_>) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.step(Panics::InFrame);
        if self.left == 0 {
            return Poll::Ready(None);
        }
        self.left -= 1;
        Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(b"x")))))
    }
    fn is_end_stream(&self) -> bool {
        self.step(Panics::InIsEndStream);
        false
    }
    fn size_hint(&self) -> SizeHint {
        self.step(Panics::InSizeHint);
        SizeHint::default()
    }
}

#[derive(Clone)]
struct Works(Panics, Wrong);

impl<B> Service<Request<B>> for Works {
    type Response = Response<Work>;
    type Error = Infallible;
    type Future = Work;
    fn poll_ready(&mut self, _: &mut Task<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }
    fn call(&mut self, request: Request<B>) -> Work {
        let id = request.headers()["x-request-id"].to_str().unwrap().to_owned();
        let work = Work { id, panics: self.0, at_drop: Panics::AtFutureDrop, left: 3, wrong: Arc::clone(&self.1) };
        work.step(Panics::InCall);
        work
    }
}

/// A request in some stack: what of it is polled next.
trait Running {
    /// Whether it goes on.
    fn go(&mut self) -> bool;
}

struct Run<F, B> {
    id: String,
    future: Option<Pin<Box<F>>>,
    body: Option<Pin<Box<B>>>,
    wrong: Wrong,
}

impl<F, B> Running for Run<F, B>
where
    F: Future<Output = Result<Response<B>, Infallible>>,
    B: Body<Data = Bytes>,
{
    fn go(&mut self) -> bool {
        let mut task = Task::from_waker(Waker::noop());
        if let Some(future) = &mut self.future {
            if let Poll::Ready(response) = future.as_mut().poll(&mut task) {
                let (parts, body) = response.unwrap().into_parts();
                let attached = parts.extensions.get::<Context>().map(|context| context.correlation_id().to_string());
                if parts.headers["x-request-id"] != self.id || attached.as_ref() != Some(&self.id) {
                    self.wrong.lock().unwrap().push(format!("{} answered as {attached:?}", self.id));
                }
                self.body = Some(Box::pin(body));
                // Polled after its end it is pending, and does nothing.
                assert!(future.as_mut().poll(&mut task).is_pending());
                self.future = None;
            }
            return true;
        }
        let Some(body) = &mut self.body else { return false };
        let _ = (body.size_hint(), body.is_end_stream());
        matches!(body.as_mut().poll_frame(&mut task), Poll::Pending | Poll::Ready(Some(Ok(_))))
    }
}

fn begin<S, B>(mut service: S, id: String, wrong: &Wrong) -> Box<dyn Running>
where
    S: Service<Request<()>, Response = Response<B>, Error = Infallible>,
    S::Future: 'static,
    B: Body<Data = Bytes> + 'static,
{
    let request = Request::get("/").header("x-request-id", &id).body(()).unwrap();
    Box::new(Run { id, future: Some(Box::pin(service.call(request))), body: None, wrong: Arc::clone(wrong) })
}

/// In which order the layers are.
fn stacked(order: u8, works: Works, id: String) -> Box<dyn Running> {
    let correlation = CorrelationLayer::new(policy()).trust(Trust::All);
    let terminal = TerminalLayer::new(policy());
    let wrong = works.1.clone();
    match order {
        0 => begin(correlation.layer(terminal.layer(works)), id, &wrong),
        1 => begin(terminal.layer(correlation.layer(works)), id, &wrong),
        2 => begin(correlation.layer(terminal.layer(correlation.layer(terminal.layer(works)))), id, &wrong),
        _ => begin(terminal.layer(correlation.layer(terminal.layer(correlation.layer(works)))), id, &wrong),
    }
}

fn panics() -> impl Strategy<Value = Panics> {
    use Panics::*;
    prop::sample::select(vec![
        Never,
        Never,
        Never,
        InCall,
        InPoll,
        AtFutureDrop,
        InFrame,
        InSizeHint,
        InIsEndStream,
        AtBodyDrop,
    ])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn whatever_panics_and_whoever_gives_up(
        requests in prop::collection::vec((0..4_u8, panics()), 1..5),
        steps in prop::collection::vec((0..5_usize, 0..12_u8), 0..60),
    ) {
        let told = Told::listen();
        let wrong = Wrong::default();
        let count = requests.len();
        let mut running: Vec<_> = requests.into_iter().enumerate().map(|(number, (order, panics))| {
            Some(stacked(order, Works(panics, Arc::clone(&wrong)), format!("r-{number}")))
        }).collect();
        prop_assert!(current().is_none());
        for (which, step) in steps {
            let Some(place) = running.get_mut(which) else { continue };
            if step == 0 {
                // Given up.
                let gone = place.take();
                prop_assert!(catch_unwind(AssertUnwindSafe(|| drop(gone))).is_ok());
            } else if let Some(request) = place {
                let went = catch_unwind(AssertUnwindSafe(|| request.go()));
                prop_assert!(went.is_ok(), "a panic got out");
                if !went.unwrap() {
                    *place = None;
                }
            }
            prop_assert!(current().is_none());
        }
        drop(running);
        prop_assert!(current().is_none());
        prop_assert_eq!(&*wrong.lock().unwrap(), &Vec::<String>::new());
        let all = told.all();
        for number in 0..count {
            let id = format!("r-{number}");
            let ends = all.iter().filter(|event| event["target"] == "tracewell::http" && event["correlation_id"] == *id);
            prop_assert_eq!(ends.count(), 1, "{:?}", all);
        }
    }
}
