//! `request_stalled`, found by a thread of its own: so the subscriber is the process's, and all is one test binary.
#![cfg(feature = "axum")]
#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, LazyLock};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{Request, Response, header};
use axum::routing::get;
use http_body_util::BodyExt;
use serde_json::{Map, Value};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tower::{Layer, ServiceBuilder, ServiceExt, service_fn};
use tracewell_context::{Principal, TeamId, UserId, bind};
use tracewell_correlation::CorrelationLayer;
use tracewell_http::{Route, TerminalLayer, active_requests, watch_stalls};
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing_subscriber::layer::SubscriberExt;

/// No measure of speed.
const PATIENCE: Duration = Duration::from_secs(30);
const LIMIT: Duration = Duration::from_millis(300);

/// The watcher is one a process, and a thousand requests of one test are slow for another.
static ALONE: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

static LOG: LazyLock<Arc<Capture>> = LazyLock::new(|| {
    let capture = Arc::new(Capture::default());
    let lines = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines)).unwrap();
    capture
});

fn layer() -> TerminalLayer {
    LazyLock::force(&LOG);
    TerminalLayer::new(Policy::production()).stall_after(LIMIT)
}

/// What was told of this path.
fn told(path: &str) -> Vec<Map<String, Value>> {
    let lines = LOG.lines();
    let parsed = lines.iter().map(|line| serde_json::from_str::<Map<_, _>>(line).unwrap());
    parsed.filter(|line| line.get("path").is_some_and(|told| told == path)).collect()
}

fn named(path: &str, name: &str) -> Vec<Map<String, Value>> {
    told(path).into_iter().filter(|line| line["message"] == name).collect()
}

