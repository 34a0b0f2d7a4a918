use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use tracewell::Identity;
use tracewell::identity::{Answer, Email, Profile, ProfileStore};

/// More callers than this are not remembered.
const MOST: usize = 10_000;

/// What this service itself knows of its callers: since when. A real one would ask a database.
#[derive(Debug, Default)]
pub(super) struct FirstSeen(Mutex<HashMap<(String, String), Timestamp>>);

impl ProfileStore for FirstSeen {
    fn load<'a>(&'a self, caller: &'a Identity, _email: Option<&'a Email>) -> Answer<'a, Option<Profile>> {
        Box::pin(async move {
            let Some(user) = caller.user_id() else { return Ok(None) };
            let who = (caller.team().to_string(), user.to_string());
            let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let since = match seen.get(&who) {
                Some(since) => *since,
                None if seen.len() < MOST => *seen.entry(who).or_insert_with(Timestamp::now),
                None => return Ok(None),
            };
            Ok(Some(Profile::new([("first_seen", since.to_string())])))
        })
    }
}
