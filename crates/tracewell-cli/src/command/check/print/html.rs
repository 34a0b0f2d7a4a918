use std::io::{self, Write};

use tracewell_flow::{Side, Violation};
use tracewell_names::outcome;

use super::lanes::{Lane, lanes};
use super::style::{STYLE, STYLE_HASH};
use crate::command::check::cycles::Shown;
use crate::command::check::report::Report;
use crate::command::check::verdict::Verdict;
use crate::output::{Markup, counted};

/// Height of a bar, and where the bars begin and end across the page.
const ROW: usize = 18;
const LEFT: f64 = 330.0;
const WIDTH: f64 = 640.0;
/// Cycles, and bars of each, that a page shows.
const CYCLES: usize = 2000;
const BARS: usize = 200;

/// The report as one page: no script, no server, and a policy that lets nothing else in.
pub(in crate::command::check) fn write_html(output: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let class = if report.verdict() == Verdict::Holds { "ok" } else { "fail" };
    write!(
        output,
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'sha256-{STYLE_HASH}'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<title>tracewell check</title>\n<style>{STYLE}</style></head><body>\n\
         <h1>tracewell check</h1>\n<p>Total stage events found: {}</p>\n<p class=\"{class}\">Result: {}</p>\n",
        report.summary.stage_events(),
        Markup(report.sentence())
    )?;
    for note in report.notes() {
        writeln!(output, "<p>Note: {}</p>", Markup(note))?;
    }
    write_violations(output, report)?;
    write_stages(output, report)?;
    writeln!(output, "<h2>Cycles</h2>")?;
    for (id, label) in [
        ("all", "all"),
        ("fails", "with violations"),
        ("error", "error"),
        ("denied", "denied"),
        ("cancelled", "cancelled"),
        ("open", "without an end"),
    ] {
        let checked = if id == "all" { " checked" } else { "" };
        writeln!(
            output,
            "<input type=\"radio\" name=\"filter\" id=\"f-{id}\"{checked}><label for=\"f-{id}\">{label}</label>"
        )?;
    }
    for (number, cycle) in report.cycles.iter().take(CYCLES) {
        write_cycle(output, number, cycle, report)?;
    }
    let hidden = report.summary.cycles().saturating_sub(report.cycles.iter().take(CYCLES).count() as u64);
    if hidden > 0 {
        writeln!(output, "<p>{} not shown</p>", counted(hidden, "further cycle is", "further cycles are"))?;
    }
    writeln!(output, "</body></html>")
}

fn write_violations(output: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    if report.summary.violations().is_empty() {
        return Ok(());
    }
    writeln!(output, "<h2>Violations</h2>\n<ul>")?;
    for violation in report.summary.violations() {
        write!(output, "<li>")?;
        write_violation(output, violation, report)?;
        for line in violation.lines() {
            let text = report.redactor.text(line.text());
            let place = report.place(line.place());
            write!(output, "<br><code>{} {} ({})</code>", Markup(line.level()), Markup(text), Markup(place))?;
        }
        writeln!(output, "</li>")?;
    }
    writeln!(output, "</ul>")
}

fn write_violation(output: &mut dyn Write, violation: &Violation, report: &Report<'_>) -> io::Result<()> {
    let text = |text: &str| report.redactor.text(text);
    if let Some(time) = violation.time() {
        write!(output, "At {}: ", Markup(text(time)))?;
    }
    write!(output, "{}", Markup(text(violation.text())))?;
    if let Some(detail) = violation.detail() {
        write!(output, " ({})", Markup(text(detail)))?;
    }
    if let Some(id) = violation.id() {
        write!(output, " <span class=\"id\">{}</span>", Markup(text(id)))?;
    }
    write!(output, " <code>{}</code>", Markup(report.place(violation.place())))
}

