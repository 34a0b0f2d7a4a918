use std::path::Path;
use std::sync::OnceLock;
use std::time::Duration;

use axum::http::StatusCode;
use serde_json::json;
use tracewell::audit::{AuditLog, Collection, Event, Journal, Options, wait};
use tracewell::http::{Problem, Result};

use super::CannotOpen;
use crate::items::Item;
use crate::links::Link;

/// The name of the log in the data folder.
const FILE: &str = "audit.jsonl";
/// The longest event: room for a body of the longest kind, and for what JSON adds to it.
const MAX_EVENT_BYTES: usize = 8 << 20;

/// Items and links, and the log that every change of them goes through.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    items: Collection<Item>,
    links: Collection<Link>,
    /// Nobody can be served before it is there.
    journal: OnceLock<Journal>,
}

impl Ledger {
    pub(crate) fn items(&self) -> &Collection<Item> {
        &self.items
    }

    pub(crate) fn links(&self) -> &Collection<Link> {
        &self.links
    }

    /// # Errors
    ///
    /// Another process still holds the log: 503.
    pub(crate) fn journal(&self) -> Result<&Journal> {
        let waiting = || Problem::new(StatusCode::SERVICE_UNAVAILABLE).detail("The service is not ready yet");
        self.opened().ok_or_else(waiting)
    }

    pub(crate) fn opened(&self) -> Option<&Journal> {
        self.journal.get()
    }

    /// Opens the log in a folder, restores what it holds, and notes that the service has started.
    ///
    /// # Errors
    ///
    /// It is broken, can't be read or written, or another process does not let go of it within `patience`.
    pub(crate) fn open(&self, folder: &Path, patience: Duration) -> std::result::Result<(), CannotOpen> {
        let options = Options::new().lock_wait(patience).max_event_bytes(MAX_EVENT_BYTES);
        let (log, _) = AuditLog::open(folder.join(FILE), options, |entry| {
            self.items.restore(entry)?;
            self.links.restore(entry)
        })
        .map_err(CannotOpen)?;
        let started = json!({"service": env!("CARGO_PKG_NAME"), "version": env!("CARGO_PKG_VERSION")});
        Event::new("Server started", &started).and_then(|event| wait(log.append(event))).map_err(CannotOpen)?;
        let _ = self.journal.set(Journal::new(log));
        Ok(())
    }

    /// Notes that the service has stopped, and closes the log. This waits for the disk.
    pub(crate) fn close(&self) {
        let Some(journal) = self.journal.get() else { return };
        if let Ok(event) = Event::new("Server stopped", &json!({"service": env!("CARGO_PKG_NAME")})) {
            drop(journal.log().append(event));
        }
        journal.log().close();
    }
}
