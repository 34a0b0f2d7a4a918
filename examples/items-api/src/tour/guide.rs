use std::ffi::OsString;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use tracewell::names::event::SSE_SUBSCRIBER_QUEUE_FULL;
use tracewell::names::variable::GEO_URL;

use super::audited::audited;
use super::before_after::{self, before_after};
use super::chapters;
use super::checks::{Check, checks};
use super::exchange::Exchange;
use super::flows::flows;
use super::leaks;
use super::log_line::LogLine;
use super::paint::{Paint, plain};
use super::planted::Planted;
use super::process::Process;
use super::replayed;
use super::script::Script;
use super::story::{row, story};
use super::upstream;

/// What the service is told; everything else it decides by itself.
const ENVIRONMENT: &[(&str, &str)] =
    &[("ENVIRONMENT", "development"), ("LOG_FORMAT", "json"), ("LOG_LEVEL", "debug"), ("SHUTDOWN_DELAY_SECONDS", "1")];

/// Starts the service, drives it, shows what was logged and checks it: success only if everything held.
pub(crate) fn tour() -> ExitCode {
    match walk(&mut io::stdout().lock()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "error: the tour broke off: {error}");
            ExitCode::FAILURE
        }
    }
}

fn walk(out: &mut impl Write) -> io::Result<bool> {
    let (begin, paint, planted) = (Instant::now(), Paint::of_stdout(), Planted::new());
    let data = Folder::new();
    let arguments: [OsString; 4] = ["--port".into(), "0".into(), "--data".into(), data.0.clone().into()];
    let key = planted.key();
    let geo = format!("http://tour:{key}@{}/lookup?key={key}", upstream::start()?);
    let environment: Vec<_> = ENVIRONMENT.iter().copied().chain([(GEO_URL, geo.as_str())]).collect();
    let service = Process::start(&std::env::current_exe()?, &arguments, &environment)?;
    let started = format!("items-api runs as process {} on http://{}", service.id(), service.address());
    writeln!(out, "{}\n", paint.bold(&started))?;
    out.flush()?;

    let mut script = Script::new(service.address(), planted.clone());
    chapters::objects(&mut script);
    chapters::refusals(&mut script);
    chapters::boundaries(&mut script);
    chapters::ids(&mut script);
    chapters::secrets(&mut script);
    chapters::outbound(&mut script);
    chapters::events(&mut script);
    chapters::failures(&mut script);
    let state = chapters::audit(&mut script);
    chapters::end(&mut script, &service);
    let ended = service.wait()?;
    let mut exchanges = script.into_exchanges();

    let lines: Vec<_> = ended.log().iter().filter_map(|line| LogLine::parse(line).ok()).collect();
    // A loss is told where somebody published, and who that would be nobody knew before.
    if let Some(loss) = lines.iter().find(|line| line.message() == SSE_SUBSCRIBER_QUEUE_FULL)
        && let Some(exchange) = exchanges.iter_mut().find(|exchange| exchange.id() == loss.correlation_id())
    {
        exchange.feature();
    }
    show(out, paint, &exchanges, &lines)?;
    let audit_log = data.0.join("audit.jsonl");
    let (redacted, flows) = (before_after(&exchanges, &lines, &geo), flows(&lines));
    before_after::show(out, paint, &redacted)?;
    replayed::show(out, paint, &audit_log)?;
    flows.show(out, paint)?;
    leaks::show(out, paint, &ended, &planted)?;
    let mut checks = checks(&exchanges, &lines, &ended, &planted);
    checks.push(Check::new("a secret that went in did not come out", before_after::broken(&redacted, &planted)));
    checks.push(Check::new("every stage that has begun has its end", flows.broken()));
    checks.extend(audited(&audit_log, &state, &planted));
    let held = check(out, paint, &checks)?;
    let summary =
        format!("{} requests, {} lines, {:.1} s", exchanges.len(), ended.log().len(), begin.elapsed().as_secs_f64());
    let verdict = if held { paint.good("everything held") } else { paint.bad("not everything held") };
    writeln!(out, "\n{summary}: {verdict}")?;
    Ok(held)
}

fn show(out: &mut impl Write, paint: Paint, exchanges: &[Exchange], lines: &[LogLine]) -> io::Result<()> {
    let of = |exchange: &Exchange| -> Vec<&LogLine> {
        lines.iter().filter(|line| !exchange.id().is_empty() && line.correlation_id() == exchange.id()).collect()
    };
    let (mut chapter, mut title) = ("", "");
    for exchange in exchanges {
        if exchange.chapter() != chapter {
            chapter = exchange.chapter();
            writeln!(out, "{}", paint.bold(chapter))?;
        }
        // What is done again and again is shown once.
        if std::mem::replace(&mut title, exchange.title()) == exchange.title() {
            continue;
        }
        row(out, paint, exchange, &of(exchange))?;
    }
    writeln!(out, "\n{}\n", paint.bold("What happened, and what was logged"))?;
    for exchange in exchanges.iter().filter(|exchange| exchange.is_featured()) {
        story(out, paint, exchange, &of(exchange))?;
    }
    Ok(())
}

fn check(out: &mut impl Write, paint: Paint, checks: &[Check]) -> io::Result<bool> {
    writeln!(out, "{}", paint.bold("Checks"))?;
    for check in checks {
        let verdict = if check.holds() { paint.good("ok    ") } else { paint.bad("FAILED") };
        writeln!(out, "  {verdict}  {}", check.name())?;
        for failure in check.failures() {
            writeln!(out, "          {}", plain(failure, paint.width()))?;
        }
    }
    Ok(checks.iter().all(Check::holds))
}

/// A data folder of the tour's own, removed with all that is in it.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("items-api-tour-{}", std::process::id())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