fn write_stages(output: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    writeln!(
        output,
        "<h2>Stages</h2>\n<table><tr><th>stage</th><th>outcomes</th><th>first: p50 ms</th><th>hits</th>\
         <th>later: p50 ms</th><th>p95</th><th>p99</th><th>hits</th></tr>"
    )?;
    for (stage, stats) in report.summary.stages() {
        let outcomes: Vec<String> =
            stats.outcomes().map(|(outcome, count)| format!("{} {count}", report.redactor.text(outcome))).collect();
        write!(output, "<tr><td>{}</td><td>{}</td>", Markup(report.redactor.text(stage)), Markup(outcomes.join(", ")))?;
        for (side, shares) in [(Side::First, &[0.5][..]), (Side::Later, &[0.5, 0.95, 0.99])] {
            for share in shares {
                match stats.duration_ms(side, *share) {
                    Some(ms) => write!(output, "<td>{ms:.1}</td>")?,
                    None => write!(output, "<td>-</td>")?,
                }
            }
            match stats.lookups(side) {
                (0, _) => write!(output, "<td>-</td>")?,
                (lookups, hits) => write!(output, "<td>{hits}/{lookups}</td>")?,
            }
        }
        writeln!(output, "</tr>")?;
    }
    writeln!(output, "</table>")
}

fn write_cycle(output: &mut dyn Write, number: u64, cycle: &Shown, report: &Report<'_>) -> io::Result<()> {
    let (lanes, last) = lanes(&cycle.events);
    let mut classes = String::from("cycle");
    for word in ["error", "denied", "cancelled"] {
        if lanes.iter().any(|lane| lane.outcome == Some(word)) {
            classes.push_str(" o-");
            classes.push_str(word);
        }
    }
    if lanes.iter().any(|lane| class_of(lane) == "open") {
        classes.push_str(" o-open");
    }
    if report.violations_of(number).next().is_some() {
        classes.push_str(" fails");
    }
    write!(output, "<div class=\"{classes}\"><h3>Cycle {number} ({} events)", cycle.count)?;
    if let Some(id) = &cycle.id {
        write!(output, " <span class=\"id\">{}</span>", Markup(report.redactor.text(id)))?;
    }
    let height = lanes.len().min(BARS) * ROW + 4;
    writeln!(output, "</h3>\n<svg viewBox=\"0 0 1100 {height}\" role=\"img\">")?;
    for (row, lane) in lanes.iter().take(BARS).enumerate() {
        write_bar(output, row * ROW, lane, last, report)?;
    }
    writeln!(output, "</svg></div>")
}

fn write_bar(output: &mut dyn Write, y: usize, lane: &Lane<'_>, last: f64, report: &Report<'_>) -> io::Result<()> {
    let text = |text: &str| report.redactor.text(text);
    let (from, to) = (lane.start / last * WIDTH, lane.end / last * WIDTH);
    let said = match (lane.outcome, lane.cache_hit) {
        (Some(outcome), _) => text(outcome),
        (None, Some(hit)) => format!("cache_hit={hit}"),
        (None, None) => "no end".to_owned(),
    };
    writeln!(
        output,
        "<text x=\"0\" y=\"{}\">{}</text><rect class=\"b-{}\" x=\"{:.1}\" y=\"{}\" width=\"{:.1}\" height=\"12\"/>\
         <text x=\"{:.1}\" y=\"{}\">{}</text>",
        y + 13,
        Markup(text(lane.stage)),
        class_of(lane),
        LEFT + from,
        y + 3,
        (to - from).max(2.0),
        LEFT + to + 6.0,
        y + 13,
        Markup(said)
    )
}

/// One of a closed set: no word of a log becomes a class.
fn class_of(lane: &Lane<'_>) -> &'static str {
    match (lane.outcome, lane.cache_hit) {
        (Some(outcome::ERROR), _) => "error",
        (Some(outcome::DENIED), _) => "denied",
        (Some(outcome::CANCELLED), _) => "cancelled",
        (Some(_), _) => "ok",
        (None, Some(_)) => "note",
        (None, None) => "open",
    }
}
