//! Everything at once: the service with all its features on, against a real broker, a real Redis, a collector, a Sentry, a
//! log file and an audit log, while a crowd of clients does everything that clients do and one after the other of these
//! fails and comes back.
//!
//! No answer depends on any of them but the audit log: what a request is answered is fixed by its kind, whatever is out of
//! order meanwhile. Live events go by the broker to other instances only, and to local subscribers without it.
#![cfg(all(feature = "amqp", feature = "otel", feature = "redis", feature = "sentry"))]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod live;
mod socket;
mod support;
mod together;

use std::collections::HashMap;
use std::fs;
use std::io::Write as _;
use std::ops::RangeInclusive;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use support::client::{Request, Response};
use support::process::{Ended, Process};
use support::{Folder, eventually_within, program};
use together::{
    Canaries, Cast, Collecting, Collector, Crowd, Disk, End, Follower, Gate, Judge, Log, Node, Receiver, RedisServer,
    Told, Upstream, broker_url, text, without_bodies,
};
use tracewell_cli::{Exit, Streams, run};

/// Most acts are one request, some are several.
const ACTS: usize = 10_000;
const CLIENTS: usize = 64;
/// Longer than a busy machine needs to start a broker.
const PATIENCE: Duration = Duration::from_secs(60);
/// How long a fault lasts at least: longer than exports wait, and than an attempt may take.
const FAULT: Duration = Duration::from_millis(1500);
/// How much memory may grow from the first half of the requests to the end: the objects that are made meanwhile, and what
/// an allocator keeps.
const GROWTH_KIB: u64 = 24 * 1024;
/// The service's own deadline for its end, and some for a busy machine.
const ENDS: Duration = Duration::from_secs(15);

/// The id of requests that only wait for something.
const LINKED: &str = "linked";

/// The most outages of one component, each of which is told once, that a busy machine may come to.
const BUSY: usize = 30;

/// All that the service has around it.
struct World {
    collector: Collector,
    to_collector: Gate,
    sentry: Receiver,
    to_sentry: Gate,
    redis: RedisServer,
    to_redis: Gate,
    broker: Node,
    to_broker: Gate,
    upstream: Upstream,
    disk: Disk,
    folder: Arc<Folder>,
}

impl World {
    fn new() -> Self {
        let (collector, sentry, redis, broker) =
            (Collector::grpc(), Receiver::start(), RedisServer::start(), Node::start());
        let redis_address = redis.url().trim_start_matches("redis://").trim_end_matches("/0").parse().unwrap();
        Self {
            to_collector: Gate::before(collector.address),
            to_sentry: Gate::before(sentry.address()),
            to_redis: Gate::before(redis_address),
            to_broker: Gate::before(broker.address()),
            collector,
            sentry,
            redis,
            broker,
            upstream: Upstream::start(),
            disk: Disk::mount(),
            folder: Folder::new(),
        }
    }

    /// The service, with everything on and a key in the address of whom it calls.
    fn service(&self, canaries: &Canaries) -> Process {
        let key = canaries.opaque(99_999);
        let variables = [
            ("ENVIRONMENT", "development".to_owned()),
            ("LOG_FORMAT", "json".to_owned()),
            ("LOG_LEVEL", "debug".to_owned()),
            ("LOG_TO_FILE", "true".to_owned()),
            ("LOG_DIR", self.disk.path().to_str().unwrap().to_owned()),
            ("LOG_FILE_MAX_BYTES", "1048576".to_owned()),
            ("LOG_FILE_BACKUP_COUNT", "1000".to_owned()),
            ("TRUSTED_PROXIES", "127.0.0.0/8".to_owned()),
            ("ENABLE_OPENTELEMETRY", "true".to_owned()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc".to_owned()),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", format!("http://{}", self.to_collector.address())),
            ("OTEL_EXPORTER_OTLP_TIMEOUT", "1000".to_owned()),
            ("OTEL_BSP_SCHEDULE_DELAY", "200".to_owned()),
            ("OTEL_BLRP_SCHEDULE_DELAY", "200".to_owned()),
            ("OTEL_METRIC_EXPORT_INTERVAL", "1000".to_owned()),
            ("SENTRY_DSN", format!("http://publickey@{}/prefix/42", self.to_sentry.address())),
            ("SENTRY_TRACES_SAMPLE_RATE", "0.1".to_owned()),
            ("REDIS_URL", format!("redis://{}/0", self.to_redis.address())),
            ("AMQP_URL", broker_url(self.to_broker.address().port())),
            ("GEO_URL", format!("http://tour:{key}@{}/lookup?key={key}", self.upstream.address())),
        ];
        let variables: Vec<_> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let (command, arguments) = Disk::heeding_permissions().split_first().unwrap();
        let own = [program().to_str().unwrap(), "--port", "0", "--data", self.folder.path().to_str().unwrap()];
        Process::start(Path::new(command), &[arguments, &own].concat(), &variables).unwrap()
    }

