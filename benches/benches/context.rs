//! The current context next to tokio's task-local, which is the usual home of such a thing: read, cloned out, and
//! swapped in for one poll.
//!
//! What differs: a tokio task-local is one value of one type that panics (or errs) outside its scope, and needs tokio;
//! ours answers `None`, swaps no handle where the same context is current already, and drops the future inside the
//! scope as well.

use std::future::{Future, poll_fn};
use std::hint::black_box;
use std::pin::pin;
use std::sync::Arc;
use std::task::{Context as Task, Poll, Waker};

use tracewell_benches::{Counting, Rounds};
use tracewell_context::{Context, CorrelationId, current, scope, with_current};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

tokio::task_local! {
    static LOCAL: Arc<CorrelationId>;
}

/// Polls a future that never ends, so many times.
fn poll(future: impl Future<Output = ()>, repetitions: u32) {
    let mut task = Task::from_waker(Waker::noop());
    let mut future = pin!(future);
    for _ in 0..repetitions {
        let _ = black_box(future.as_mut().poll(&mut task));
    }
}

fn waiting() -> impl Future<Output = ()> {
    poll_fn(|_| black_box(Poll::Pending))
}

fn main() {
    let id = CorrelationId::generate();
    let (context, local) = (Context::new(id.clone()), Arc::new(id));
    let inside = |work: fn()| {
        let context = context.clone();
        move |repetitions| context.in_scope(|| (0..repetitions).for_each(|_| work()))
    };
    let inside_local = |work: fn()| {
        let local = local.clone();
        move |repetitions| LOCAL.sync_scope(local.clone(), || (0..repetitions).for_each(|_| work()))
    };
    let nothing = || {
        black_box(());
    };
    let read = || {
        black_box(with_current(|context| context.map(|context| black_box(context.correlation_id().as_str().len()))));
    };
    let read_local = || {
        black_box(LOCAL.try_with(|id| black_box(id.as_str().len())).ok());
    };
    let medians = Rounds::default()
        .case("read, task-local", inside_local(read_local))
        .case("read, with_current", inside(read))
        .case("read outside, with_current", |repetitions| (0..repetitions).for_each(|_| read()))
        .case("clone, task-local", inside_local(|| drop(black_box(LOCAL.try_with(Arc::clone)))))
        .case("clone, current", inside(|| drop(black_box(current()))))
        .case("the loop alone", inside(nothing))
        .run(200_000);
    println!("read: {:.1} ns, {:.2} of a task-local's\n", medians[1], medians[1] / medians[0]);

    let medians = Rounds::default()
        .case("poll, task-local", |repetitions| poll(LOCAL.scope(local.clone(), waiting()), repetitions))
        .case("poll, scope", |repetitions| poll(scope(context.clone(), waiting()), repetitions))
        .case("poll, scope in the same scope", |repetitions| {
            context.in_scope(|| poll(scope(context.clone(), waiting()), repetitions));
        })
        .case("poll, no scope", |repetitions| poll(waiting(), repetitions))
        .run(200_000);
    println!("scope: {:.1} ns a poll, {:.2} of a task-local's", medians[1], medians[1] / medians[0]);
}
