use std::collections::{HashMap, HashSet};

use tracewell::names::event::{
    REQUEST_CANCELLED, REQUEST_COMPLETED, SECURITY_EVENT, SSE_STREAM_ENDED, SSE_STREAM_STARTED,
    SSE_SUBSCRIBER_QUEUE_FULL,
};

use super::exchange::{Exchange, Outcome, SentId};
use super::leaks::leaks;
use super::log_line::LogLine;
use super::planted::Planted;
use super::process::Ended;

/// How many failures of a check are named.
const NAMED: usize = 3;

/// One thing that must hold, and where it did not.
#[derive(Debug)]
pub(super) struct Check {
    name: &'static str,
    failures: Vec<String>,
}

impl Check {
    pub(super) fn new(name: &'static str, failures: impl IntoIterator<Item = String>) -> Self {
        Self { name, failures: failures.into_iter().take(NAMED).collect() }
    }

    pub(super) fn name(&self) -> &'static str {
        self.name
    }

    pub(super) fn failures(&self) -> &[String] {
        &self.failures
    }

    pub(super) fn holds(&self) -> bool {
        self.failures.is_empty()
    }
}

/// All checks over one tour.
pub(super) fn checks(exchanges: &[Exchange], lines: &[LogLine], ended: &Ended, planted: &Planted) -> Vec<Check> {
    let mut of: HashMap<&str, Vec<&LogLine>> = HashMap::new();
    for line in lines {
        of.entry(line.correlation_id()).or_default().push(line);
    }
    let of = |exchange: &Exchange| of.get(exchange.id()).map_or(&[][..], Vec::as_slice);
    let each = |failure: &dyn Fn(&Exchange) -> Option<String>| -> Vec<String> {
        exchanges.iter().filter_map(|exchange| Some(format!("{}: {}", exchange.title(), failure(exchange)?))).collect()
    };
    vec![
        Check::new("every request was answered as it should be", each(&answer)),
        Check::new("every answer has one X-Request-ID: a good one as sent, a bad one replaced", each(&id)),
        Check::new("every line of the log is JSON by itself, with no key twice", unreadable(ended)),
        Check::new("every request has exactly one terminal event", each(&|exchange| terminal(of(exchange)))),
        Check::new("and there is none without its request", strays(exchanges, lines)),
        Check::new("it says what the client saw", each(&|exchange| truth(exchange, of(exchange)))),
        Check::new(
            "every failure has exactly one ERROR line, nothing else has any",
            each(&|exchange| errors(exchange, of(exchange))),
        ),
        Check::new(
            "every denial has exactly one security event, nothing else has any",
            each(&|exchange| denials(exchange, of(exchange))),
        ),
        Check::new(
            "team and user are on every line that has them, and on no other",
            each(&|exchange| owner(exchange, of(exchange))),
        ),
        Check::new("every event stream has one end, and it says why", streams(exchanges, lines)),
        Check::new("who is too slow for a stream is told in the log, with their team", slow(lines)),
        Check::new("no planted secret is in the log or on standard error", leaks(ended, planted)),
        Check::new("standard error holds nothing but where the service listens", noise(ended)),
        Check::new("SIGTERM ended it with exit code 0", exit(ended)),
    ]
}

fn answer(exchange: &Exchange) -> Option<String> {
    let expected = exchange.expected().status;
    match exchange.outcome() {
        Outcome::Left(None) => None,
        Outcome::Broken(error) => Some(error.clone()),
        Outcome::Answered(response) | Outcome::Left(Some(response)) => {
            let status = response.status();
            (status != expected).then(|| format!("{status} instead of {expected}"))
        }
    }
}

fn id(exchange: &Exchange) -> Option<String> {
    let ids: Vec<_> = exchange.response()?.headers("x-request-id").collect();
    match (ids.as_slice(), &exchange.expected().id) {
        ([id], SentId::Good(sent)) if id == sent => None,
        ([id], SentId::Bad) if uuid::Uuid::try_parse(id).is_ok() => None,
        _ => Some(format!("came back as {ids:?}")),
    }
}