    /// Another instance, with nothing but the broker in common.
    fn other_instance(&self, folder: &Folder) -> Process {
        let url = broker_url(self.broker.address().port());
        let variables = [("ENVIRONMENT", "development"), ("LOG_FORMAT", "json"), ("AMQP_URL", &url)];
        let arguments = ["--port", "0", "--data", folder.path().to_str().unwrap()];
        Process::start(program(), &arguments, &variables).unwrap()
    }
}

/// Something that goes wrong, and how it is put right.
struct Fault {
    breaks: fn(&mut World),
    mends: fn(&mut World),
    /// The share of the acts that is done meanwhile, in thousandths.
    share: usize,
}

const NOTHING: Fault = Fault { breaks: |_| {}, mends: |_| {}, share: 48 };

/// In turn.
const FAULTS: &[Fault] = &[
    NOTHING,
    // Longer than what may wait for a disk that has no room, so that something is lost.
    Fault { breaks: |world| world.fill_the_disk(), mends: |world| world.disk.make_room(), share: 450 },
    Fault { breaks: |world| world.disk.writable(false), mends: |world| world.disk.writable(true), share: 70 },
    NOTHING,
    Fault { breaks: |world| world.to_collector.shut(), mends: |world| world.to_collector.open(), share: 48 },
    Fault {
        breaks: |world| world.collector.behave(Collecting::Hang),
        mends: |world| world.collector.behave(Collecting::Accept),
        share: 48,
    },
    Fault {
        breaks: |world| world.collector.behave(Collecting::Refuse(500, None)),
        mends: |world| world.collector.behave(Collecting::Accept),
        share: 48,
    },
    Fault { breaks: |world| world.to_sentry.shut(), mends: |world| world.to_sentry.open(), share: 48 },
    Fault {
        breaks: |world| {
            world.to_redis.shut();
            world.redis.kill();
        },
        mends: |world| {
            world.redis.run();
            world.to_redis.open();
        },
        share: 48,
    },
    Fault { breaks: |world| world.redis.pause(), mends: |world| world.redis.resume(), share: 48 },
    Fault {
        breaks: |world| {
            world.to_broker.shut();
            world.broker.kill();
        },
        mends: |world| {
            world.broker.start_again();
            world.to_broker.open();
        },
        share: 48,
    },
    NOTHING,
];

impl World {
    fn fill_the_disk(&self) {
        if self.disk.may_fill_up() {
            self.disk.fill_up();
        }
    }
}

