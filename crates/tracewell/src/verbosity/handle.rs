use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use tracewell_names::{event, target};
use tracing::Metadata;
use tracing::callsite::rebuild_interest_cache;
use tracing::level_filters::LevelFilter;

use super::change::{Change, Source};
use super::rule::Rule;

/// Makes a running service say more for a while, by a [`Rule`]; got from
/// [`Telemetry::verbosity`](crate::Telemetry::verbosity).
///
/// One rule is in force at a time. It ends by itself; its begin and its end are told by `log_level_changed`. What is said
/// more is redacted like everything else. No request does this unless a route of the service's own does:
///
/// ```no_run
/// # #[cfg(feature = "axum")] {
/// use axum::http::StatusCode;
/// use axum::{Router, routing::put};
/// use tracewell::{Rule, Verbosity};
///
/// /// To be mounted where only those get who run the service.
/// fn admin(verbosity: Verbosity) -> Router {
///     let change = move |rule: String| async move {
///         match rule.parse::<Rule>() {
///             Ok(rule) => {
///                 verbosity.change(rule);
///                 StatusCode::NO_CONTENT
///             }
///             Err(_) => StatusCode::BAD_REQUEST,
///         }
///     };
///     Router::new().route("/admin/log", put(change))
/// }
/// # }
/// ```
#[derive(Clone)]
pub struct Verbosity {
    state: Arc<State>,
}

struct State {
    /// What is in force without a rule.
    base: String,
    active: AtomicBool,
    change: RwLock<Option<Arc<Change>>>,
    call: Mutex<Call>,
    wake: Condvar,
    watched: AtomicBool,
}

/// What the watcher is told.
#[derive(Debug, Default)]
struct Call {
    ended: bool,
    changed: bool,
}

impl Verbosity {
    pub(crate) fn new(base: String) -> Self {
        let state = State {
            base,
            active: AtomicBool::new(false),
            change: RwLock::new(None),
            call: Mutex::default(),
            wake: Condvar::new(),
            watched: AtomicBool::new(false),
        };
        Self { state: Arc::new(state) }
    }

    /// Puts a rule in force, instead of the one that is.
    pub fn change(&self, rule: Rule) {
        self.begin(rule, Source::Api, Duration::ZERO);
    }

    /// Goes back to what is in force without a rule.
    pub fn restore(&self) {
        self.end(Source::Api);
    }

    /// The rule in force.
    #[must_use]
    pub fn rule(&self) -> Option<Rule> {
        self.current().filter(|change| !change.left().is_zero()).map(|change| change.rule.clone())
    }

    pub(super) fn current(&self) -> Option<Arc<Change>> {
        if !self.state.active.load(Ordering::Relaxed) {
            return None;
        }
        self.state.change.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether the rule in force lets this through.
    pub(super) fn opens(&self, metadata: &Metadata<'_>) -> bool {
        self.current().is_some_and(|change| change.opens(metadata))
    }

    /// Whether the rule in force may be about events of this kind.
    pub(super) fn covers(&self, metadata: &Metadata<'_>) -> bool {
        self.current().is_some_and(|change| change.rule.covers(metadata))
    }

    /// The level that the rule in force opens.
    pub(super) fn level(&self) -> Option<LevelFilter> {
        self.current().map(|change| LevelFilter::from_level(change.rule.level()))
    }

    /// Puts a rule in force of whose time so much has passed; one of whose time nothing is left is none.
    pub(super) fn begin(&self, rule: Rule, source: Source, passed: Duration) {
        let Some(change) = Change::new(rule, source, passed) else { return };
        let until = Timestamp::try_from(SystemTime::now() + change.left()).unwrap_or_default();
        let filter = change.rule.to_string();
        self.put(Some(change));
        tracing::warn!(
            target: target::LOG,
            message = event::LOG_LEVEL_CHANGED,
            filter,
            until = format_args!("{until:.0}"),
            source = source.as_str(),
        );
        self.call(|call| call.changed = true);
    }

    pub(super) fn end(&self, source: Source) {
        let Some(change) = self.put(None) else { return };
        tracing::warn!(
            target: target::LOG,
            message = event::LOG_LEVEL_CHANGED,
            filter = self.state.base,
            source = source.as_str(),
            suppressed = change.suppressed(),
        );
    }

    fn put(&self, change: Option<Change>) -> Option<Arc<Change>> {
        let active = change.is_some();
        let before = {
            let mut place = self.state.change.write().unwrap_or_else(PoisonError::into_inner);
            self.state.active.store(active, Ordering::Relaxed);
            std::mem::replace(&mut *place, change.map(Arc::new))
        };
        // Not under the lock: each callsite is asked again.
        rebuild_interest_cache();
        before
    }

    /// Waits so long, or until a rule comes in force; says whether to go on.
    pub(super) fn wait(&self, time: Duration) -> bool {
        let mut call = self.state.call.lock().unwrap_or_else(PoisonError::into_inner);
        if !call.ended && !call.changed {
            let waited = self.state.wake.wait_timeout(call, time);
            call = waited.map_or_else(|poisoned| poisoned.into_inner().0, |(call, _)| call);
        }
        call.changed = false;
        !call.ended
    }

    /// Whether nobody watches yet; says yes once.
    pub(super) fn wants_watcher(&self) -> bool {
        !self.state.watched.swap(true, Ordering::Relaxed)
    }

    /// Lets the watcher end.
    pub(crate) fn close(&self) {
        self.call(|call| call.ended = true);
    }

    fn call(&self, tell: impl FnOnce(&mut Call)) {
        tell(&mut self.state.call.lock().unwrap_or_else(PoisonError::into_inner));
        self.state.wake.notify_all();
    }
}

impl fmt::Debug for Verbosity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Verbosity").field("rule", &self.rule()).finish_non_exhaustive()
    }
}
