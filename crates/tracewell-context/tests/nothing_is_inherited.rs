//! What is spawned has no context, unless it was carried over.
#![cfg(feature = "tokio")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use tracewell_context::{Context, CorrelationId, FutureExt, Snapshot, current, scope, spawn, spawn_blocking};

fn current_id() -> Option<String> {
    current().map(|context| context.correlation_id().to_string())
}

fn in_a<F: Future>(future: F) -> impl Future<Output = F::Output> {
    scope(Context::new(CorrelationId::new("a").unwrap()), future)
}

#[tokio::test]
async fn a_plain_spawn_has_no_context() {
    let id = in_a(async { tokio::spawn(async { current_id() }).await.unwrap() }).await;
    assert_eq!(id, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_carried_spawn_keeps_it_after_the_request_is_gone() {
    let (go, gone) = tokio::sync::oneshot::channel::<()>();
    let mut task = None;
    in_a(async {
        task = Some(spawn(async move {
            gone.await.unwrap();
            current_id()
        }));
    })
    .await;
    go.send(()).unwrap();
    assert_eq!(task.unwrap().await.unwrap().as_deref(), Some("a"));
}

#[tokio::test]
async fn blocking_work_keeps_it_and_gives_the_thread_back_clean() {
    let id = in_a(async { spawn_blocking(current_id).await.unwrap() }).await;
    assert_eq!(id.as_deref(), Some("a"));
    for _ in 0..8 {
        assert_eq!(tokio::task::spawn_blocking(current_id).await.unwrap(), None);
    }
}

#[tokio::test]
async fn a_panicking_task_leaves_nothing_behind() {
    assert!(in_a(async { spawn(async { panic!("planned") }).await }).await.is_err());
    assert!(in_a(async { spawn_blocking(|| panic!("planned")).await }).await.is_err());
    assert_eq!(tokio::task::spawn_blocking(current_id).await.unwrap(), None);
}

#[tokio::test]
async fn a_snapshot_crosses_a_channel() {
    let (sender, mut receiver) = tokio::sync::mpsc::channel(1);
    in_a(async move { sender.send((Snapshot::current(), "message")).await.unwrap() }).await;
    let (snapshot, _message) = receiver.recv().await.unwrap();
    let id = async { current_id() }.in_context(snapshot.restore()).await;
    assert_eq!(id.as_deref(), Some("a"));
}