#[test]
fn whatever_fails_nothing_but_telemetry_is_lost_and_no_secret_gets_out() {
    let mut world = World::new();
    let canaries = Canaries::new();
    let service = world.service(&canaries);
    let second_folder = Folder::new();
    let second = world.other_instance(&second_folder);
    let cast = Arc::new(Cast::new(service.address(), canaries));
    for process in [&service, &second] {
        eventually_within(PATIENCE, "a link to the broker", || is_linked(process));
    }
    let followers: Vec<_> = cast
        .teams()
        .iter()
        .map(|team| Follower::start(service.address(), team, &format!("f-{}", team.name())))
        .collect();
    let strangers: Vec<_> = cast
        .teams()
        .iter()
        .map(|team| Follower::start(second.address(), team, &format!("s-{}", team.name())))
        .collect();
    for follower in followers.iter().chain(&strangers) {
        eventually_within(PATIENCE, "a stream", || follower.has(": open\n\n"));
    }

    let crowd = Crowd::gather(&cast, CLIENTS, ACTS);
    let mut from = 0;
    let mut half = 0;
    for fault in FAULTS {
        let up_to = (from + ACTS * fault.share / 1000).min(ACTS);
        let early = from + (up_to - from) / 10;
        crowd.allow(up_to - (up_to - from) / 10);
        crowd.wait_for(early);
        (fault.breaks)(&mut world);
        let broken = Instant::now();
        crowd.wait_for((up_to - (up_to - from) / 10).saturating_sub(CLIENTS));
        std::thread::sleep(FAULT.saturating_sub(broken.elapsed()));
        crowd.allow(up_to);
        (fault.mends)(&mut world);
        if from < ACTS / 2 && up_to >= ACTS / 2 {
            crowd.wait_for(up_to);
            half = resident_kib(&service);
        }
        from = up_to;
    }
    crowd.wait_for(from);
    let memory = resident_kib(&service);
    let (mut told, failures) = crowd.disperse();

    let mut judge = Judge::default();
    judge.hold("every request is answered as it must be, whatever is out of order", failures);
    judge.that("there were enough of them", told.len() >= 10_000, || told.len().to_string());
    for process in [&service, &second] {
        eventually_within(PATIENCE, "a link to the broker again", || is_linked(process));
    }
    // What was made before all was well again may be lost to others. What is made now is not.
    let teams = 0..cast.teams().len();
    let marked: Vec<_> = teams.map(|team| mark(&service, &cast, team, &mut told)).collect();
    for (mark, stream) in marked.iter().zip(&strangers).chain(marked.iter().zip(&followers)) {
        eventually_within(PATIENCE, "an event", || stream.has(mark));
    }
    let state = state(&service, &cast, &mut told);
    let metrics = ask(&service, &cast, 0, Request::get("/metrics"), &mut told).text();
    judge.that("memory is flat", half > 0 && memory < half + GROWTH_KIB, || format!("{half} KiB, then {memory}"));

    let ending = Instant::now();
    service.terminate().unwrap();
    let ended = service.wait().unwrap();
    judge.that("it ends in time", ending.elapsed() < ENDS, || format!("{:?}", ending.elapsed()));
    judge.that("with exit code 0", ended.code() == Some(0), || format!("{:?}", ended.code()));
    second.terminate().unwrap();
    let second = second.wait().unwrap();
    judge.that("the other instance too", second.code() == Some(0), || format!("{:?}", second.code()));

    let (log, _) = Log::read(ended.log());
    let others: Vec<_> = followers.iter().map(Follower::id).chain([LINKED]).collect();
    judge.requests(&told, &log, &others);
    judge_sinks(&mut judge, &world, &ended, &second, &metrics, &cast.canaries);
    judge_exports(&mut judge, &world, &told);
    judge_file(&mut judge, &world, &ended, &metrics);
    judge_audit(&mut judge, &world, &ended, &state);
    judge_faults(&mut judge, &world, &ended);
    judge_followers(&mut judge, followers.into_iter().chain(strangers), &cast);
    judge_other_instance(&mut judge, &told, &second);
    judge.verdict();
}

fn is_linked(process: &Process) -> bool {
    let health = Request::get("/health").header("accept", "application/json").bearer(support::TOKEN);
    let health = health.header("x-dev-roles", "auditor").header("x-request-id", LINKED);
    health.send(process.address()).unwrap().json()["messaging"]["connected"] == true
}

fn resident_kib(process: &Process) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", process.id())).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

