use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;

use tracewell::audit::{LogReader, Moment, Objects, replay_until};

use super::paint::{Paint, plain};
use super::story::wrap;

/// What an audit log holds, and what it comes to as of a few moments.
pub(super) fn show(out: &mut impl Write, paint: Paint, log: &Path) -> io::Result<()> {
    writeln!(out, "{}", paint.bold("The audit log, replayed"))?;
    let (mut kinds, mut moments) = (BTreeMap::<String, u32>::new(), Vec::new());
    let read = LogReader::new(log).read(|entry| {
        let count = kinds.entry(entry.kind().to_owned()).or_default();
        *count += 1;
        if *count == 1 && TOLD.contains(&entry.kind()) {
            moments.push((entry.kind().to_owned(), entry.time().to_owned()));
        }
        Ok(())
    });
    let lines: u32 = kinds.values().sum();
    let intact = if read.is_ok() { paint.good("the chain is intact") } else { paint.bad("the chain is broken") };
    writeln!(out, "  {lines} lines, {intact}")?;
    let kinds: Vec<_> = kinds.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    for row in wrap(&kinds.join(", "), paint.width().saturating_sub(2)) {
        writeln!(out, "  {}", plain(&row, paint.width()))?;
    }
    for (kind, time) in moments {
        let until = time.parse::<Moment>().ok();
        if let Ok(objects) = replay_until(LogReader::new(log), until) {
            writeln!(out, "  as of {time}  {:<27} {}", format!("the first “{kind}”"), count(&objects))?;
        }
    }
    writeln!(out)
}

/// What the state is shown as of: the first line of each of these kinds.
const TOLD: [&str; 5] = ["Server started", "Item created", "Link created", "Link deleted", "Server stopped"];

fn count(objects: &Objects) -> String {
    let (items, links) = (objects.of("Item", None).len(), objects.of("Link", None).len());
    format!("items: {items:>3}  links: {links}")
}
