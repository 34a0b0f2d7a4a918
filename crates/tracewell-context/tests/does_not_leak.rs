//! After a piece of work, however it ends, the thread is as it was before.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use futures_util::FutureExt as _;
use tracewell_context::{Context, CorrelationId, FutureExt, Principal, TeamId, UserId, bind, current, scope};

fn context(id: &str) -> Context {
    Context::new(CorrelationId::new(id).unwrap())
}

fn current_id() -> Option<String> {
    current().map(|context| context.correlation_id().to_string())
}

#[tokio::test]
async fn cleared_after_success() {
    scope(context("a"), async { assert_eq!(current_id().as_deref(), Some("a")) }).await;
    assert_eq!(current_id(), None);
}

#[tokio::test]
async fn cleared_after_an_error() {
    let answer: Result<(), &str> = scope(context("a"), async { Err("no") }).await;
    assert!(answer.is_err());
    assert_eq!(current_id(), None);
}

#[tokio::test]
async fn cleared_after_a_panic() {
    let answer = AssertUnwindSafe(scope(context("a"), async { panic!("planned") })).catch_unwind().await;
    assert!(answer.is_err());
    assert_eq!(current_id(), None);
}

#[test]
fn cleared_after_a_panic_in_a_closure() {
    let context = context("a");
    assert!(catch_unwind(AssertUnwindSafe(|| context.in_scope(|| panic!("planned")))).is_err());
    assert_eq!(current_id(), None);
}

#[tokio::test]
async fn sequential_work_starts_clean() {
    for id in ["a", "b", "c"] {
        assert_eq!(current_id(), None);
        scope(context(id), async {
            assert!(current().unwrap().principal().is_none());
            bind(Principal::new(TeamId::new(id).unwrap())).unwrap();
            tokio::task::yield_now().await;
            assert_eq!(current_id().as_deref(), Some(id));
        })
        .await;
    }
    assert_eq!(current_id(), None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_work_never_sees_another_context() {
    let tasks: Vec<_> = (0..200)
        .map(|number| {
            let id = format!("r-{number}");
            tokio::spawn(
                async move {
                    bind(Principal::new(TeamId::new(&id).unwrap()).user(UserId::new(&id).unwrap())).unwrap();
                    for _ in 0..20 {
                        tokio::task::yield_now().await;
                        let context = current().unwrap();
                        assert_eq!(context.correlation_id().as_str(), id);
                        assert_eq!(context.team_id().unwrap().as_str(), id);
                    }
                }
                .in_context(context(&format!("r-{number}"))),
            )
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(current_id(), None);
}

#[tokio::test]
async fn a_dropped_future_ends_inside_its_context() {
    struct Witness(Arc<AtomicBool>);
    impl Drop for Witness {
        fn drop(&mut self) {
            self.0.store(current_id().as_deref() == Some("a"), Ordering::SeqCst);
        }
    }
    let inside = Arc::new(AtomicBool::new(false));
    let witness = Witness(inside.clone());
    let work = scope(context("a"), async move {
        let _witness = witness;
        std::future::pending::<()>().await;
    });
    assert!(tokio::time::timeout(Duration::from_millis(10), work).await.is_err());
    assert!(inside.load(Ordering::SeqCst));
    assert_eq!(current_id(), None);
}

#[tokio::test]
async fn scopes_nest_and_unwind() {
    let from_outside = async { current_id() }.in_current_context();
    scope(context("outer"), async {
        scope(context("inner"), async { assert_eq!(current_id().as_deref(), Some("inner")) }).await;
        assert_eq!(current_id().as_deref(), Some("outer"));
        // Made where there was no context, so it has none wherever it is polled.
        assert_eq!(from_outside.await, None);
        assert_eq!(current_id().as_deref(), Some("outer"));
    })
    .await;
}

#[test]
fn another_executor_and_another_thread_make_no_difference() {
    let work = scope(context("a"), async { current_id() });
    let id = std::thread::spawn(|| work.now_or_never()).join().unwrap();
    assert_eq!(id, Some(Some("a".into())));
    assert_eq!(current_id(), None);
}
