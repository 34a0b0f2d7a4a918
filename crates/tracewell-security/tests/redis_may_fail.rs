//! Windows shared over a real Redis, and what becomes of them when it is killed, paused, full, slow, closed or emptied.
//!
//! No test here has a runtime: recording needs none.
#![cfg(feature = "redis")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "support/redis_server.rs"]
mod redis_server;
mod support;

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use redis_server::RedisServer;
use support::{Line, Log};
use tracewell_context::{Context, CorrelationId, Principal, TeamId, UserId};
use tracewell_redact::Policy;
use tracewell_security::{Observation, RedisUrl, Security, Subject, Thresholds, Violation};

/// The log of all threads since the test began; one test at a time.
struct Since {
    log: &'static Log,
    begin: usize,
    _alone: MutexGuard<'static, ()>,
}

impl Since {
    fn now() -> Self {
        static ALONE: Mutex<()> = Mutex::new(());
        static LOG: OnceLock<Log> = OnceLock::new();
        let alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
        let log = LOG.get_or_init(Log::listen_everywhere);
        Self { log, begin: log.lines().len(), _alone: alone }
    }

    fn named(&self, name: &str) -> Vec<Line> {
        self.log.lines().into_iter().skip(self.begin).filter(|line| line["message"] == name).collect()
    }

    fn signals(&self) -> usize {
        self.named("abuse_signal_user").len()
    }

    /// Each outage is told once at its begin and once at its end. On a machine with too much to do there may be more of
    /// them than a test has made.
    fn each_outage_is_told_once(&self) {
        let names = ["abuse_tracking_degraded", "abuse_tracking_restored"];
        let lines = self.log.lines().into_iter().skip(self.begin);
        let told: Vec<_> = lines.filter_map(|line| names.iter().position(|name| line["message"] == *name)).collect();
        let alternating: Vec<_> = (0..told.len()).map(|place| place % 2).collect();
        assert_eq!(told, alternating);
    }

    /// Whoever lost violations is told of an outage, and how many they were.
    fn all_losses_are_told(&self, security: &Security) {
        let dropped = |line: &Line| line.get("dropped").and_then(serde_json::Value::as_u64).unwrap_or(0);
        eventually("what is lost is told", || {
            let told: u64 = self.named("abuse_tracking_restored").iter().map(dropped).sum();
            told == security.tracker().not_shared()
        });
        self.each_outage_is_told_once();
    }

    /// Waits for the first line of this name.
    fn wait_for(&self, name: &str) -> Line {
        eventually(name, || !self.named(name).is_empty());
        self.named(name).remove(0)
    }
}

