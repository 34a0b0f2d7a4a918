use std::io::{self, Write};

use serde_json::Value;
use tracewell::names::field::{OUTCOME, STAGE};
use tracewell::names::outcome::START;
use tracewell::names::target;

use super::exchange::{Exchange, Outcome, SentId};
use super::log_line::LogLine;
use super::paint::{Paint, plain};

/// Width of what happened, left of what was logged.
const LEFT: usize = 46;
/// The longest value that is shown.
const VALUE: usize = 60;
/// What every line has, and what the left side says already.
const SAID: &[&str] = &["timestamp", "level", "message", "target", "correlation_id", "method", "path"];

/// One request and the lines that it left, side by side.
pub(super) fn story(out: &mut impl Write, paint: Paint, exchange: &Exchange, lines: &[&LogLine]) -> io::Result<()> {
    writeln!(out, "{}", paint.bold(exchange.title()))?;
    let left = happened(exchange);
    let (stages, others): (Vec<&LogLine>, Vec<_>) = lines.iter().copied().partition(|line| is_stage(line));
    let right: Vec<_> =
        staged(paint, &stages).into_iter().chain(others.iter().flat_map(|line| logged(paint, line))).collect();
    for row in 0..left.len().max(right.len()) {
        let left = plain(left.get(row).map_or("", String::as_str), LEFT);
        let gap = " ".repeat(LEFT - left.chars().count());
        writeln!(out, "  {left}{gap} {} {}", paint.dim("│"), right.get(row).map_or("", String::as_str))?;
    }
    writeln!(out)
}

/// One request on one row.
pub(super) fn row(out: &mut impl Write, paint: Paint, exchange: &Exchange, lines: &[&LogLine]) -> io::Result<()> {
    let status = exchange.response().map_or("left".to_owned(), |response| response.status().to_string());
    let title = plain(exchange.title(), 34);
    let events: Vec<_> = lines
        .iter()
        .filter(|line| !is_stage(line))
        .map(|line| paint.level(line.level(), &plain(line.message(), VALUE)))
        .collect();
    let sent = plain(exchange.sent(), paint.width().saturating_sub(76).max(24));
    let width = paint.width().saturating_sub(76).max(24);
    writeln!(out, "  {status:>4}  {title:<34} {sent:<width$} {}", events.join(", "))
}

fn is_stage(line: &LogLine) -> bool {
    line.text("target") == target::STAGE
}

/// The stages of a request, in short: each that ended, and how. There are many, and they are judged on their own.
fn staged(paint: Paint, lines: &[&LogLine]) -> Vec<String> {
    let ended = lines.iter().filter(|line| line.text(OUTCOME) != START);
    let ended: Vec<_> = ended.map(|line| format!("{} {}", line.text(STAGE), line.text(OUTCOME))).collect();
    let rows = ended.iter().map(|stage| format!("  {}", paint.dim(&plain(stage, VALUE))));
    let head = (!ended.is_empty()).then(|| paint.level("INFO", "INFO  stages"));
    head.into_iter().chain(rows).collect()
}

fn happened(exchange: &Exchange) -> Vec<String> {
    let mut rows = vec![format!("→ {}", exchange.sent())];
    match &exchange.expected().id {
        SentId::Good(id) => rows.push(format!("  x-request-id: {id}")),
        SentId::Bad => rows.push("  x-request-id: one that is not acceptable".to_owned()),
    }
    let took = exchange.took().as_secs_f64() * 1000.0;
    let answer = |status: u16| format!("← {status} after {took:.1} ms");
    match exchange.outcome() {
        Outcome::Answered(response) => {
            rows.push(answer(response.status()));
            rows.push(format!("  x-request-id: {}", response.header("x-request-id").unwrap_or("none")));
            if let Value::String(detail) = &response.json()["detail"] {
                rows.extend(wrap(detail, LEFT - 2).into_iter().map(|row| format!("  {row}")));
            }
        }
        Outcome::Left(Some(response)) => {
            rows.push(answer(response.status()));
            rows.push("× the client left".to_owned());
        }
        Outcome::Left(None) => rows.push(format!("× the client left after {took:.1} ms")),
        Outcome::Broken(error) => rows.push(format!("× {error}")),
    }
    rows
}

/// A line of the log on as many rows as its fields need.
fn logged(paint: Paint, line: &LogLine) -> Vec<String> {
    let width = paint.width().saturating_sub(LEFT + 5).max(30);
    let head = format!("{:<5} {}", plain(line.level(), 5), plain(line.message(), VALUE));
    let mut rows = vec![paint.level(line.level(), &head)];
    let mut row = String::new();
    for (name, value) in line.fields().filter(|(name, _)| !SAID.contains(name)) {
        let value = match value {
            Value::String(text) => plain(text, VALUE),
            other => plain(&other.to_string(), VALUE),
        };
        let field = plain(&format!("{name}={value}"), width - 2);
        if !row.is_empty() && row.chars().count() + 1 + field.chars().count() > width - 2 {
            rows.push(format!("  {}", paint.dim(&std::mem::take(&mut row))));
        }
        if !row.is_empty() {
            row.push(' ');
        }
        row.push_str(&field);
    }
    if !row.is_empty() {
        rows.push(format!("  {}", paint.dim(&row)));
    }
    rows
}

/// `text` in rows of at most `width` characters, parted between words where that is possible.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match rows.last_mut() {
            Some(row) if row.chars().count() + 1 + word.chars().count() <= width => {
                row.push(' ');
                row.push_str(word);
            }
            _ => rows.push(word.to_owned()),
        }
    }
    rows
}
