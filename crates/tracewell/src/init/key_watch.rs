use std::thread;
use std::time::Duration;

use tracewell_names::{event, target, variable};
use tracewell_redact::Policy;

/// How often the file of keys is looked at: what it is made of is read again no more often.
const EVERY: Duration = Duration::from_secs(1);

/// Tells, once each time, that the file of keys for hashes has gone bad, so that what would be hashed is erased; until the
/// process ends. Without such a file there is nothing to do.
///
/// A file that is good again at the next look is not told of: whoever writes over a file in place empties it first.
///
/// On a thread of its own: whoever hashes is about to write a log.
pub(super) fn watch_keys(policy: &Policy) {
    if policy.keys().is_none() {
        return;
    }
    let policy = policy.clone();
    let thread = thread::Builder::new().name("tracewell-keys".to_owned());
    // Without a thread keys change as well, and nobody tells of it.
    let _ = thread.spawn(move || {
        loop {
            thread::sleep(EVERY);
            let Some(keys) = policy.keys() else { return };
            if keys.new_problem().is_none() {
                continue;
            }
            thread::sleep(EVERY);
            // What it has become meanwhile is the same news.
            if keys.new_problem().or_else(|| keys.problem()).is_some() {
                tracing::warn!(
                    target: target::INIT,
                    message = event::CONFIG_INVALID,
                    variable = variable::REDACT_HMAC_KEY_FILE,
                );
            }
        }
    });
}
