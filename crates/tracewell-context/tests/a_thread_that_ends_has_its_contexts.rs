//! What a thread-local holds is dropped when others are gone; a context can be entered, named and made there too.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::cell::RefCell;
use std::sync::mpsc::{Sender, channel};

use tracewell_context::{Context, CorrelationId, FutureExt, current};

/// Looks, when it is dropped, at what is current.
struct Looks(Sender<Option<String>>);

impl Drop for Looks {
    fn drop(&mut self) {
        let _ = self.0.send(current().map(|context| context.correlation_id().to_string()));
    }
}

/// Makes a context of its own when it is dropped, and looks.
struct Makes(Sender<Option<String>>);

impl Drop for Makes {
    fn drop(&mut self) {
        let context = Context::of_request(None, "GET", "/path");
        let path = context.path().map(str::to_owned);
        context.in_scope(|| drop(Looks(self.0.clone())));
        let _ = self.0.send(path);
        drop(Looks(self.0.clone()));
    }
}

thread_local! {
    static KEPT: RefCell<Vec<Box<dyn std::any::Any>>> = const { RefCell::new(Vec::new()) };
}

/// What was seen when `keep` was dropped, as the last of its thread's.
fn seen(keep: impl FnOnce(Sender<Option<String>>) -> Box<dyn std::any::Any> + Send + 'static) -> Vec<Option<String>> {
    let (told, seen) = channel();
    let work = move || {
        KEPT.with_borrow_mut(Vec::clear);
        // All that a request uses of its thread has been there.
        drop(Makes(channel().0));
        KEPT.with_borrow_mut(|kept| kept.push(keep(told)));
    };
    std::thread::spawn(work).join().unwrap();
    seen.try_iter().collect()
}

#[test]
fn a_future_is_dropped_in_its_context() {
    let seen = seen(|told| {
        let looks = Looks(told);
        let future = async move {
            let _looks = looks;
            std::future::pending::<()>().await;
        };
        Box::new(future.in_context(Context::new(CorrelationId::new("r-7").unwrap())))
    });
    assert_eq!(seen, [Some("r-7".to_owned())]);
}

#[test]
fn a_context_is_made_and_left() {
    let seen = seen(|told| Box::new(Makes(told)));
    assert_eq!(seen.len(), 3);
    assert_eq!(seen[0].as_ref().unwrap().len(), 36);
    assert_eq!((seen[1].as_deref(), seen[2].as_deref()), (Some("/path"), None));
}
