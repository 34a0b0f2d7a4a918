use std::collections::HashMap;
use std::fmt;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use tracewell_context::{TeamId, active_trace};

use super::backpressure::Backpressure;
use super::budget::Budget;
use super::frame::Draft;
use super::losses::Losses;
use super::outlet::Outlet;
use super::queue::{Bounds, Queue};
use super::replay::ReplayBounds;
use super::team::{NotAdded, NotSpread, Resume, Rules, Spread, Team};
use super::{
    EndReason, Event, EventId, HubBuilder, HubStats, PublishError, Published, SubscribeError, Subscription, Topic,
    reporter, tell,
};
use crate::DropReason;
use crate::counters::Counters;

/// Events fanned out to subscribers: by team and job, each through a bounded queue of its own.
///
/// Clones are handles to the same hub. Publishing needs no runtime and never waits for a subscriber.
///
/// ```
/// use tracewell_context::TeamId;
/// use tracewell_messaging::{Event, Hub, Next, Topic};
///
/// # futures_util::FutureExt::now_or_never(async {
/// let hub = Hub::default();
/// let acme = Topic::team(TeamId::new("acme")?);
/// let mut subscription = hub.subscribe(acme.clone())?;
///
/// let published = hub.publish(&acme, &Event::new("item.created", r#"{"id":7}"#))?;
/// assert_eq!(published.delivered(), 1);
/// let Some(Next::Event(event)) = subscription.next().await else { panic!() };
/// assert!(event.bytes().starts_with(b"event: item.created\ndata: {\"id\":7}\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(()) }).unwrap().unwrap();
/// ```
#[derive(Clone)]
pub struct Hub(pub(super) Arc<Shared>);

/// What the handles share.
pub(super) struct Shared {
    pub(super) teams: RwLock<HashMap<TeamId, Arc<Team>>>,
    pub(super) bounds: Bounds,
    replay: ReplayBounds,
    pub(super) budget: Arc<Budget>,
    /// Held by who makes room: one at a time.
    pub(super) relief: Mutex<()>,
    pub(super) settings: HubBuilder,
    pub(super) counters: Arc<Counters>,
    closed: AtomicBool,
    next_epoch: AtomicU64,
    pub(super) backpressure: [Mutex<Backpressure>; DropReason::ALL.len()],
    outlet: OnceLock<Arc<dyn Outlet>>,
    /// Whose drop ends the thread that writes totals.
    reporter: OnceLock<reporter::Reporter>,
}

impl Hub {
    /// A builder with the defaults.
    #[must_use]
    pub fn builder() -> HubBuilder {
        HubBuilder::default()
    }

    pub(super) fn of(settings: HubBuilder) -> Self {
        // An order of events must not be taken for one of another process: started at another time.
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or(Duration::ZERO);
        let (stats_every, warn_every) = (settings.stats_every, settings.warn_every);
        let hub = Self(Arc::new(Shared {
            teams: RwLock::default(),
            bounds: settings.bounds(),
            replay: settings.replay_bounds(),
            budget: Arc::new(settings.budget()),
            relief: Mutex::default(),
            settings,
            counters: Arc::new(Counters::new()),
            closed: AtomicBool::new(false),
            next_epoch: AtomicU64::new(u64::try_from(since.as_micros()).unwrap_or_default()),
            backpressure: Default::default(),
            outlet: OnceLock::new(),
            reporter: OnceLock::new(),
        }));
        if let Some(reporter) = reporter::Reporter::start(stats_every, warn_every, &hub.0) {
            let _ = hub.0.reporter.set(reporter);
        }
        hub
    }

    /// Hands an event to every subscriber of its topic, and to the broker if there is one. Who is too slow loses
    /// something, which is counted and told; nobody waits.
    ///
    /// # Errors
    ///
    /// The event is not valid. It is counted as dropped.
    pub fn publish(&self, topic: &Topic, event: &Event) -> Result<Published, PublishError> {
        let topic = match event.job_id() {
            Some(job) if topic.job_id() != Some(job) => &topic.clone().job(job.clone()),
            _ => topic,
        };
        let published =
            self.deliver(topic, event, Instant::now()).inspect_err(|error| self.tell_refused(event, *error))?;
        if let Some(outlet) = self.0.outlet.get()
            && !outlet.forward(topic, event)
        {
            self.0.counters.lose(DropReason::QueueFull, 1);
            self.tell_backpressure(event.kind(), DropReason::QueueFull, published.delivered, published.dropped + 1);
        }
        Ok(published)
    }

