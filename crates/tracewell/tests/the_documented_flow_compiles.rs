//! The signatures that `docs/api.md` shows of stages, the audit log, live events and Sentry, and the test that
//! `docs/flows.md` shows.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::error::Error;
use std::time::Duration;

use tracewell::flow::{
    Checker, Entry, FlowSpec, Lookup, Place, Relation, Stage, StageFutureExt, StageGuard, StageSpec, Summary, Unknown,
    Violation, stages,
};

stages! {
    Order = "checkout.order" { Ok = "ok" }
    Price = "checkout.price" { FromCache = "from_cache", Resolved = "resolved" }
    PriceCache = "checkout.price.cache" lookup
    Charge = "checkout.charge" { Ok = "ok", Declined = "declined" }
}

#[tracewell::stage(Price)]
async fn price() -> Result<u8, u8> {
    Ok((1, Price::Resolved))
}

#[tracewell::flow::stage(Charge, outcome = Ok, denied_if = |error| *error == 1, span)]
fn charge() -> Result<u8, u8> {
    Ok(1)
}

#[test]
fn flow() {
    drop(price());
    let _: fn() -> Result<u8, u8> = charge;

    let _: fn() -> StageGuard<Price> = Price::start;
    let _: fn(Price) = Price::without_start;
    let _: fn(bool) = PriceCache::cache_hit;
    let _: fn(StageGuard<Price>, Price) = StageGuard::end;
    let _: [fn(StageGuard<Price>); 3] = [StageGuard::deny, StageGuard::fail, StageGuard::cancel];
    let _: Result<u8, u8> = Price::call(|| Ok::<_, u8>((1, Price::FromCache)));
    drop(Price::run(async { Ok::<_, u8>((1, Price::FromCache)) }).denied_if(|error| *error == 1).in_span());
    drop(async { Ok::<_, u8>(1) }.in_stage(Charge::Ok));

    let _: fn(&'static str) -> FlowSpec = FlowSpec::new;
    let _: fn() -> FlowSpec = FlowSpec::builtin;
    let _: fn(FlowSpec, StageSpec) -> FlowSpec = FlowSpec::stage;
    let _: fn(FlowSpec, Relation) -> FlowSpec = FlowSpec::relation;
    let _: [fn(FlowSpec, &'static str) -> FlowSpec; 2] = [FlowSpec::cycle_start, FlowSpec::inner_cycle_start];
    let _: fn(FlowSpec, Unknown) -> FlowSpec = FlowSpec::unknown;
    let _: fn(FlowSpec, bool) -> FlowSpec = FlowSpec::strict;
    let _: fn() -> StageSpec = StageSpec::of::<Price>;
    let _: [fn(&'static str) -> StageSpec; 2] = [StageSpec::new, StageSpec::note];
    let _: [fn(StageSpec, [&'static str; 1]) -> StageSpec; 4] =
        [StageSpec::outcomes, StageSpec::alone, StageSpec::inside, StageSpec::after];
    let _: [fn(StageSpec) -> StageSpec; 2] = [StageSpec::required, StageSpec::once];
    let _: fn(StageSpec, Duration) -> StageSpec = StageSpec::within;
    let _: fn(StageSpec, &'static str) -> StageSpec = StageSpec::level;
    let _: fn(FlowSpec) -> Checker = Checker::new;
    let _: fn(&mut Checker, Entry, Place) = Checker::add;
    let _: fn(Checker) -> Summary = Checker::finish;
    let _: fn(&Summary) -> bool = Summary::holds;
    let _: fn(&Summary) -> &[Violation] = Summary::violations;
    let _: Summary = tracewell::flow::check(&FlowSpec::builtin(), []);
}

#[test]
fn sentry() {
    let _: fn(&(dyn Error + 'static)) = tracewell::capture_exception;
    let _: fn(&str, tracing::Level) = tracewell::capture_message;
}

#[cfg(feature = "testing")]
#[test]
fn the_page_on_flows_shows_a_test_that_passes() {
    use tracewell::redact::Policy;
    use tracewell::testing::{ThreadCapture, assert_flow, capture};

    let _: fn(&ThreadCapture, &FlowSpec) = ThreadCapture::assert_flow;
    let _: fn(&'static str, &FlowSpec) = assert_flow;

    let spec = FlowSpec::new("checkout")
        .cycle_start("checkout.order")
        .stage(StageSpec::of::<Order>())
        .stage(StageSpec::of::<Price>().inside(["checkout.order"]).required())
        .stage(StageSpec::of::<Charge>().inside(["checkout.order"]).after(["checkout.price"]).once());
    let lines = capture(Policy::production());
    let order = Order::start();
    Price::start().end(Price::Resolved);
    Charge::start().end(Charge::Ok);
    order.end(Order::Ok);
    lines.assert_flow(&spec);
    lines.clear();
    let order = Order::start();
    Charge::start().end(Charge::Ok);
    order.end(Order::Ok);
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| lines.assert_flow(&spec))).is_err());
}

#[cfg(feature = "audit")]
#[test]
fn audit() {
    use std::path::Path;

    use tracewell::Identity;
    use tracewell::audit::{
        AuditLog, Collection, Compaction, Denial, Erasure, Event, Journal, LogReader, Object, Objects, Options,
        Pending, Receipt, Subject, Summary, TeamIsolation, compact, erase, replay,
    };

    type Written = Pending<Result<Receipt, tracewell::audit::Error>>;
    type Restore = fn(&tracewell::audit::Entry<'_>) -> Result<(), tracewell::audit::Error>;
    type Opened = Result<(AuditLog, Summary), tracewell::audit::Error>;
    let _: fn(&'static Path, Options, Restore) -> Opened = AuditLog::open;
    let _: [fn(&AuditLog, Event) -> Written; 2] = [AuditLog::append, AuditLog::note];
    let _: fn(&AuditLog, &Denial) = AuditLog::deny;
    let _: fn(&AuditLog) = AuditLog::close;
    let _: fn(&'static str, &u8) -> Result<Event, tracewell::audit::Error> = Event::new;
    let _: fn(Event, &Identity) -> Event = Event::by;
    let _: fn(AuditLog) -> Journal<TeamIsolation> = Journal::new;
    let _: fn(AuditLog, TeamIsolation) -> Journal<TeamIsolation> = Journal::with_authority;
    let _: fn(&'static str) -> LogReader<'static> = LogReader::new;
    let _: fn(LogReader<'static>) -> Result<Summary, tracewell::audit::Error> = LogReader::verify;
    let _: fn(&'static str) -> Result<Objects, tracewell::audit::Error> = replay;
    let _: fn(&'static str, Subject<'_>, Duration) -> Result<Erasure, tracewell::audit::Error> = erase;
    let _: fn(&'static str, Duration) -> Result<Compaction, tracewell::audit::Error> = compact;
    assert_eq!(tracewell::audit::wait(std::future::ready(1)), 1);

    #[allow(dead_code, reason = "compiled, not run")]
    async fn journal<T: Object>(journal: &Journal, all: &Collection<T>, by: &Identity, it: T) -> Option<()> {
        let it = journal.create(all, by, it).await.ok()?;
        journal.read(all, by, &it.id()).await.ok()?;
        journal.update(all, by, &it.id(), |_| Err::<T, u8>(1)).await.ok()?;
        journal.delete(all, by, &it.id()).await.ok().map(drop)
    }
}

#[cfg(feature = "messaging")]
#[test]
fn messaging() {
    use tracewell::TeamId;
    use tracewell::messaging::{
        Broker, Event, Hub, HubStats, InProcess, InProcessBuilder, JobId, Link, Message, PublishError, Published,
        SubscribeError, Subscription, Topic,
    };

    let _: fn(&Hub, &Topic, &Event) -> Result<Published, PublishError> = Hub::publish;
    let _: fn(&Hub, Topic) -> Result<Subscription, SubscribeError> = Hub::subscribe;
    let _: fn(&Hub, Topic, &str) -> Result<Subscription, SubscribeError> = Hub::resume;
    let _: fn(&Hub) -> HubStats = Hub::stats;
    let _: fn(&Hub) = Hub::close;
    let _: fn(TeamId) -> Topic = Topic::team;
    let _: fn(Topic, JobId) -> Topic = Topic::job;
    let _: fn(&'static str, &'static str) -> Event = Event::new;
    let _: fn(&'static str, &'static [u8]) -> Message = Message::new;
    let _: fn(Message, &str) -> Message = Message::with_id;
    let _: fn(&str) -> InProcessBuilder = InProcess::builder;
    let _: fn(&Hub) -> Link = Link::in_process;
    #[allow(dead_code, reason = "compiled, not run")]
    async fn parts(subscription: &mut Subscription, broker: &dyn Broker, message: Message, link: Link) {
        subscription.next().await;
        let _ = broker.publish(message).await;
        broker.stop().await;
        link.stop().await;
    }
}
