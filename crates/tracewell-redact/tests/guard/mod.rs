//! Sinks to put a guard around, and what they have seen.

#![allow(dead_code, unused_imports, reason = "each test uses some of it")]

mod capture;
mod exported;
mod notes;

use std::sync::{Mutex, PoisonError};

use tracing::Dispatch;
use tracing::dispatcher::with_default;
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::registry::Registry;

pub(crate) use self::capture::Capture;
pub(crate) use self::exported::Exported;
pub(crate) use self::notes::{Note, Notes, Seen, text};

/// A layer of any kind over the registry.
pub(crate) type Sink = Box<dyn Layer<Registry> + Send + Sync>;

/// Runs `program` with the layer over a registry as the thread's subscriber.
///
/// One after the other: whoever reloads a filter makes `tracing` ask all callsites anew, and where a subscriber is that
/// of another thread only, it is not asked.
pub(crate) fn run<L: Layer<Registry> + Send + Sync>(layer: impl FnOnce() -> L, program: impl FnOnce()) {
    static ALONE: Mutex<()> = Mutex::new(());
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let layer = layer();
    with_default(&Dispatch::new(tracing_subscriber::registry().with(layer)), program);
}

/// What `program` looks like to a layer that `guard` stands in front of.
pub(crate) fn notes_of<L: Layer<Registry> + Send + Sync>(
    guard: impl FnOnce(Notes) -> L,
    program: impl FnOnce(),
) -> Vec<Note> {
    let notes = Notes::default();
    run(|| guard(notes.clone()), program);
    notes.take()
}