fn eventually(what: &str, mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(60);
    while !done() {
        assert!(Instant::now() < deadline, "{what} did not come about");
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// An instance of a service.
fn instance(url: &str) -> Security {
    let thresholds = Thresholds::default().user(5).host(10_000);
    Security::builder(Policy::production()).thresholds(thresholds).redis(RedisUrl::parse(url).unwrap()).build()
}

fn record(security: &Security, user: &str, times: usize) {
    for _ in 0..times {
        let host = "203.0.113.77".parse().unwrap();
        security.tracker().record(&Observation::new(Violation::LoginFailed).user(user).host(host));
    }
}

/// How many violations Redis has of whom it has most.
fn most(server: &RedisServer) -> usize {
    let count = |key: &String| server.ask(&["ZCARD", key]).trim_start_matches(':').trim().parse().unwrap_or(0);
    server.keys().iter().map(count).max().unwrap_or(0)
}

#[test]
fn instances_count_together_and_signal_once() {
    let (told, server) = (Since::now(), RedisServer::start());
    let (one, other) = (instance(&server.url()), instance(&server.url()));
    record(&one, "shared", 3);
    record(&other, "shared", 2);
    let signal = told.wait_for("abuse_signal_user");
    assert_eq!((&signal["count"], &signal["threshold"]), (&5.into(), &5.into()));
    record(&one, "shared", 10);
    record(&other, "shared", 10);
    eventually("both know", || [&one, &other].iter().all(|it| it.tracker().is_flagged(&Subject::User("shared"))));
    eventually("all are counted", || most(&server) >= 25);
    assert_eq!(told.signals(), 1);
    told.each_outage_is_told_once();
    // What is there says nothing to whoever reads it, and goes by itself.
    let keys = server.keys();
    assert_eq!(keys.len(), 3, "{keys:?}");
    for key in keys {
        assert!(key.starts_with("tracewell:abuse:1:") && !key.contains("shared") && !key.contains("203.0"), "{key}");
        let left: i64 = server.ask(&["PTTL", &key]).trim_start_matches(':').trim().parse().unwrap();
        assert!((1..=3_600_000).contains(&left), "{key}: {left}");
    }
}

#[test]
fn killed_and_restarted_empty() {
    let (told, mut server) = (Since::now(), RedisServer::start());
    let security = instance(&server.url());
    record(&security, "killed", 2);
    eventually("two are stored", || most(&server) == 2);
    server.kill();
    record(&security, "killed", 1);
    let degraded = told.wait_for("abuse_tracking_degraded");
    assert_eq!((&degraded["level"], &degraded["backend"]), (&"WARN".into(), &"redis".into()));
    assert_eq!(degraded["error_type"], "unreachable");
    record(&security, "killed", 2);
    // Here nobody is waited for: the local window says it at once.
    assert_eq!(told.signals(), 1);
    server.run();
    let restored = told.wait_for("abuse_tracking_restored");
    assert_eq!((&restored["level"], &restored["backend"]), (&"INFO".into(), &"redis".into()));
    // What was seen meanwhile is there, and that the signal was given: for others too.
    eventually("the three are stored", || most(&server) >= 3);
    let other = instance(&server.url());
    record(&other, "killed", 9);
    record(&security, "killed", 9);
    eventually("the other knows", || other.tracker().is_flagged(&Subject::User("killed")));
    assert_eq!(told.signals(), 1);
    told.each_outage_is_told_once();
}

#[test]
fn paused_and_woken() {
    let (told, server) = (Since::now(), RedisServer::start());
    let security = instance(&server.url());
    record(&security, "paused", 1);
    eventually("one is stored", || most(&server) == 1);
    server.pause();
    let begin = Instant::now();
    record(&security, "paused", 4);
    record(&security, "others", 500);
    assert!(begin.elapsed() < Duration::from_millis(500), "recording waited: {:?}", begin.elapsed());
    let degraded = told.wait_for("abuse_tracking_degraded");
    assert_eq!(degraded["error_type"], "timeout");
    eventually("both signals", || told.signals() == 2);
    server.resume();
    told.wait_for("abuse_tracking_restored");
    eventually("all are counted", || most(&server) >= 100);
    record(&security, "paused", 5);
    record(&security, "others", 5);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(told.signals(), 2);
    told.each_outage_is_told_once();
}

#[test]
fn full_and_given_room() {
    let (told, server) = (Since::now(), RedisServer::start());
    server.ask(&["CONFIG", "SET", "maxmemory", "1"]);
    let security = instance(&server.url());
    let degraded = told.wait_for("abuse_tracking_degraded");
    assert_eq!(degraded["error_type"], "server_error");
    record(&security, "full", 5);
    assert_eq!(told.signals(), 1);
    std::thread::sleep(Duration::from_millis(500));
    assert!(told.named("abuse_tracking_restored").is_empty(), "it connects, and takes nothing");
    server.ask(&["CONFIG", "SET", "maxmemory", "0"]);
    told.wait_for("abuse_tracking_restored");
    eventually("all are stored", || most(&server) >= 5);
    assert_eq!(told.signals(), 1);
    told.each_outage_is_told_once();
}

#[test]
fn slow_and_quick_again() {
    let (told, server) = (Since::now(), RedisServer::start());
    let security = instance(&server.url());
    record(&security, "slow", 1);
    eventually("one is stored", || most(&server) == 1);
    server.ask(&["CLIENT", "PAUSE", "1500", "ALL"]);
    record(&security, "slow", 4);
    assert_eq!(told.wait_for("abuse_tracking_degraded")["error_type"], "timeout");
    eventually("the signal", || told.signals() == 1);
    told.wait_for("abuse_tracking_restored");
    record(&security, "slow", 5);
    // A batch whose answer came too late is not counted twice.
    eventually("ten, and the signal", || most(&server) == 11);
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!((most(&server), told.signals()), (11, 1));
}

#[test]
fn a_wrong_password_put_right() {
    let (told, right) = (Since::now(), format!("right-{}", 7_u64.pow(19)));
    let wrong = format!("wrong-{}", 11_u64.pow(17));
    let server = RedisServer::with_password(Some(right.clone()));
    let security = instance(&server.url_with(&wrong));
    assert_eq!(told.wait_for("abuse_tracking_degraded")["error_type"], "unauthorized");
    record(&security, "password", 7);
    assert_eq!(told.signals(), 1);
    server.ask(&["ACL", "SETUSER", "default", &format!(">{wrong}")]);
    told.wait_for("abuse_tracking_restored");
    eventually("all are stored", || most(&server) >= 7);
    assert!(!told.log.text().contains(&wrong) && !told.log.text().contains(&right));
    assert!(!format!("{security:?}").contains(&wrong));
    assert_eq!(told.signals(), 1);
}

#[test]
fn emptied_and_told_to_forget_the_script() {
    let (told, server) = (Since::now(), RedisServer::start());
    let security = instance(&server.url());
    record(&security, "emptied", 4);
    eventually("four are stored", || most(&server) >= 4);
    server.ask(&["FLUSHALL"]);
    server.ask(&["SCRIPT", "FLUSH"]);
    record(&security, "emptied", 1);
    // The fifth by what this instance knows, the first by what Redis does.
    assert_eq!(told.wait_for("abuse_signal_user")["count"], 5);
    told.each_outage_is_told_once();
}

#[test]
fn not_there_at_all() {
    let told = Since::now();
    let url = RedisServer::start().url();
    let security = instance(&url);
    told.wait_for("abuse_tracking_degraded");
    record(&security, "nobody", 5);
    assert_eq!(told.signals(), 1);
    assert!(security.tracker().flush(Duration::from_secs(10)));
}

#[test]
fn nothing_is_lost_at_the_end() {
    let (told, server) = (Since::now(), RedisServer::start());
    let security = instance(&server.url());
    record(&security, "last", 5);
    assert!(security.tracker().flush(Duration::from_secs(10)));
    assert_eq!(told.signals(), 1);
    drop(security);
    let other = instance(&server.url());
    server.pause();
    record(&other, "paused", 5);
    assert!(other.tracker().flush(Duration::from_secs(10)));
    assert_eq!(told.signals(), 2);
}

#[test]
fn a_hundred_violations_are_one_round_trip_and_too_many_are_counted() {
    let (told, server) = (Since::now(), RedisServer::start());
    let security = instance(&server.url());
    record(&security, "batch", 1);
    eventually("one is stored", || most(&server) == 1);
    let calls = || {
        let stats = server.ask(&["INFO", "commandstats"]);
        let line = stats.lines().find(|line| line.starts_with("cmdstat_evalsha:calls="));
        line.and_then(|line| line.split(['=', ',']).nth(1)?.parse::<usize>().ok()).unwrap_or(0)
    };
    // On a machine with too much to do Redis may be late, and is then sent less at once: that round says nothing.
    let undisturbed = (0..20).find_map(|_| {
        let outages = told.named("abuse_tracking_degraded").len();
        server.ask(&["CONFIG", "RESETSTAT"]);
        record(&security, "batch", 4000);
        eventually("all are sent", || calls() >= 4000 / 256);
        std::thread::sleep(Duration::from_millis(300));
        (told.named("abuse_tracking_degraded").len() == outages).then(calls)
    });
    let calls = undisturbed.unwrap();
    assert!(calls <= 40, "{calls} round trips");
    assert_eq!(told.signals(), 1);
    server.pause();
    record(&security, "flood", 40_000);
    assert!(security.tracker().not_shared() > 10_000);
    server.resume();
    told.all_losses_are_told(&security);
}

#[test]
fn whoever_comes_while_there_is_no_room_is_judged_here() {
    let (told, server) = (Since::now(), RedisServer::start());
    let security = instance(&server.url());
    record(&security, "before", 1);
    eventually("one is stored", || most(&server) == 1);
    server.pause();
    // Both while nobody knows of the pause and while it is known.
    for (number, name) in ["early", "late"].iter().enumerate() {
        let lost = security.tracker().not_shared();
        while security.tracker().not_shared() == lost {
            record(&security, "flood", 10_000);
        }
        record(&security, name, 5);
        // That of the flood comes first.
        eventually(name, || told.signals() == number + 2 && security.tracker().is_flagged(&Subject::User(name)));
        told.wait_for("abuse_tracking_degraded");
    }
    server.resume();
    told.all_losses_are_told(&security);
    // Redis has not heard of all that, and learns of the signals with the next violation.
    record(&security, "early", 1);
    record(&security, "late", 1);
    assert!(security.tracker().flush(Duration::from_secs(60)));
    let other = instance(&server.url());
    record(&other, "early", 1);
    record(&other, "late", 1);
    let known = |name| other.tracker().is_flagged(&Subject::User(name));
    eventually("the other knows", || known("early") && known("late"));
    assert_eq!(told.signals(), 3);
}

#[test]
fn what_waits_at_the_end_is_sent_or_told_not_to_be() {
    let (told, server) = (Since::now(), RedisServer::start());
    let security = instance(&server.url());
    record(&security, "last", 3000);
    drop(security);
    // On a machine with too much to do Redis may be late, and at the end nobody tries again. Else all is there of the
    // address, whose threshold is high enough to count it.
    let late = || !told.named("abuse_tracking_degraded").is_empty();
    eventually("all are stored", || late() || most(&server) >= 3000);
    eventually("the signal", || told.signals() == 1);
}

#[test]
fn losing_some_is_told_also_while_redis_answers() {
    let (told, server) = (Since::now(), RedisServer::start());
    let security = instance(&server.url());
    record(&security, "before", 1);
    eventually("one is stored", || most(&server) == 1);
    // More at once than waits for Redis, however quick it is.
    while security.tracker().not_shared() == 0 {
        record(&security, "flood", 20_000);
    }
    told.all_losses_are_told(&security);
    // And again: it is an outage of its own.
    let outages = told.named("abuse_tracking_restored").len();
    let before = security.tracker().not_shared();
    while security.tracker().not_shared() == before {
        record(&security, "again", 20_000);
    }
    told.all_losses_are_told(&security);
    assert!(told.named("abuse_tracking_restored").len() > outages);
    // Then all is as ever.
    record(&security, "after", 4);
    eventually("the signals of both floods", || told.signals() == 2);
    record(&security, "after", 1);
    eventually("that of afterwards", || told.signals() == 3);
}

/// How often the thread that talks with Redis went to sleep; none if there is no such thread.
#[cfg(target_os = "linux")]
fn rests() -> Option<String> {
    let threads = std::fs::read_dir("/proc/self/task").unwrap().flatten();
    let status = threads.filter_map(|thread| std::fs::read_to_string(thread.path().join("status")).ok());
    let mut ours = status.filter(|status| status.contains("tracewell-abuse"));
    let rests = |status: String| status.lines().find(|line| line.starts_with("voluntary_ctxt")).map(str::to_owned);
    ours.next().and_then(rests)
}

#[cfg(target_os = "linux")]
#[test]
fn whoever_has_nothing_to_send_sleeps_and_wakes() {
    let (told, server) = (Since::now(), RedisServer::start());
    eventually("that of the test before is gone", || rests().is_none());
    let security = instance(&server.url());
    for count in [1, 2] {
        record(&security, "rarely", 1);
        eventually("it is stored", || most(&server) == count);
        eventually("it sleeps", || {
            let before = rests().unwrap();
            std::thread::sleep(Duration::from_secs(1));
            rests().unwrap() == before
        });
    }
    told.each_outage_is_told_once();
    drop(security);
    eventually("it ends with the last handle", || rests().is_none());
}

#[test]
fn a_signal_has_the_ids_of_its_request() {
    let (told, server) = (Since::now(), RedisServer::start());
    let trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    let security = instance(&server.url());
    let context = Context::new(CorrelationId::new(format!("order-{}", "7".repeat(60))).unwrap());
    context.set_trace_parent(trace.parse().unwrap());
    context.bind(Principal::new(TeamId::new("acme").unwrap()).user(UserId::new("u-7").unwrap())).unwrap();
    context.in_scope(|| record(&security, "somebody", 5));
    let signal = told.wait_for("abuse_signal_user");
    assert_eq!((&signal["user_id"], &signal["count"]), (&"somebody".into(), &5.into()));
    assert_eq!(signal["correlation_id"], context.correlation_id().as_str());
    assert_eq!(signal["trace_id"], "4bf92f3577b34da6a3ce929d0e0e4736");
    assert_eq!(signal["team_id"], "acme");
}
