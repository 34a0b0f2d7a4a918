//! Cleaning costs no allocation once the callsite is known and the thread has its buffers.

#![allow(unsafe_code, reason = "an allocator that counts")]
#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]
#![recursion_limit = "1024"]

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::error::Error;
use std::fmt;

use tracewell_redact::{Policy, Redact};
use tracing::field::{Empty, Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::{Context, SubscriberExt};

struct Counting;

thread_local!(static ALLOCATIONS: Cell<u64> = const { Cell::new(0) });

fn count() {
    let _ = ALLOCATIONS.try_with(|allocations| allocations.set(allocations.get() + 1));
}

// SAFETY: every call goes to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        // SAFETY: the caller's promise is passed on.
        unsafe { System.dealloc(memory, layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: the caller's promise is passed on.
        unsafe { System.realloc(memory, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Looks at every value, and keeps none.
struct Looks;

struct Look;

impl Visit for Look {
    fn record_error(&mut self, _: &Field, value: &(dyn Error + 'static)) {
        let _ = fmt::write(&mut Nowhere, format_args!("{value}{value:?}{:?}", value.source()));
    }

    fn record_debug(&mut self, _: &Field, value: &dyn fmt::Debug) {
        let _ = fmt::write(&mut Nowhere, format_args!("{value:?}"));
    }
}

struct Nowhere;

impl fmt::Write for Nowhere {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        std::hint::black_box(text);
        Ok(())
    }
}

impl<S: Subscriber> Layer<S> for Looks {
    fn on_new_span(&self, attributes: &Attributes<'_>, _: &Id, _: Context<'_, S>) {
        attributes.record(&mut Look);
    }

    fn on_record(&self, _: &Id, record: &Record<'_>, _: Context<'_, S>) {
        record.record(&mut Look);
    }

    fn event_enabled(&self, event: &Event<'_>, _: Context<'_, S>) -> bool {
        event.record(&mut Look);
        true
    }

    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        event.record(&mut Look);
    }
}

/// What `work` allocates when it is run again and again, under both kinds of policy.
fn allocations(work: impl Fn(u64)) {
    for policy in [Policy::development(), Policy::production()] {
        let guard = Redact::all(policy.clone(), vec![Looks.boxed()]);
        // Another one beside it, which holds its own buffers meanwhile.
        let subscriber = tracing_subscriber::registry().with(guard).with(Redact::new(policy.clone(), Looks));
        tracing::subscriber::with_default(subscriber, || {
            tracing::info_span!("around", attempt = 1).in_scope(|| {
                (0..20).for_each(&work);
                let before = ALLOCATIONS.get();
                (20..60).for_each(&work);
                assert_eq!(ALLOCATIONS.get() - before, 0, "{:?}", policy.mode());
            });
        });
    }
}

#[test]
fn clean_events() {
    allocations(|attempt| {
        tracing::info!(attempt, duration_ms = 1.5, cached = true, method = "GET", route = "/v1/items/{id}");
        tracing::info!(attempt, errors = %attempt, "request {attempt} handled");
    });
}

#[test]
fn events_with_secrets() {
    let (_, mail) = support::every_kind(1).remove(0);
    let jwt = support::jwt(1);
    allocations(|attempt| {
        tracing::info!(attempt, password = "x", order_note = "y", errors = mail.as_str(), "mail to {mail}");
        tracing::info!(errors = ?[Some(&jwt), None], bytes = mail.as_bytes(), error_chain = jwt.as_bytes());
        tracing::info!(huge = u128::MAX, negative = i128::MIN, token = 1, nothing = Empty);
    });
}

#[test]
fn errors() {
    #[derive(Debug)]
    struct Failure(String, Option<Box<Failure>>);
    impl fmt::Display for Failure {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&self.0)
        }
    }
    impl Error for Failure {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            self.1.as_deref().map(|source| source as _)
        }
    }
    let (_, mail) = support::every_kind(1).remove(0);
    let error = Failure("outer".to_owned(), Some(Box::new(Failure(mail, None))));
    allocations(|attempt| {
        tracing::info!(attempt, errors = &error as &dyn Error, last_error = &fmt::Error as &dyn Error, "failed");
    });
}

#[test]
fn records() {
    let (_, mail) = support::every_kind(1).remove(0);
    allocations(|attempt| {
        let span = tracing::Span::current();
        span.record("attempt", attempt);
        span.record("attempt", mail.as_str());
        span.record("attempt", tracing::field::display(&mail));
    });
}

#[test]
fn long_values() {
    let text = "word ".repeat(10_000);
    allocations(|attempt| tracing::info!(attempt, errors = text.as_str(), last_error = ?text, "{text}"));
}

#[test]
fn more_than_a_hundred_fields() {
    macro_rules! many {
        ($($name:ident)*) => {
            allocations(|attempt| tracing::info!($($name = "value",)* password = attempt))
        };
    }
    #[rustfmt::skip]
    many! {
        a0 a1 a2 a3 a4 a5 a6 a7 a8 a9 b0 b1 b2 b3 b4 b5 b6 b7 b8 b9 c0 c1 c2 c3 c4 c5 c6 c7 c8 c9
        d0 d1 d2 d3 d4 d5 d6 d7 d8 d9 e0 e1 e2 e3 e4 e5 e6 e7 e8 e9 f0 f1 f2 f3 f4 f5 f6 f7 f8 f9
        g0 g1 g2 g3 g4 g5 g6 g7 g8 g9 h0 h1 h2 h3 h4 h5 h6 h7 h8 h9 i0 i1 i2 i3 i4 i5 i6 i7 i8 i9
        j0 j1 j2 j3 j4 j5 j6 j7 j8 j9 k0 k1 k2 k3 k4 k5 k6 k7 k8 k9 l0 l1 l2 l3 l4 l5 l6 l7 l8 l9
        m0 m1 m2 m3 m4 m5 m6
    };
}