    /// The same for this hub's own subscribers alone.
    pub(crate) fn deliver(&self, topic: &Topic, event: &Event, at: Instant) -> Result<Published, PublishError> {
        self.0.counters.consume();
        self.spread(topic, event, at).inspect_err(|error| self.0.counters.lose(error.drop_reason(), 1))
    }

    fn spread(&self, topic: &Topic, event: &Event, at: Instant) -> Result<Published, PublishError> {
        let Shared { settings, bounds, replay, .. } = &*self.0;
        if !event.has_valid_kind() {
            return Err(PublishError::Invalid);
        }
        if event.data().len() > settings.max_event_bytes {
            return Err(PublishError::Oversized);
        }
        let draft = Draft::new(event, topic.job_id(), at, active_trace());
        if draft.len() > settings.max_event_bytes {
            return Err(PublishError::Oversized);
        }
        let mut draft = Some(draft);
        let pause = settings.warn_every;
        let mut rules = Rules { bounds: *bounds, replay, pause, kind: event.kind(), at_last: false };
        let (mut losses, mut of_others) = (Losses::default(), 0);
        let spread = loop {
            let team = self.team(topic.team_id()).ok_or(PublishError::TooManyTeams)?;
            match team.spread(&mut draft, &rules, &mut losses) {
                Ok(spread) => break spread,
                Err(NotSpread::Retired) => {}
                Err(NotSpread::NoRoom) => {
                    of_others = self.relieve(&rules);
                    rules.at_last = true;
                }
            }
        };
        let Spread { id, delivered, slow } = spread;
        let Losses { dropped, removed, .. } = losses;
        self.0.counters.enqueue(delivered);
        self.0.counters.dequeue(removed);
        if dropped > 0 {
            self.0.counters.lose(DropReason::QueueFull, dropped);
            self.tell_slow(topic.team_id(), &slow, event.kind());
        }
        if dropped + of_others > 0 {
            self.tell_backpressure(event.kind(), DropReason::QueueFull, delivered, dropped + of_others);
        }
        Ok(Published { id, delivered, dropped })
    }

    /// Listens from now on.
    ///
    /// # Errors
    ///
    /// There are too many subscribers, or the hub is closed.
    pub fn subscribe(&self, topic: Topic) -> Result<Subscription, SubscribeError> {
        self.attach(topic, None)
    }

    /// Listens from behind the event that `last` names, as far as it is still known: an id that [`EventId`] was printed
    /// as, which a client sends back as `Last-Event-ID`. What can't be had any more is told as
    /// [`Next::Missed`](super::Next::Missed).
    ///
    /// # Errors
    ///
    /// There are too many subscribers, or the hub is closed.
    pub fn resume(&self, topic: Topic, last: &str) -> Result<Subscription, SubscribeError> {
        let last = last.parse::<EventId>().map_or(Resume::Unknown, Resume::After);
        self.attach(topic, Some(last))
    }

    fn attach(&self, topic: Topic, last: Option<Resume>) -> Result<Subscription, SubscribeError> {
        let Shared { counters, settings, bounds, .. } = &*self.0;
        if self.is_closed() {
            return Err(SubscribeError::Closed);
        }
        let free = counters.subscribe(settings.max_subscribers).ok_or(SubscribeError::Full)?;
        let added = loop {
            let Some(team) = self.team(topic.team_id()) else { break Err(SubscribeError::Full) };
            let queue = Arc::new(Queue::new(topic.job_id().cloned(), Arc::clone(team.tally())));
            match team.add(&queue, last, *bounds, free) {
                Ok(replayed) => break Ok((team, queue, replayed)),
                Err(NotAdded::Full) => break Err(SubscribeError::TeamFull),
                Err(NotAdded::Retired) => {}
            }
        };
        let (team, queue, replayed) = added.inspect_err(|_| counters.unsubscribe())?;
        counters.enqueue(replayed);
        tell::subscribed(self.subscribers_active(), replayed, bounds.events);
        if self.is_closed() {
            // It was closed meanwhile, and may not have seen this one.
            queue.end(EndReason::ServerShutdown);
        }
        Ok(Subscription::new(self.clone(), team, queue, topic))
    }

