//! Wherever a panic happens: one line, in the context of the work that panicked.

mod support;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind, panic_any};
use std::sync::{Arc, Barrier};
use std::thread;

use support::{context, listen, told, told_once};
use tracewell_failure::catch;

#[test]
fn in_a_thread() {
    listen();
    assert!(thread::spawn(|| panic!("in a thread")).join().is_err());
    let line = told_once("in a thread");
    assert!(line["location"].as_str().unwrap().contains("a_panic_is_told_once.rs:"), "{line:?}");
    assert!(!line.contains_key("correlation_id") && !line.contains_key("status_code"), "{line:?}");
}

#[tokio::test]
async fn in_a_task_that_carries_its_context() {
    listen();
    let context = context("r-carried");
    let task = context.in_scope(|| tracewell_context::spawn(async { panic!("in a carried task") }));
    assert!(task.await.unwrap_err().is_panic());
    assert_eq!(told_once("in a carried task")["correlation_id"], "r-carried");
    assert!(!context.is_reported(), "a task that panics is not its request's failure");
}

#[tokio::test]
async fn in_a_task_that_carries_none() {
    listen();
    let task = context("r-left").in_scope(|| tokio::spawn(async { panic!("in a bare task") }));
    assert!(task.await.unwrap_err().is_panic());
    assert!(!told_once("in a bare task").contains_key("correlation_id"));
}

#[tokio::test]
async fn in_blocking_work_that_carries_its_context() {
    listen();
    let task = context("r-blocking").in_scope(|| tracewell_context::spawn_blocking(|| panic!("in blocking work")));
    assert!(task.await.unwrap_err().is_panic());
    assert_eq!(told_once("in blocking work")["correlation_id"], "r-blocking");
}

#[test]
fn in_a_span_with_the_fields_of_the_span() {
    listen();
    let panicked = thread::spawn(|| tracing::info_span!("work", attempt = 7).in_scope(|| panic!("in a span"))).join();
    assert!(panicked.is_err());
    let line = told_once("in a span");
    assert_eq!((&line["span"], &line["attempt"]), (&"work".into(), &7.into()));
}

#[test]
fn caught_by_whoever_catches() {
    listen();
    let context = context("r-caught");
    let panicked = context.in_scope(|| catch(|| panic!("in {}", "a catcher"))).unwrap_err();
    assert!(told("in a catcher").is_empty(), "not before the catcher reports");
    assert_eq!(panicked.message(), "in a catcher");
    assert!(panicked.location().unwrap().contains("a_panic_is_told_once.rs:"));
    context.in_scope(|| panicked.report(Some(500)));
    let line = told_once("in a catcher");
    assert_eq!(line["correlation_id"], "r-caught");
    assert_eq!(line["status_code"], 500);
    assert_eq!(line["location"], panicked.location().unwrap());
    assert!(context.is_reported());
}

#[test]
fn caught_by_the_work_itself() {
    listen();
    let context = context("r-swallowed");
    let answer = context.in_scope(|| {
        catch(|| {
            let _ = catch_unwind(|| panic!("swallowed"));
            42
        })
    });
    assert_eq!(answer.unwrap(), 42);
    assert_eq!(told_once("swallowed")["correlation_id"], "r-swallowed");
    assert!(!context.is_reported(), "the work went on: it has not failed");
}

#[test]
fn one_that_was_swallowed_is_not_taken_for_the_one_that_got_out() {
    listen();
    let context = context("r-two");
    let panicked = context.in_scope(|| {
        catch(|| {
            let _ = catch_unwind(|| panic!("the first of two"));
            let _ = catch_unwind(|| panic!("the second of two"));
            panic!("the one that got out")
        })
    });
    let panicked = panicked.unwrap_err();
    assert_eq!(panicked.message(), "the one that got out");
    assert!(!context.is_reported());
    context.in_scope(|| panicked.report(Some(500)));
    assert!(!told_once("the first of two").contains_key("status_code"));
    assert!(!told_once("the second of two").contains_key("status_code"));
    assert_eq!(told_once("the one that got out")["status_code"], 500);
    assert!(context.is_reported());
}

#[test]
fn a_swallowed_one_is_told_in_the_context_it_happened_in() {
    listen();
    let (outer, inner) = (context("r-outer"), context("r-inner"));
    let answer = outer.in_scope(|| {
        catch(|| {
            let _ = catch_unwind(AssertUnwindSafe(|| inner.in_scope(|| panic!("in another context"))));
        })
    });
    assert!(answer.is_ok());
    assert_eq!(told_once("in another context")["correlation_id"], "r-inner");
}

#[test]
fn by_the_inner_one_of_two_catchers() {
    listen();
    let answer = catch(|| catch(|| panic!("of the inner catcher")).unwrap_err());
    answer.unwrap().report(None);
    told_once("of the inner catcher");
}