fn unreadable(ended: &Ended) -> Vec<String> {
    let failure =
        |(number, line): (usize, &String)| Some(format!("line {}: {}", number + 1, LogLine::parse(line).err()?));
    ended.log().iter().enumerate().filter_map(failure).collect()
}

fn terminal(lines: &[&LogLine]) -> Option<String> {
    let found = lines.iter().filter(|line| line.is_terminal()).count();
    (found != 1).then(|| format!("{found} of them"))
}

fn strays(exchanges: &[Exchange], lines: &[LogLine]) -> Vec<String> {
    let known: HashSet<_> = exchanges.iter().map(Exchange::id).collect();
    let stray = lines.iter().filter(|line| line.is_terminal() && !known.contains(line.correlation_id()));
    stray.map(|line| format!("{:?} of {:?}", line.message(), line.correlation_id())).collect()
}

fn truth(exchange: &Exchange, lines: &[&LogLine]) -> Option<String> {
    let line = lines.iter().find(|line| line.is_terminal())?;
    let left = matches!(exchange.outcome(), Outcome::Left(_));
    let expected = if left { REQUEST_CANCELLED } else { REQUEST_COMPLETED };
    if line.message() != expected && line.text("error_type").is_empty() {
        return Some(format!("{} instead of {expected}", line.message()));
    }
    let status = line.get("status_code").and_then(serde_json::Value::as_u64);
    match exchange.response() {
        Some(response) if status != Some(response.status().into()) => Some(format!("status_code {status:?}")),
        _ => None,
    }
}

fn errors(exchange: &Exchange, lines: &[&LogLine]) -> Option<String> {
    // Not ready on purpose is no failure.
    let failed = exchange.expected().status >= 500 && !exchange.sent().ends_with(" /ready");
    let found = lines.iter().filter(|line| line.level() == "ERROR").count();
    (found != usize::from(failed)).then(|| format!("{found} of them"))
}

fn denials(exchange: &Exchange, lines: &[&LogLine]) -> Option<String> {
    let denied = [401, 403, 429].contains(&exchange.expected().status);
    let found = lines.iter().filter(|line| line.message() == SECURITY_EVENT).count();
    (found != usize::from(denied)).then(|| format!("{found} of them"))
}

fn owner(exchange: &Exchange, lines: &[&LogLine]) -> Option<String> {
    let line = lines.iter().find(|line| line.is_terminal())?;
    let (team, user) = (line.get("team_id"), line.get("user_id"));
    match (&exchange.expected().team, team, user) {
        (None, None, None) => None,
        (Some(expected), Some(team), Some(user)) if team == expected.as_str() && user.is_string() => None,
        _ => Some(format!("team_id {team:?}, user_id {user:?}")),
    }
}

fn streams(exchanges: &[Exchange], lines: &[LogLine]) -> Vec<String> {
    let failure = |exchange: &Exchange| {
        let of = |message: &str| {
            let own = lines.iter().filter(|line| line.correlation_id() == exchange.id());
            own.filter(|line| line.message() == message).collect::<Vec<_>>()
        };
        let (started, ended) = (of(SSE_STREAM_STARTED), of(SSE_STREAM_ENDED));
        let unexplained = ended.iter().filter(|line| line.text("reason").is_empty()).count();
        let held = started.len() == ended.len() && started.len() < 2 && unexplained == 0;
        (!held).then(|| format!("{}: {} started, {} ended", exchange.title(), started.len(), ended.len()))
    };
    exchanges.iter().filter_map(failure).collect()
}

fn slow(lines: &[LogLine]) -> Option<String> {
    let told = lines.iter().any(|line| line.message() == SSE_SUBSCRIBER_QUEUE_FULL && line.text("team_id") == "team-a");
    (!told).then(|| "there is no such line".to_owned())
}

fn noise(ended: &Ended) -> Vec<String> {
    ended.errors().iter().filter(|line| !line.starts_with("listening on http://")).cloned().collect()
}

fn exit(ended: &Ended) -> Vec<String> {
    if ended.code() == Some(0) { Vec::new() } else { vec![format!("it was {:?}", ended.code())] }
}