async fn until(what: &str, holds: impl Fn() -> bool) {
    let begin = Instant::now();
    while !holds() {
        assert!(begin.elapsed() < PATIENCE, "{what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

/// Long enough for a second telling, if there were one.
async fn a_while() {
    tokio::time::sleep(LIMIT * 3).await;
}

fn request(path: &str) -> Request<Body> {
    Request::get(path).header("x-request-id", "r-7").body(Body::empty()).unwrap()
}

fn routed<B>(response: Response<B>) -> Response<B> {
    let mut response = response;
    response.extensions_mut().insert(Route::new("/body"));
    response
}

#[tokio::test]
async fn a_handler_over_a_real_connection() {
    let _alone = ALONE.lock().await;
    let router = Router::new()
        .route(
            "/v1/items/{id}",
            get(async || {
                let user = UserId::new("user-7").unwrap();
                bind(Principal::new(TeamId::new("acme").unwrap()).user(user)).unwrap();
                tokio::time::sleep(LIMIT * 4).await;
                "late"
            }),
        )
        .layer(ServiceBuilder::new().layer(CorrelationLayer::new(Policy::production())).layer(layer()));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address: SocketAddr = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, router).await });
    let mut client = TcpStream::connect(address).await.unwrap();
    let head = "GET /v1/items/hangs HTTP/1.1\r\nhost: h\r\nx-request-id: r-7\r\nconnection: close\r\n\r\n";
    client.write_all(head.as_bytes()).await.unwrap();
    let mut answer = String::new();
    client.read_to_string(&mut answer).await.unwrap();
    assert!(answer.ends_with("late"), "{answer}");
    let path = "/v1/items/hangs";
    until("the end", || !named(path, "request_completed").is_empty()).await;
    let lines = told(path);
    assert_eq!(lines.len(), 2, "{lines:#?}");
    let stalled = &lines[0];
    assert_eq!((&stalled["message"], &stalled["level"]), (&"request_stalled".into(), &"WARN".into()));
    assert_eq!((&stalled["target"], &stalled["phase"]), (&"tracewell::http".into(), &"handler".into()));
    assert_eq!((&stalled["method"], &stalled["route"]), (&"GET".into(), &"/v1/items/{id}".into()));
    assert_eq!((&stalled["team_id"], &stalled["user_id"]), (&"acme".into(), &"user-7".into()));
    assert_eq!(stalled["correlation_id"], "r-7");
    let elapsed = stalled["elapsed_ms"].as_f64().unwrap();
    assert!(elapsed >= LIMIT.as_millis() as f64 && elapsed <= lines[1]["duration_ms"].as_f64().unwrap());
    assert!(!stalled.values().any(|value| value == "[FILTERED]"), "{stalled:?}");
    assert_eq!((&lines[1]["level"], &lines[1]["status_code"]), (&"INFO".into(), &200.into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_handler_that_blocks_its_thread() {
    let _alone = ALONE.lock().await;
    let service = layer().layer(service_fn(async |_: Request<Body>| {
        std::thread::sleep(LIMIT * 3);
        Ok::<_, Infallible>(Response::new(Body::empty()))
    }));
    let task = tokio::spawn(service.oneshot(request("/blocks")));
    until("the stall", || !named("/blocks", "request_stalled").is_empty()).await;
    drop(task.await.unwrap());
    assert_eq!(told("/blocks").len(), 2);
}

#[tokio::test]
async fn a_body_of_known_length_that_makes_no_progress() {
    let _alone = ALONE.lock().await;
    let service = layer().layer(service_fn(async |_: Request<Body>| {
        let stuck = futures_util::stream::unfold(0, async |part| {
            if part == 2 {
                tokio::time::sleep(LIMIT * 3).await;
            }
            (part < 4).then(|| (Ok::<_, Infallible>(Bytes::from("half")), part + 1))
        });
        let response = Response::builder().header(header::CONTENT_LENGTH, 16).body(Body::from_stream(stuck));
        Ok::<_, Infallible>(routed(response.unwrap()))
    }));
    let response = service.oneshot(request("/body")).await.unwrap();
    assert_eq!(response.into_body().collect().await.unwrap().to_bytes().len(), 16);
    let stalled = named("/body", "request_stalled");
    assert_eq!(stalled.len(), 1, "{stalled:#?}");
    assert_eq!((&stalled[0]["phase"], &stalled[0]["route"]), (&"body".into(), &"/body".into()));
}

#[tokio::test]
async fn a_body_that_is_slow_and_moves_is_none_and_a_stream_may_rest() {
    let _alone = ALONE.lock().await;
    let parts = |pause: Duration| {
        Body::from_stream(futures_util::stream::unfold(0, move |part| async move {
            tokio::time::sleep(pause).await;
            (part < 8).then(|| (Ok::<_, Infallible>(Bytes::from("part")), part + 1))
        }))
    };
    let slow = layer().stall_after(LIMIT * 5).layer(service_fn(move |_: Request<Body>| async move {
        let response = Response::builder().header(header::CONTENT_LENGTH, 32);
        Ok::<_, Infallible>(response.body(parts(LIMIT)).unwrap())
    }));
    let stream = layer()
        .layer(service_fn(move |_: Request<Body>| async move { Ok::<_, Infallible>(Response::new(parts(LIMIT * 2))) }));
    /// The bytes, and the longest that any three frames in a row were apart: no two steps of the body were further.
    async fn read(response: Response<tracewell_http::TerminalBody<Body>>, called: Instant) -> (usize, Duration) {
        let (mut body, mut bytes, mut times) = (response.into_body(), 0, vec![called]);
        while let Some(frame) = body.frame().await {
            bytes += frame.unwrap().data_ref().map_or(0, Bytes::len);
            times.push(Instant::now());
        }
        times.push(Instant::now());
        (bytes, times.windows(3).map(|times| times[2] - times[0]).max().unwrap_or_default())
    }
    let stream = async { read(stream.oneshot(request("/stream")).await.unwrap(), Instant::now()).await.0 };
    let slow = async {
        let begin = Instant::now();
        for attempt in 0.. {
            assert!(begin.elapsed() < PATIENCE);
            let (path, called) = (format!("/slow/{attempt}"), Instant::now());
            let (bytes, apart) = read(slow.clone().oneshot(request(&path)).await.unwrap(), called).await;
            assert_eq!(bytes, 32);
            // On a busy machine one may rest for longer than it is to, and is told by right: then another one shows it.
            if apart < LIMIT * 5 {
                return path;
            }
        }
        unreachable!("one of them is in time, or patience ends")
    };
    let (slow, streamed) = tokio::join!(slow, stream);
    assert_eq!(streamed, 32);
    for path in [&slow, "/stream"] {
        let lines = told(path);
        assert_eq!(lines.len(), 1, "{lines:#?}");
    }
}

#[tokio::test]
async fn none_is_told_where_it_is_off_or_has_ended() {
    let _alone = ALONE.lock().await;
    let handler = || {
        service_fn(async |request: Request<Body>| {
            assert!(!request.uri().path().starts_with("/panics"), "planned");
            if request.uri().path().starts_with("/left") {
                std::future::pending::<()>().await;
            }
            tokio::time::sleep(LIMIT / 100).await;
            Ok::<_, Infallible>(Response::new(Body::from("x")))
        })
    };
    let limit = LIMIT * 4;
    let patient = || layer().stall_after(limit);
    let off = layer().stall_after(Duration::ZERO).layer(service_fn(async |_: Request<Body>| {
        tokio::time::sleep(LIMIT * 2).await;
        Ok::<_, Infallible>(Response::new(Body::empty()))
    }));
    drop(off.oneshot(request("/off")).await.unwrap());
    let mut paths = vec!["/off".to_owned()];
    for end in ["/fine", "/panics", "/unread", "/left"] {
        // On a busy machine one may take longer than it is to (the backtrace of a panic alone takes a while), and is told
        // by right: then it is another one that shows it.
        let begin = Instant::now();
        for attempt in 0.. {
            assert!(begin.elapsed() < PATIENCE, "{end}");
            let (path, began) = (format!("{end}/{attempt}"), Instant::now());
            let call = patient().layer(handler()).oneshot(request(&path));
            if end == "/left" {
                assert!(tokio::time::timeout(LIMIT / 4, call).await.is_err());
            } else {
                let response = call.await.unwrap();
                if end != "/unread" {
                    response.into_body().collect().await.unwrap();
                }
            }
            if began.elapsed() < limit {
                paths.push(path);
                break;
            }
        }
    }
    tokio::time::sleep(LIMIT * 6).await;
    assert_eq!(paths.len(), 5);
    for path in paths {
        assert!(named(&path, "request_stalled").is_empty(), "{path}");
        let ends = told(&path).iter().filter(|line| line["target"] == "tracewell::http").count();
        assert_eq!(ends, 1, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_few_among_thousands() {
    let _alone = ALONE.lock().await;
    const REQUESTS: usize = 6_000;
    const HANGING: usize = 30;
    let service = layer().layer(service_fn(async |request: Request<Body>| {
        let path = request.uri().path();
        if path == "/load/hangs" {
            tokio::time::sleep(LIMIT * 4).await;
        } else {
            tokio::task::yield_now().await;
        }
        Ok::<_, Infallible>(Response::new(Body::from("x")))
    }));
    let mut tasks = tokio::task::JoinSet::new();
    for number in 0..REQUESTS {
        let path = if number % (REQUESTS / HANGING) == 0 { "/load/hangs" } else { "/load/runs" };
        let service = service.clone();
        tasks.spawn(async move {
            let response = service.oneshot(request(path)).await.unwrap();
            response.into_body().collect().await.unwrap();
        });
        if number % 512 == 0 {
            // As many at once as a server has, and no more.
            while tasks.len() > 2 * HANGING + 512 {
                let _ = tasks.join_next().await;
            }
        }
    }
    while let Some(done) = tasks.join_next().await {
        done.unwrap();
    }
    a_while().await;
    assert_eq!(named("/load/hangs", "request_stalled").len(), HANGING, "each once");
    assert_eq!(named("/load/hangs", "request_completed").len(), HANGING);
    assert_eq!(named("/load/runs", "request_completed").len(), REQUESTS - HANGING);
}

#[tokio::test]
async fn what_runs_is_on_the_list_and_what_has_ended_is_not() {
    let _alone = ALONE.lock().await;
    const ROUTE: &str = "/listed/{id}";
    let listed = || -> Vec<_> {
        active_requests(usize::MAX).into_iter().filter(|request| request.route() == Some(ROUTE)).collect()
    };
    let handler = || {
        service_fn(async |request: Request<Body>| {
            if request.uri().path().ends_with("handler") {
                std::future::pending::<()>().await;
            }
            let never = futures_util::stream::pending::<Result<Bytes, Infallible>>();
            Ok::<_, Infallible>(Response::new(Body::from_stream(never)))
        })
    };
    let with_route = |path: &str| {
        let mut request = request(path);
        request.extensions_mut().insert(Route::new(ROUTE));
        request
    };
    let quiet = || layer().stall_after(PATIENCE * 2);
    let first = quiet().layer(handler()).oneshot(with_route("/listed/person-handler"));
    let mut first = Box::pin(first);
    assert!(tokio::time::timeout(Duration::from_millis(2), &mut first).await.is_err());
    let second = quiet().layer(handler()).oneshot(with_route("/listed/person-body")).await.unwrap();
    let list = listed();
    assert_eq!(list.iter().map(tracewell_http::ActiveRequest::phase).collect::<Vec<_>>(), ["handler", "body"]);
    assert!(list[0].age() > list[1].age());
    assert!(!format!("{list:?}").contains("person"), "routes, and nothing of whose they are");
    assert_eq!(active_requests(1).len(), 1);
    drop(first);
    assert_eq!(listed().len(), 1);
    drop(second);
    assert!(listed().is_empty());
}

#[tokio::test]
async fn a_watch_that_was_ended_begins_again() {
    let _alone = ALONE.lock().await;
    let hang = || {
        layer().layer(service_fn(async |_: Request<Body>| {
            tokio::time::sleep(LIMIT * 3).await;
            Ok::<_, Infallible>(Response::new(Body::empty()))
        }))
    };
    drop(hang().oneshot(request("/first")).await.unwrap());
    assert_eq!(named("/first", "request_stalled").len(), 1);
    watch_stalls(false);
    drop(hang().oneshot(request("/unwatched")).await.unwrap());
    assert!(named("/unwatched", "request_stalled").is_empty());
    watch_stalls(true);
    drop(hang().oneshot(request("/again")).await.unwrap());
    assert_eq!(named("/again", "request_stalled").len(), 1);
}
