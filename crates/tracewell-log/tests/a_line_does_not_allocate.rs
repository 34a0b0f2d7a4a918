//! An event costs no allocation once its callsite, thread and context are known.

#![allow(unsafe_code, reason = "an allocator that counts")]
#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_log::LogLayer;
use tracewell_redact::{Action, Class, Mode, Policy};
use tracing_subscriber::layer::SubscriberExt;

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

/// What `work` allocates when it is run again and again, under both kinds of policy.
fn allocations(work: impl Fn(u64)) {
    allocations_under([Policy::development(), Policy::production()], work);
}

fn allocations_under(policies: impl IntoIterator<Item = Policy>, work: impl Fn(u64)) {
    for policy in policies {
        let layer = LogLayer::new(policy).static_fields([("region", "eu-1")]).json(|_level, line: &[u8]| {
            std::hint::black_box(line);
        });
        let context = Context::new(CorrelationId::generate());
        context.set_request("GET", "/v1/items/7");
        context.set_route("/v1/items/{id}");
        context.bind(Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("user-7").unwrap())).unwrap();
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            context.in_scope(|| {
                let outer = tracing::info_span!("request", client = "10.0.0.1", attempt = 1_u64, secure = true);
                let _outer = outer.enter();
                let inner = tracing::info_span!("handler", name = "get_item", shard = 7_u64);
                let _inner = inner.enter();
                (0..20).for_each(&work);
                let before = ALLOCATIONS.get();
                (20..220).for_each(&work);
                assert_eq!(ALLOCATIONS.get() - before, 0);
            });
        });
    }
}

#[test]
fn eight_fields_in_two_spans() {
    allocations(|number| {
        tracing::info!(
            status = 200_u64,
            bytes = number,
            duration_ms = 12.75,
            cached = true,
            kind = "GET",
            template = "/v1/items/{id}",
            agent = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0)",
            order = %format_args!("order-{number:06}"),
            "request handled"
        );
    });
}

#[test]
fn names_that_meet() {
    allocations(|number| {
        tracing::info!(
            method = "GET",
            path = "/",
            route = "/",
            region = "event",
            name = "event",
            level = number,
            "request handled"
        );
        tracing::info!(target: "tracewell::security", team_id = "other", a = 1, a = number, "security_event");
    });
}

#[test]
fn hostile_and_long_text() {
    let text = "line\nbreak \u{202e}\u{1b}[0m \"quoted\" ".repeat(1000);
    allocations(|number| {
        tracing::info!(text = text.as_str(), debug = ?text.as_str(), number, "{text}");
    });
}

#[test]
fn a_turn_of_the_second() {
    allocations(|number| {
        if number == 100 {
            std::thread::sleep(std::time::Duration::from_millis(1100));
        }
        tracing::info!("hello");
    });
}

#[test]
fn values_that_are_changed_by_their_class() {
    let keys = std::env::temp_dir().join(format!("tracewell-log-{}-keys", std::process::id()));
    std::fs::write(&keys, format!("k1:{}\n", "Q".repeat(44))).unwrap();
    let acting = |mode| {
        let policy =
            Policy::builder(mode).action(Class::Ip, Action::TruncateIp).action(Class::Phone, Action::KeepLast(2));
        policy.action(Class::Email, Action::KeyedHash).hmac_key_file(&keys).build().unwrap()
    };
    let address = ["alice", "example.com"].join("@");
    allocations_under([acting(Mode::Development), acting(Mode::Production)], |number| {
        tracing::info!(ip = "203.0.113.77", phone = number + 1_000_000, email = address.as_str(), "hello");
    });
    std::fs::remove_file(&keys).unwrap();
}

#[test]
fn urls_and_paths() {
    allocations(|number| {
        tracing::info!(url = "https://host/v1/items/7?page=2&sort=name", path = "/v1/items/7", number, "hello");
    });
}
