use std::io::{self, Write};

use super::log_line::LogLine;
use super::paint::Paint;
use super::planted::Planted;
use super::process::Ended;

/// What stands where something was taken out.
const MARKERS: [(&str, &str); 4] = [
    ("[REDACTED]", "[REDACTED]"),
    ("[REDACTED:", "[REDACTED:<kind>]"),
    ("=REDACTED", "=REDACTED"),
    ("[FILTERED]", "[FILTERED]"),
];

/// The planted secrets that turn up in what the service has written.
pub(super) fn leaks(ended: &Ended, planted: &Planted) -> Vec<String> {
    let leak = |(place, line): (&'static str, &String)| {
        let (name, _) = planted.all().into_iter().find(|(_, secret)| line.contains(secret))?;
        // The line itself would print the secret once more.
        Some(format!(
            "the {name}, in the {place}, in a line of {:?}",
            LogLine::parse(line).map(|line| line.message().to_owned()).unwrap_or_default()
        ))
    };
    written(ended).filter_map(leak).collect()
}

pub(super) fn show(out: &mut impl Write, paint: Paint, ended: &Ended, planted: &Planted) -> io::Result<()> {
    writeln!(out, "{}", paint.bold("The leak scan"))?;
    let (secrets, found) = (planted.all(), leaks(ended, planted).len());
    let names: Vec<_> = secrets.iter().map(|(name, _)| *name).collect();
    writeln!(out, "  looked for: {}", names.join(", "))?;
    let (log, errors) = (ended.log().len(), ended.errors().len());
    let verdict = if found == 0 { paint.good("nowhere") } else { paint.bad(&format!("in {found} lines")) };
    writeln!(out, "  found in {log} lines of the log and {errors} of standard error: {verdict}")?;
    let count = |marker: &str| written(ended).map(|(_, line)| line.matches(marker).count()).sum::<usize>();
    let counts: Vec<_> = MARKERS.iter().map(|(marker, shown)| format!("{} × {shown}", count(marker))).collect();
    writeln!(out, "  in their place: {}\n", counts.join("  "))
}

fn written(ended: &Ended) -> impl Iterator<Item = (&'static str, &String)> {
    let log = ended.log().iter().map(|line| ("log", line));
    log.chain(ended.errors().iter().map(|line| ("standard error", line)))
}
