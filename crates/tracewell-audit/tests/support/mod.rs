//! A folder for a log, callers, and objects to be kept.
#![allow(dead_code, clippy::unwrap_used, reason = "tests, each of which uses a part")]

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tracewell_audit::{AuditLog, Event, Options, wait};
use tracewell_context::{Identity, Principal, TeamId, UserId};

/// A folder that is gone when the test has passed.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    pub(crate) fn log(&self) -> PathBuf {
        self.0.join("audit.jsonl")
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// All bytes of all files.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        let files = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().path());
        files.flat_map(|file| fs::read(file).unwrap()).collect()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn caller(team: &str, user: &str) -> Identity {
    Identity::verified(Principal::new(TeamId::new(team).unwrap()).user(UserId::new(user).unwrap()))
}

pub(crate) fn open(path: &Path) -> AuditLog {
    AuditLog::open(path, Options::new(), |_| Ok(())).unwrap().0
}

/// Appends an event of a user and waits for it.
pub(crate) fn append(log: &AuditLog, kind: &'static str, user: &str, value: &Value) {
    wait(log.append(Event::new(kind, value).unwrap().by(&caller("team-a", user)))).unwrap();
}

pub(crate) fn item(id: &str, by: &str, properties: &Value) -> Value {
    json!({"id": id, "created_at": "2026-11-22T03:15:00.000000Z", "created_by": by, "properties": properties})
}

/// An object of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Thing {
    pub(crate) id: String,
    pub(crate) text: String,
}

impl tracewell_audit::Object for Thing {
    const SUBJECT: &'static str = "Thing";

    fn id(&self) -> Cow<'_, str> {
        (&self.id).into()
    }
}

pub(crate) fn thing(id: &str, text: &str) -> Thing {
    Thing { id: id.to_owned(), text: text.to_owned() }
}