#[test]
fn by_the_outer_one_if_the_inner_one_passes_it_on() {
    listen();
    let panicked = catch(|| {
        let inner = catch(|| panic!("passed on")).unwrap_err();
        panic!("passed on as: {}", inner.message())
    });
    let panicked = panicked.unwrap_err();
    assert_eq!(panicked.message(), "passed on as: passed on");
    assert!(panicked.location().is_some());
    panicked.report(None);
    told_once("passed on as: passed on");
    assert!(told("passed on").is_empty(), "the inner catcher's to tell, and it chose not to");
}

/// Catches in its destructor, as the body of a response does.
struct CatchesOnDrop(Option<&'static str>);

impl Drop for CatchesOnDrop {
    fn drop(&mut self) {
        let text = self.0;
        if let Err(panicked) = catch(|| text.map(|text| panic!("{text}"))) {
            panicked.report(None);
        }
    }
}

#[test]
fn a_catcher_in_a_destructor_leaves_the_panic_that_unwinds_alone() {
    listen();
    for (unwinding, in_drop) in [("unwinding", None), ("unwinding too", Some("in the destructor"))] {
        let panicked = catch(|| {
            let _guard = CatchesOnDrop(in_drop);
            panic!("{unwinding}");
        });
        let panicked = panicked.unwrap_err();
        assert_eq!(panicked.message(), unwinding);
        assert!(panicked.location().is_some(), "the hook saw where it was");
        panicked.report(Some(500));
        assert_eq!(told_once(unwinding)["status_code"], 500);
        if let Some(in_drop) = in_drop {
            assert!(!told_once(in_drop).contains_key("status_code"));
        }
    }
}

#[test]
fn on_another_thread_than_the_catcher() {
    listen();
    let answer = catch(|| thread::spawn(|| panic!("elsewhere")).join().is_err());
    assert!(answer.unwrap());
    told_once("elsewhere");
}

#[test]
fn a_catcher_that_is_done_catches_no_more() {
    listen();
    thread::spawn(|| {
        assert!(catch(|| ()).is_ok());
        assert!(catch(|| panic!("caught before")).is_err());
        panic!("after the catchers")
    })
    .join()
    .unwrap_err();
    told_once("after the catchers");
    assert!(told("caught before").is_empty());
}

#[test]
fn with_a_payload_that_is_no_text() {
    listen();
    let panicked = catch(|| panic_any(7)).unwrap_err();
    assert_eq!(panicked.message(), "a payload that is no text");
    assert!(panicked.location().is_some());
}

/// A payload that panics when it is dropped, with a payload that does so too.
struct Bomb(u32);

impl Drop for Bomb {
    fn drop(&mut self) {
        if self.0 > 0 {
            panic_any(Self(self.0 - 1));
        }
        panic!("a payload's destructor");
    }
}

#[test]
fn with_a_payload_whose_destructor_panics() {
    listen();
    assert!(catch(|| panic_any(Bomb(0))).is_err());
    told_once("a payload's destructor");
    assert!(catch(|| panic_any(Bomb(3))).is_err(), "it ends somewhere");
}

#[test]
fn as_often_as_it_happens_in_one_piece_of_work() {
    listen();
    let panicked = catch(|| {
        for _ in 0..40 {
            let _ = catch_unwind(|| panic!("one of many"));
        }
        panic!("the last of many")
    });
    panicked.unwrap_err().report(None);
    assert_eq!(told("one of many").len(), 40);
    told_once("the last of many");
}

#[test]
fn on_many_threads_at_once() {
    listen();
    let threads = 64;
    let begin = Arc::new(Barrier::new(threads));
    let work: Vec<_> = (0..threads)
        .map(|number| {
            let begin = Arc::clone(&begin);
            thread::spawn(move || {
                begin.wait();
                context(&format!("r-{number}")).in_scope(|| panic!("all at once"));
            })
        })
        .collect();
    assert!(work.into_iter().all(|thread| thread.join().is_err()));
    let ids: BTreeSet<_> = told("all at once").iter().map(|line| line["correlation_id"].to_string()).collect();
    assert_eq!((ids.len(), told("all at once").len()), (threads, threads));
}

#[test]
fn its_text_and_context_stand_in_its_line_as_they_are() {
    listen();
    let text = "two\nlines \u{1b}[31m \u{202e}\"quoted\"";
    assert!(thread::spawn(move || panic!("{text}")).join().is_err());
    told_once(text);
}

#[test]
fn printing_one_by_chance_does_not_print_its_text() {
    listen();
    let panicked = catch(|| panic!("whatever it was")).unwrap_err();
    assert!(!format!("{panicked:?}").contains("whatever"));
}
