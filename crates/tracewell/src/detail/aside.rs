use std::cell::RefCell;

use tracing::Metadata;
use tracing::callsite::Identifier;

/// Events inside the fields of events, each with another inside, go no deeper.
const DEEPEST: usize = 64;

thread_local! {
    /// The callsites whose event, to come next on this thread, is for the log alone.
    ///
    /// An event is asked for by its callsite, and comes later: in between its fields are made, which may log too.
    static ASIDE: RefCell<Vec<Identifier>> = const { RefCell::new(Vec::new()) };
}

/// The next event of this callsite is for the log alone.
pub(crate) fn note(metadata: &Metadata<'_>) {
    with(|aside| {
        let callsite = metadata.callsite();
        // Records of the `log` crate are asked about more often than they come.
        if aside.last() == Some(&callsite) && metadata.name() == LOG_RECORD {
            return;
        }
        if aside.len() >= DEEPEST {
            // Of questions after which no event came.
            aside.remove(0);
        }
        aside.push(callsite);
    });
}

/// The next event of this callsite is for all.
pub(crate) fn forget(metadata: &Metadata<'_>) {
    with(|aside| {
        if !aside.is_empty() {
            aside.retain(|callsite| *callsite != metadata.callsite());
        }
    });
}

/// Whether the next event of this callsite is for the log alone.
pub(crate) fn is_aside(metadata: &Metadata<'_>) -> bool {
    with(|aside| !aside.is_empty() && aside.contains(&metadata.callsite())).unwrap_or_default()
}

/// The same, at the event itself.
pub(crate) fn take_aside(metadata: &Metadata<'_>) -> bool {
    let taken = with(|aside| {
        let place = aside.iter().rposition(|callsite| *callsite == metadata.callsite())?;
        aside.remove(place);
        Some(())
    });
    taken.flatten().is_some()
}

/// What `tracing-log` calls the metadata that it makes of a record.
const LOG_RECORD: &str = "log record";

fn with<R>(work: impl FnOnce(&mut Vec<Identifier>) -> R) -> Option<R> {
    // At the end of a thread there is nothing to keep.
    ASIDE.try_with(|aside| aside.try_borrow_mut().ok().map(|mut aside| work(&mut aside))).ok().flatten()
}