    /// Ends every subscription, once it has been emptied, with [`EndReason::ServerShutdown`], and lets nobody in any more.
    pub fn close(&self) {
        self.0.closed.store(true, Ordering::SeqCst);
        for queue in self.teams().iter().flat_map(|team| team.subscribers()) {
            if let Some(waker) = queue.end(EndReason::ServerShutdown) {
                waker.wake();
            }
        }
        self.tell_rest(None);
    }

    /// Whether it is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.0.closed.load(Ordering::SeqCst)
    }

    /// Subscribers attached now.
    #[must_use]
    pub fn subscribers_active(&self) -> usize {
        self.0.counters.subscribers()
    }

    /// How it is doing.
    #[must_use]
    pub fn stats(&self) -> HubStats {
        let counters = &self.0.counters;
        HubStats {
            subscribers: counters.subscribers(),
            queued: counters.queued(),
            held_bytes: self.0.budget.used(),
            consumed: counters.consumed(),
            forwarded: counters.forwarded(),
            dropped: DropReason::ALL.map(|reason| counters.dropped(reason)),
            link: self.0.outlet.get().map(|outlet| outlet.stats()),
        }
    }

    /// Tells every subscriber that events of other instances may be missing, and those who come back for what was before.
    #[cfg(feature = "amqp")]
    pub(crate) fn lose_others(&self) {
        for team in self.teams() {
            team.lose();
        }
    }

    fn teams(&self) -> Vec<Arc<Team>> {
        self.0.teams.read().unwrap_or_else(PoisonError::into_inner).values().cloned().collect()
    }

    pub(crate) fn counters(&self) -> &Counters {
        &self.0.counters
    }

    #[cfg(feature = "broker")]
    pub(crate) fn shared_counters(&self) -> Arc<Counters> {
        Arc::clone(&self.0.counters)
    }

    /// A handle that does not keep the hub.
    #[cfg(feature = "amqp")]
    pub(crate) fn downgrade(&self) -> WeakHub {
        WeakHub(Arc::downgrade(&self.0))
    }

    /// Joins the hub to a broker, once. `false` if it is joined already.
    #[cfg(feature = "broker")]
    pub(crate) fn join(&self, outlet: Arc<dyn Outlet>) -> bool {
        self.0.outlet.set(outlet).is_ok()
    }

    pub(super) fn bounds(&self) -> Bounds {
        self.0.bounds
    }

    pub(super) fn max_age(&self) -> Option<Duration> {
        self.0.settings.max_age
    }

    /// The team of this name, a new one if need be. `None` if there are too many.
    fn team(&self, id: &TeamId) -> Option<Arc<Team>> {
        let known = self.0.teams.read().unwrap_or_else(PoisonError::into_inner).get(id).cloned();
        if let Some(team) = known {
            return Some(team);
        }
        let mut teams = self.0.teams.write().unwrap_or_else(PoisonError::into_inner);
        if teams.len() >= self.0.settings.max_teams && !teams.contains_key(id) {
            teams.retain(|_, team| !team.retire(&self.0.replay));
            if teams.len() >= self.0.settings.max_teams {
                return None;
            }
        }
        let epoch = || self.0.next_epoch.fetch_add(1, Ordering::Relaxed);
        let new = || Arc::new(Team::new(epoch(), Arc::clone(&self.0.budget)));
        Some(Arc::clone(teams.entry(id.clone()).or_insert_with(new)))
    }
}

/// A handle that does not keep the hub.
#[cfg(feature = "amqp")]
pub(crate) struct WeakHub(std::sync::Weak<Shared>);

#[cfg(feature = "amqp")]
impl WeakHub {
    pub(crate) fn upgrade(&self) -> Option<Hub> {
        self.0.upgrade().map(Hub)
    }
}

impl Shared {
    pub(super) fn handle(self: &Arc<Self>) -> Hub {
        Hub(Arc::clone(self))
    }
}

impl Default for Hub {
    fn default() -> Self {
        Self::builder().build()
    }
}

impl fmt::Debug for Hub {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Hub").field("stats", &self.stats()).finish_non_exhaustive()
    }
}
