//! However a stage is left, its end is in the log.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use tracewell_context::{Context, CorrelationId};
use tracewell_flow::{Lookup, Stage, StageFutureExt, stages};
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing_subscriber::layer::SubscriberExt;

stages! {
    /// The price.
    Price = "checkout.price" { FromCache = "from_cache", Resolved = "resolved" }
    PriceCache = "checkout.price.cache" lookup
    Charge = "checkout.charge" { Ok = "ok" }
}

#[derive(Debug, PartialEq)]
enum Refused {
    NoRole,
    Broken,
}

/// Stage and outcome of each event, as a service in production writes them.
fn told(work: impl FnOnce()) -> Vec<String> {
    lines(work)
        .iter()
        .map(|line| {
            assert_eq!(line["target"], "tracewell::stage");
            assert_eq!(line["level"], "INFO");
            let ends = line["outcome"].as_str().is_some_and(|outcome| outcome != "start");
            assert_eq!(line["duration_ms"].is_number(), ends && line["outcome"] != "from_token", "{line}");
            let what = line["outcome"].as_str().map_or_else(|| line["cache_hit"].to_string(), str::to_owned);
            format!("{} {what}", line["stage"].as_str().unwrap())
        })
        .collect()
}

fn lines(work: impl FnOnce()) -> Vec<serde_json::Value> {
    let capture = Arc::new(Capture::default());
    let layer = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
    capture.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_success_names_its_outcome() {
    assert_eq!(
        told(|| {
            let stage = Price::start();
            PriceCache::cache_hit(true);
            stage.end(Price::FromCache);
        }),
        ["checkout.price start", "checkout.price.cache true", "checkout.price from_cache"]
    );
    let ended = told(|| {
        let price = Price::run(async { Ok::<_, Refused>((7, Price::Resolved)) }).now_or_never();
        assert_eq!(price, Some(Ok(7)));
    });
    assert_eq!(ended, ["checkout.price start", "checkout.price resolved"]);
}

#[test]
fn an_early_return_is_an_error() {
    fn parse(text: &str) -> Result<u32, std::num::ParseIntError> {
        let stage = Charge::start();
        let number = text.parse()?;
        stage.end(Charge::Ok);
        Ok(number)
    }
    assert_eq!(told(|| assert!(parse("x").is_err())), ["checkout.charge start", "checkout.charge error"]);
    let called = told(|| assert!(Charge::call(|| Err::<((), Charge), _>(Refused::Broken)).is_err()));
    assert_eq!(called, ["checkout.charge start", "checkout.charge error"]);
    let awaited = told(|| {
        let work = async { Err::<(), _>(Refused::Broken) }.in_stage(Charge::Ok).denied_if(|e| *e == Refused::NoRole);
        assert_eq!(work.now_or_never(), Some(Err(Refused::Broken)));
    });
    assert_eq!(awaited, ["checkout.charge start", "checkout.charge error"]);
}

#[test]
fn a_denial_is_told_from_an_error() {
    assert_eq!(told(|| Charge::start().deny()), ["checkout.charge start", "checkout.charge denied"]);
    let awaited = told(|| {
        let work = async { Err::<(), _>(Refused::NoRole) }.in_stage(Charge::Ok).denied_if(|e| *e == Refused::NoRole);
        assert_eq!(work.now_or_never(), Some(Err(Refused::NoRole)));
    });
    assert_eq!(awaited, ["checkout.charge start", "checkout.charge denied"]);
}

#[test]
fn a_panic_is_an_error() {
    let panics = |work: &mut dyn FnMut()| {
        let caught = catch_unwind(AssertUnwindSafe(work));
        assert!(caught.is_err());
    };
    let expected = ["checkout.charge start", "checkout.charge error"];
    assert_eq!(
        told(|| panics(&mut || {
            let _stage = Charge::start();
            panic!("on purpose");
        })),
        expected
    );
    assert_eq!(
        told(|| {
            // The future outlives the panic: its drop must not say anything more.
            let mut work =
                Box::pin(async { if true { panic!("on purpose") } else { Ok::<_, ()>(()) } }.in_stage(Charge::Ok));
            panics(&mut || {
                let _ = work.as_mut().now_or_never();
            });
        }),
        expected
    );
}

#[test]
fn a_dropped_future_is_cancelled_with_everything_in_it() {
    let never = || async {
        let _inner = Price::start();
        std::future::pending::<()>().await;
        Ok::<_, ()>(())
    };
    assert_eq!(
        told(|| assert!(never().in_stage(Charge::Ok).now_or_never().is_none())),
        ["checkout.charge start", "checkout.price start", "checkout.price cancelled", "checkout.charge cancelled"]
    );
    assert!(told(|| drop(never().in_stage(Charge::Ok))).is_empty(), "what never began has nothing to end");
}

#[tokio::test]
async fn a_time_out_cancels_and_an_early_return_inside_of_it_does_not() {
    let capture = Arc::new(Capture::default());
    let layer = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
    let _subscriber = tracing::subscriber::set_default(tracing_subscriber::registry().with(layer));
    let slow = async {
        tokio::time::sleep(Duration::from_secs(60)).await;
        Ok::<_, ()>(())
    };
    assert!(tokio::time::timeout(Duration::from_millis(5), slow.in_stage(Charge::Ok)).await.is_err());
    let failed = async { Err::<(), _>(()) };
    assert_eq!(tokio::time::timeout(Duration::from_secs(5), failed.in_stage(Price::Resolved)).await, Ok(Err(())));
    let text = capture.text();
    let outcomes: Vec<&str> =
        text.lines().map(|line| line.split(r#""outcome":""#).nth(1).unwrap().split('"').next().unwrap()).collect();
    assert_eq!(outcomes, ["start", "cancelled", "start", "error"]);
}

#[test]
fn events_of_a_request_are_numbered() {
    let lines = lines(|| {
        for id in ["r-1", "r-2"] {
            Context::new(CorrelationId::new(id).unwrap()).in_scope(|| {
                let stage = Price::start();
                PriceCache::cache_hit(false);
                stage.end(Price::Resolved);
            });
        }
        Charge::start().end(Charge::Ok);
    });
    let seen: Vec<_> = lines.iter().map(|line| (line["correlation_id"].as_str(), line["seq"].as_u64())).collect();
    let (one, two) = (Some("r-1"), Some("r-2"));
    assert_eq!(
        seen,
        [
            (one, Some(1)),
            (one, Some(2)),
            (one, Some(3)),
            (two, Some(1)),
            (two, Some(2)),
            (two, Some(3)),
            (None, None),
            (None, None)
        ]
    );
}

#[test]
fn a_span_of_the_stage_is_there_where_it_was_asked_for() {
    let lines = lines(|| {
        let work = async {
            tracing::info!("inside");
            Ok::<_, ()>(())
        };
        assert_eq!(work.in_stage(Charge::Ok).in_span().now_or_never(), Some(Ok(())));
    });
    assert_eq!(lines.len(), 3);
    assert!(lines.iter().all(|line| line["span"] == "checkout.charge"), "{lines:?}");
}
