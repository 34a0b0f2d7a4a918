//! The hook hands a panic to the catcher that will see it, and to no other.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, Once, PoisonError};

use tracewell_failure::{PanicHook, catch};
use tracewell_redact::Policy;

#[derive(Clone, Default)]
struct Lines(Arc<Mutex<Vec<u8>>>);

impl io::Write for Lines {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// What `work` gives, and the texts of the panics that were told meanwhile.
fn told<R>(work: impl FnOnce() -> R) -> (R, Vec<String>) {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| drop(PanicHook::new(Policy::development()).install()));
    let lines = Lines::default();
    let made = lines.clone();
    let subscriber = tracing_subscriber::fmt().json().with_writer(move || made.clone()).finish();
    let answer = tracing::subscriber::with_default(subscriber, work);
    let lines = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let text = |line: &str| line.split(r#""error_message":""#).nth(1)?.split('"').next().map(str::to_owned);
    (answer, lines.lines().filter_map(text).collect())
}

fn swallowed(text: &str) {
    assert!(catch_unwind(AssertUnwindSafe(|| panic!("{text}"))).is_err());
}

#[test]
fn a_panic_comes_with_its_place() {
    let (caught, told) = told(|| catch(|| panic!("out of luck")));
    let panicked = caught.map(|(): ()| ()).unwrap_err();
    assert_eq!(panicked.message(), "out of luck");
    assert!(panicked.location().unwrap().contains(file!()));
    assert!(told.is_empty(), "whoever caught it tells it: {told:?}");
}

#[test]
fn a_panic_that_the_work_swallowed_is_told_and_the_work_succeeds() {
    let (answer, told) = told(|| {
        let answer = catch(|| {
            swallowed("of no matter");
            42
        });
        assert!(catch(|| ()).is_ok(), "nothing is left for the next");
        answer
    });
    assert_eq!(answer.unwrap(), 42);
    assert_eq!(told, ["of no matter"]);
}

#[test]
fn the_innermost_catcher_gets_it() {
    let inner = || catch(|| panic!("inside")).map_err(|inner| inner.message().to_owned());
    let (caught, told) = told(|| catch(inner));
    assert_eq!(caught.unwrap(), Err::<(), _>("inside".to_owned()));
    assert!(told.is_empty(), "{told:?}");
}

#[test]
fn without_a_catcher_the_hook_tells_it() {
    let ((), told) = told(|| swallowed("seen by nobody"));
    assert_eq!(told, ["seen by nobody"]);
}