/// A request of a team's first user, which must be told like all others.
fn ask(service: &Process, cast: &Cast, team: usize, request: Request, told: &mut Vec<Told>) -> Response {
    let team = cast.team(team);
    let (user, id) = (team.user(0), format!("last-{}", told.len()));
    let request = request.bearer(user.token()).header("x-dev-team", team.name()).header("x-request-id", id.as_str());
    let answer = request.send(service.address()).unwrap();
    assert_eq!(answer.status(), 200, "{}", answer.text());
    let owner = Some((team.name().to_owned(), user.id().to_owned()));
    told.push(Told {
        id,
        what: "asks at the end",
        method: request.method(),
        status: 200,
        owner,
        trace: None,
        end: End::Answered,
    });
    answer
}

/// Makes an item of this team; gives its id.
fn mark(service: &Process, cast: &Cast, team: usize, told: &mut Vec<Told>) -> String {
    let made = ask(service, cast, team, Request::new("POST", "/v1/items").body("{}"), told);
    made.json()["id"].as_str().unwrap().to_owned()
}

/// All there is, as the service itself says: items and links of every team, by their ids.
fn state(service: &Process, cast: &Cast, told: &mut Vec<Told>) -> Value {
    let mut all = |path: &str| {
        let of_team = |team| match ask(service, cast, team, Request::get(path), told).json() {
            Value::Array(objects) => objects,
            other => panic!("{other}"),
        };
        by_id((0..cast.teams().len()).flat_map(of_team).collect())
    };
    json!({"items": all("/v1/items"), "links": all("/v1/links")})
}

fn by_id(mut objects: Vec<Value>) -> Vec<Value> {
    objects.sort_by_key(|object| object["id"].as_str().unwrap().to_owned());
    objects
}

/// No secret is in anything that the service writes, sends or shows.
fn judge_sinks(judge: &mut Judge, world: &World, ended: &Ended, second: &Ended, metrics: &str, canaries: &Canaries) {
    let mut clean = |place: &str, bytes: &[u8]| judge.clean(place, bytes, canaries);
    clean("standard output", ended.log().join("\n").as_bytes());
    clean("standard error", ended.errors().join("\n").as_bytes());
    clean("the log of the other instance", second.log().join("\n").as_bytes());
    clean("the metrics", metrics.as_bytes());
    clean("what Sentry got", world.sentry.text().as_bytes());
    clean("what Redis got", &world.to_redis.brought().concat());
    let said: Vec<u8> = world.to_broker.brought().iter().flat_map(|said| without_bodies(said)).collect();
    clean("the headers of messages", &said);
    let received = world.collector.received.lock().unwrap();
    clean("what the collector got", &received.bytes);
    clean("what the collector was told beside", format!("{:?}", received.headers).as_bytes());
    // The application's own data belong there, and are all that does.
    for (place, bytes) in
        [("the audit log", fs::read(world.folder.log()).unwrap()), ("messages", world.to_broker.brought().concat())]
    {
        judge.that(place, !bytes.is_empty(), || "nothing came there".to_owned());
        judge.hold(&format!("no secret is in {place}"), canaries.leak(&bytes));
    }
    for file in world.disk.files() {
        judge.hold(&format!("no secret is in {}", file.display()), canaries.leak_or_data(&fs::read(&file).unwrap()));
    }
    let noise = ended.errors().iter().filter(|line| !line.starts_with("listening on http://")).cloned();
    judge.hold("standard error says where it listens and nothing else", noise);
}

