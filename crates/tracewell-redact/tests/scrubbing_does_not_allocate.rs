//! Neither clean nor dirty text costs an allocation once the buffers have grown.

#![allow(unsafe_code, reason = "an allocator that counts")]

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use support::every_kind;
use tracewell_redact::{Mode, Policy};

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

fn allocations(work: impl FnOnce()) -> u64 {
    let before = ALLOCATIONS.get();
    work();
    ALLOCATIONS.get() - before
}

const TEXTS: &[&str] = &[
    "",
    "GET",
    "/v1/items/018f2b6e-7c1a-7d3e-9b55-0242ac120002",
    "The order was accepted and passed on to the warehouse, where two of the three parcels left.",
    "method=GET status=200 key_id=7 author=x token_count=3 {\"a\":1} (\"name\", \"x\") invalid token: expired",
    "100% of caf%C3%A9, 4111111111111112, DE00 1234, a@b, 8Q~, -----BEGIN CERTIFICATE-----",
    "user alice@example.com token=abc password: \"hunter2\" postgres://u:p@host/db Bearer abc123 routing key: 7",
    "GET /x?access%5Ftoken=abc&mail=alice%40example.com&next=%2540 /users/bob%2540example.com",
    "Login { user: \"bob\", pass: Some(\"x\"), tokens: [\"a\"] } [(\"x-api-key\", \"abc\")] badge no: 7",
];

#[test]
fn of_any_text() {
    let policy = Policy::builder(Mode::Development).sensitive(["badge_no"]).not_secret("s3_key", "a place").build();
    let Ok(policy) = policy else {
        unreachable!("a valid policy");
    };
    let secrets: String = every_kind(3).into_iter().map(|(_, secret)| format!("<{secret}> s3_key=1 ")).collect();
    let mut out = String::with_capacity(1 << 16);
    for round in 0..3 {
        for text in TEXTS.iter().copied().chain([secrets.as_str()]) {
            let count = allocations(|| {
                out.clear();
                let _ = policy.scrub_window(text, &mut out);
                let _ = policy.holds_secret(text);
                let _ = policy.decide("user_token");
            });
            // The first round builds what a thread and the process keep.
            assert!(round == 0 || count == 0, "{count} allocations for {text}");
        }
    }
}

/// What a value displays is formatted into a buffer that is kept, if it is no larger than most are.
#[test]
fn of_what_is_formatted() {
    let policy = Policy::development();
    let long = "word ".repeat(1000);
    let mut out = String::with_capacity(1 << 16);
    for round in 0..3 {
        let count = allocations(|| {
            out.clear();
            let _ = policy.display_into(&format_args!("{long} and {}", round), &mut out);
            let _ = policy.debug_into(&long, &mut out);
        });
        assert!(round == 0 || count == 0, "{count} allocations");
        assert!(out.len() > 2 * long.len());
    }
}
