//! How much is allocated for an event does not depend on how many get it.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]
#![allow(unsafe_code, reason = "an allocator that counts")]

mod support;

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use support::{team, waiting};
use tracewell_messaging::{Event, Hub};

struct Counting;

thread_local! {
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: hands everything on to the system's allocator as it came.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        COUNT.set(COUNT.get() + 1);
        // SAFETY: the caller's promises are the same.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are the same.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Allocations of publishing one event to so many subscribers, who have all had some before.
fn publishing_to(count: usize) -> usize {
    let hub = Hub::builder().stats_every(None).build();
    let mut subscriptions: Vec<_> = (0..count).map(|_| hub.subscribe(team("acme")).unwrap()).collect();
    let event = Event::new("item.created", r#"{"id":7}"#);
    // Queues and the replay grow to their size first.
    for _ in 0..300 {
        hub.publish(&team("acme"), &event).unwrap();
        subscriptions.iter_mut().for_each(|subscription| assert_eq!(waiting(subscription).len(), 1));
    }
    let topic = team("acme");
    let before = COUNT.get();
    hub.publish(&topic, &event).unwrap();
    COUNT.get() - before
}

#[test]
fn a_thousand_subscribers_cost_no_allocation_more_than_one() {
    let one = publishing_to(1);
    assert_eq!(publishing_to(1000), one);
    assert!(one <= 4, "kind, text, and what shares them: {one}");
}
