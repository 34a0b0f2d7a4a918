use std::io::{self, Write};

use super::exchange::Exchange;
use super::log_line::LogLine;
use super::paint::{Paint, plain};
use super::planted::Planted;

/// Where a secret was sent, and the field of the log that tells of it.
const PLACES: [(&str, &str); 6] = [
    ("secrets in the query", "path"),
    ("an address in the path", "path"),
    ("an address in a panic", "error_message"),
    ("a token in an error", "error_chain"),
    ("a place", "url"),
    ("the other service fails", "request_headers"),
];

/// What went in, and what of it came out.
#[derive(Debug)]
pub(super) struct BeforeAfter {
    title: &'static str,
    before: String,
    after: String,
}

/// The places where a secret went in; `geo` is the URL that the service calls, with its secrets.
pub(super) fn before_after(exchanges: &[Exchange], lines: &[LogLine], geo: &str) -> Vec<BeforeAfter> {
    let place = |(title, field): (&'static str, &str)| {
        let exchange = exchanges.iter().find(|exchange| exchange.title() == title)?;
        let mut own = lines.iter().filter(|line| line.correlation_id() == exchange.id());
        let after = own.find_map(|line| Some(line.text(field)).filter(|text| !text.is_empty()))?;
        let calls = field == "url" || field == "request_headers";
        let before = if calls { geo.to_owned() } else { exchange.sent().replace("%20", " ") };
        Some(BeforeAfter { title, before, after: format!("{field}={after}") })
    };
    PLACES.into_iter().filter_map(place).collect()
}

/// Where a secret went in unseen, or came out again.
pub(super) fn broken(shown: &[BeforeAfter], planted: &Planted) -> Vec<String> {
    let holds = |text: &str| planted.all().iter().any(|(_, secret)| text.contains(secret));
    let wrong = shown.iter().filter(|shown| !holds(&shown.before) || holds(&shown.after));
    let missing = (shown.len() != PLACES.len()).then(|| format!("{} of {} are told", shown.len(), PLACES.len()));
    wrong.map(|shown| shown.title.to_owned()).chain(missing).collect()
}

pub(super) fn show(out: &mut impl Write, paint: Paint, shown: &[BeforeAfter]) -> io::Result<()> {
    writeln!(out, "{}", paint.bold("Redaction, before and after"))?;
    let width = paint.width().saturating_sub(12);
    for BeforeAfter { title, before, after } in shown {
        writeln!(out, "  {title}")?;
        writeln!(out, "    sent    {}", plain(before, width))?;
        writeln!(out, "    logged  {}", paint.good(&plain(after, width)))?;
    }
    writeln!(out)
}
