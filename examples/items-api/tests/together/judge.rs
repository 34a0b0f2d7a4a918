use std::collections::{HashMap, HashSet};

use super::log::Line;
use super::{Canaries, End, Log, Told};

/// How many failures of one kind are shown.
const SHOWN: usize = 5;

/// Collects what does not hold, so that one failure hides no other.
#[derive(Default)]
pub(crate) struct Judge {
    verdicts: Vec<String>,
}

impl Judge {
    /// Something must hold, and does not where there is a failure.
    pub(crate) fn hold(&mut self, what: &str, failures: impl IntoIterator<Item = String>) {
        let failures: Vec<_> = failures.into_iter().collect();
        if !failures.is_empty() {
            let shown = failures.iter().take(SHOWN).map(|failure| format!("\n    {failure}")).collect::<String>();
            self.verdicts.push(format!("{what}: {} times not:{shown}", failures.len()));
        }
    }

    pub(crate) fn that(&mut self, what: &str, held: bool, why: impl FnOnce() -> String) {
        self.hold(what, (!held).then(why));
    }

    /// No secret is in there.
    pub(crate) fn clean(&mut self, place: &str, bytes: &[u8], canaries: &Canaries) {
        self.that(place, !bytes.is_empty(), || "nothing came there".to_owned());
        self.hold(&format!("no secret is in {place}"), canaries.leak_or_data(bytes));
    }

    pub(crate) fn each(&mut self, what: &str, told: &[Told], failure: impl Fn(&Told) -> Option<String>) {
        self.hold(
            what,
            told.iter().filter_map(|told| Some(format!("{} ({}): {}", told.what, told.id, failure(told)?))),
        );
    }

    /// What the log says of each request, and of nothing else but `others`.
    pub(crate) fn requests(&mut self, told: &[Told], log: &Log, others: &[&str]) {
        let known: HashSet<_> = told.iter().map(|told| told.id.as_str()).collect();
        // A job outlives the request that asked for it, and has an id of its own.
        let jobs: HashSet<_> =
            log.lines().iter().filter(|line| !line.text("job").is_empty()).map(Line::correlation_id).collect();
        self.that("no id is given twice", known.len() == told.len(), || format!("{} of {}", known.len(), told.len()));
        self.hold(
            "every id in the log is a request's",
            log.ids().filter(|id| !known.contains(id) && !others.contains(id) && !jobs.contains(id)).map(str::to_owned),
        );
        self.each("each request has one terminal event", told, |told| {
            let found = log.of(&told.id).filter(|line| line.is_terminal()).count();
            (found != 1).then(|| format!("{found} of them"))
        });
        self.each("the terminal event says what the client saw", told, |told| {
            let line = log.of(&told.id).find(|line| line.is_terminal())?;
            let number = |name: &str| line.get(name).and_then(serde_json::Value::as_u64);
            let left = matches!(told.end, End::Left | End::LeftStream);
            let cancelled = line.message() == "request_cancelled";
            let status = told.status == 0 || number("status_code") == Some(told.status.into());
            (left != cancelled || !status || line.text("method") != told.method).then(|| show(line))
        });
        self.each("team and user are on the lines of their requests, and on no other", told, |told| {
            let wrong = |line: &&Line| {
                let owner = (line.text("team_id"), line.text("user_id"));
                match &told.owner {
                    Some((team, user)) => {
                        owner != ("", "") && owner != (team, user) || line.is_terminal() && owner == ("", "")
                    }
                    None => owner != ("", ""),
                }
            };
            log.of(&told.id).find(wrong).map(show)
        });
        self.each("each line is of its own trace", told, |told| {
            let trace = told.trace.as_deref()?;
            log.of(&told.id).find(|line| line.text("trace_id") != trace).map(show)
        });
        self.each("a failure has one ERROR line, and nothing else has any", told, |told| {
            let found = log.of(&told.id).filter(|line| line.level() == "ERROR").count();
            (found != usize::from(told.failed())).then(|| format!("{found} of them"))
        });
        self.each("a denial has one security event, and nothing else has any", told, |told| {
            let found = log.of(&told.id).filter(|line| line.message() == "security_event").count();
            (found != usize::from(told.denied())).then(|| format!("{found} of them"))
        });
        for (event, end) in [
            ("sse_stream_started", End::LeftStream),
            ("sse_client_disconnected", End::LeftStream),
            ("sse_stream_ended", End::LeftStream),
            ("websocket_closed", End::Socket),
        ] {
            self.each(event, told, |told| {
                let found = log.of(&told.id).filter(|line| line.message() == event).count();
                (found != usize::from(told.end == end)).then(|| format!("{found} of them"))
            });
        }
        let ends = ["job_completed", "job_failed", "job_cancelled"];
        let strange = jobs.iter().filter(|id| {
            let is_end = |line: &&Line| ends.contains(&line.message());
            known.contains(*id)
                || log.of(id).filter(is_end).count() != 1
                || log.of(id).any(|line| !line.text("team_id").is_empty())
        });
        self.hold("each job has one end, and an id of its own", strange.map(|id| (*id).to_owned()));
        let asked = told.iter().filter(|told| told.end == End::Job).count();
        self.that("each job that was asked for has been one", jobs.len() == asked, || {
            format!("{} of {asked}", jobs.len())
        });
    }

    /// The lines of a file are those of standard output; what it lacks, it says.
    ///
    /// Returns how many it says.
    pub(crate) fn file(&mut self, stdout: &[String], file: &[String]) -> u64 {
        let mut left: HashMap<&str, i64> = HashMap::new();
        for line in stdout.iter().filter(|line| !is_about_sinks(line)) {
            *left.entry(line).or_default() += 1;
        }
        for line in file.iter().filter(|line| !is_about_sinks(line)) {
            *left.entry(line).or_default() -= 1;
        }
        let foreign = left.iter().filter(|(_, count)| **count < 0).map(|(line, _)| (*line).to_owned());
        self.hold("the file has no line that standard output has not", foreign);
        let missing: i64 = left.values().filter(|count| **count > 0).sum();
        let (log, _) = Log::read(file);
        let dropped = log.named("log_lines_dropped").filter(|line| line.text("sink") == "file");
        let dropped: u64 = dropped.filter_map(|line| line.get("dropped")?.as_u64()).sum();
        self.that("what the file lacks is what it says it lacks", i64::try_from(dropped) == Ok(missing), || {
            format!("{missing} lines are missing, {dropped} are told")
        });
        dropped
    }

    pub(crate) fn verdict(self) {
        assert!(self.verdicts.is_empty(), "\n{}\n", self.verdicts.join("\n"));
    }
}

/// What a sink says of itself goes to the others, and in its own words.
fn is_about_sinks(line: &str) -> bool {
    ["log_sink_ready", "log_sink_degraded", "log_sink_restored", "log_lines_dropped"]
        .iter()
        .any(|event| line.contains(&format!("\"message\":\"{event}\",\"target\":\"tracewell::log\"")))
}

fn show(line: &Line) -> String {
    line.fields().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join(" ")
}