/// What came out over the network is of the request that it says it is of.
fn judge_exports(judge: &mut Judge, world: &World, told: &[Told]) {
    let owners: HashMap<&str, &Told> = told.iter().map(|told| (told.id.as_str(), told)).collect();
    let strange = |id: &str, team: Option<&str>, user: Option<&str>| {
        let told = owners.get(id)?;
        let owner = told.owner.as_ref().map(|(team, user)| (team.as_str(), user.as_str()));
        (owner != team.zip(user) && (team, user) != (None, None)).then(|| format!("{id}: {team:?} {user:?}, {owner:?}"))
    };
    let received = world.collector.received.lock().unwrap();
    let attributes: Vec<_> = received.spans().iter().map(|span| text(&span.attributes)).collect();
    let records: Vec<_> = received.records().iter().map(|record| text(&record.attributes)).collect();
    judge.that("spans arrive", attributes.len() > ACTS / 10, || attributes.len().to_string());
    judge.that("records arrive", records.len() > ACTS / 10, || records.len().to_string());
    judge.that("metrics arrive", !received.metrics.is_empty(), || "none".to_owned());
    let sent = attributes.iter().chain(&records).filter_map(|sent| {
        let get = |name: &str| sent.get(name).map(String::as_str);
        strange(get("correlation_id")?, get("team_id"), get("user_id"))
    });
    judge.hold("what the collector gets is of its team and user", sent);
    let events = world.sentry.events();
    judge.that("failures arrive at Sentry", events.len() > 10, || events.len().to_string());
    let sent = events.iter().filter_map(|event| {
        let tag = |name: &str| event["tags"][name].as_str();
        strange(tag("correlation_id")?, tag("team_id"), tag("user_id"))
    });
    judge.hold("what Sentry gets is of its team and user", sent);
    let asked = world.upstream.asked();
    judge.that("the other service is called", asked.len() > 100, || asked.len().to_string());
    let wrong = asked.iter().filter(|(number, id)| !id.starts_with(&format!("r-{number:05}-")));
    judge.hold("a call has the id of its request", wrong.map(|call| format!("{call:?}")));
}

/// The file has every line, but for those that it says it lacks.
fn judge_file(judge: &mut Judge, world: &World, ended: &Ended, metrics: &str) {
    let count = |sink: &str| {
        let name = format!("log_lines_dropped_total{{sink=\"{sink}\"}} ");
        metrics.lines().find_map(|line| line.strip_prefix(&name)).map_or(0, |count| count.parse().unwrap())
    };
    let texts = world.disk.files().into_iter().map(|file| fs::read_to_string(file).unwrap()).collect::<String>();
    let lines: Vec<_> = texts.lines().map(str::to_owned).collect();
    let (_, unreadable) = Log::read(&lines);
    judge.hold("each line of the file is whole", unreadable);
    let dropped = judge.file(ended.log(), &lines);
    judge.that("the metric says how many", count("file") == dropped, || format!("{dropped}, but {}", count("file")));
    judge.that("standard output lacks nothing", count("stdout") == 0, || count("stdout").to_string());
    let full = world.disk.may_fill_up();
    judge.that("a full disk loses something", !full || dropped > 0, || "nothing".to_owned());
    if !full {
        let _ = writeln!(std::io::stderr(), "SKIPPED a full disk: nothing can be mounted here");
    }
}

fn command(arguments: &[&str]) -> (Exit, String) {
    let (mut output, mut errors) = (Vec::new(), Vec::new());
    let exit = run(arguments, Streams::new(&b""[..], &mut output, &mut errors));
    (exit, String::from_utf8([output, errors].concat()).unwrap())
}

/// Its own tools find nothing wrong, and rebuild what there was.
fn judge_audit(judge: &mut Judge, world: &World, ended: &Ended, state: &Value) {
    let log = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("together-{}.jsonl", std::process::id()));
    fs::write(&log, ended.log().join("\n") + "\n").unwrap();
    let (log_path, audit) = (log.to_str().unwrap(), world.folder.log());
    let audit = audit.to_str().unwrap();
    for arguments in [
        &["tracewell", "check", log_path][..],
        &["tracewell", "scan", log_path],
        &["tracewell", "audit", "verify", "--witness", log_path, audit],
    ] {
        let (exit, said) = command(arguments);
        judge.that(&arguments[1..3].join(" "), exit == Exit::OK, || said);
    }
    let (exit, replayed) = command(&["tracewell", "audit", "replay", audit]);
    judge.that("tracewell audit replay", exit == Exit::OK, || replayed.clone());
    let mut replayed: Value = serde_json::from_str(&replayed).unwrap_or_default();
    for objects in ["items", "links"] {
        let of_log = by_id(replayed[objects].as_array_mut().map(std::mem::take).unwrap_or_default());
        let of_service = state[objects].as_array().unwrap();
        judge.that(&format!("{objects} replayed are those that were there"), of_log == *of_service, || {
            format!("{} and {}", of_log.len(), of_service.len())
        });
    }
    fs::remove_file(log).unwrap();
}

/// Each fault was one, and told, and so was its end.
fn judge_faults(judge: &mut Judge, world: &World, ended: &Ended) {
    let (log, unreadable) = Log::read(ended.log());
    judge.hold("each line is JSON with no key twice", unreadable);
    let mut told = |event: &str, name: &str, value: &str, times: RangeInclusive<usize>| {
        let found = log.named(event).filter(|line| name.is_empty() || line.text(name) == value).count();
        judge.that(&format!("{event} {value} is told"), times.contains(&found), || format!("{found} times"));
    };
    // A busy machine makes outages of its own.
    for exporter in ["otlp_traces", "otlp_logs", "sentry"] {
        told("telemetry_export_failed", "exporter", exporter, 1..=BUSY);
        told("telemetry_export_restored", "exporter", exporter, 1..=BUSY);
    }
    told("abuse_tracking_degraded", "backend", "redis", 1..=BUSY);
    told("abuse_tracking_restored", "backend", "redis", 1..=BUSY);
    told("broker_connected", "", "", 2..=3);
    told("broker_disconnected", "", "", 1..=20);
    told("broker_stopped", "", "", 1..=1);
    let full = usize::from(world.disk.may_fill_up());
    told("log_sink_degraded", "error_type", "storage_full", full..=full);
    told("log_sink_degraded", "error_type", "permission_denied", 1..=1);
    told("log_sink_restored", "sink", "file", 1 + full..=1 + full);
}

/// Who follows events sees those of their team and no others, and their streams are ended in order.
fn judge_followers(judge: &mut Judge, followers: impl Iterator<Item = Follower>, cast: &Cast) {
    for follower in followers {
        let team = cast.teams().iter().find(|team| team.name() == follower.team()).unwrap();
        let whose = follower.id().to_owned();
        let text = follower.end();
        let makers = text.split("\"created_by\":\"").skip(1).filter_map(|rest| rest.split('"').next());
        let makers: Vec<_> = makers.collect();
        judge.that("a stream has events", makers.len() > 10, || format!("{whose}: {}", makers.len()));
        let strange = makers.iter().filter(|maker| !team.has_user(maker));
        judge.hold("a stream has its own team's events alone", strange.map(|maker| format!("{whose}: {maker}")));
        judge.that("a stream ends whole", text.ends_with("0\r\n\r\n"), || whose.clone());
    }
}

/// What another instance gets, it tells in the name of whose it is.
fn judge_other_instance(judge: &mut Judge, told: &[Told], second: &Ended) {
    let owners: HashMap<&str, &Told> = told.iter().map(|told| (told.id.as_str(), told)).collect();
    let (log, unreadable) = Log::read(second.log());
    judge.hold("each line of the other instance is JSON with no key twice", unreadable);
    let processed = log.named("message_processed").count();
    judge.that("messages come to the other instance", processed > 100, || processed.to_string());
    let strange = log.named("message_processed").filter(|line| {
        let owner = owners.get(line.correlation_id()).and_then(|told| told.owner.as_ref());
        owner.is_none_or(|(team, user)| (line.text("team_id"), line.text("user_id")) != (team, user))
    });
    let strange = strange.map(|line| format!("{} {}", line.correlation_id(), line.text("team_id")));
    judge.hold("a message is of the request that sent it", strange);
}
