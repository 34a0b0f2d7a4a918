use std::io::{self, Write};

use super::arguments::Level;
use super::record::{Record, shown};
use crate::output::{escaped, is_hostile};

const DIM: &str = "\u{1b}[2m";
const BOLD: &str = "\u{1b}[1m";
const PLAIN: &str = "\u{1b}[0m";

/// Writes a record as one line for eyes.
pub(super) fn write_record(output: &mut dyn Write, record: &Record, colour: bool) -> io::Result<()> {
    let paint = |style: &'static str| if colour { style } else { "" };
    let (dim, bold, plain) = (paint(DIM), paint(BOLD), paint(PLAIN));
    if let Some(time) = &record.time {
        write!(output, "{dim}{}{plain} ", escaped(time))?;
    }
    if let Some(level) = &record.level {
        write!(output, "{}{:>5}{plain} ", paint(style_of(record.level())), escaped(level))?;
    }
    write!(output, "{bold}{}{plain}", escaped(&record.message))?;
    for (name, value) in &record.fields {
        write!(output, " {dim}{}={plain}{}", word(name), word(&shown(value)))?;
    }
    if let Some(target) = &record.target {
        write!(output, " {dim}({}){plain}", escaped(target))?;
    }
    writeln!(output)
}

fn style_of(level: Option<Level>) -> &'static str {
    match level {
        Some(Level::Error) => "\u{1b}[31m",
        Some(Level::Warn) => "\u{1b}[33m",
        Some(Level::Info) => "\u{1b}[32m",
        Some(Level::Debug) => "\u{1b}[34m",
        _ => DIM,
    }
}

/// In quotes, where it could be taken for something else.
fn word(text: &str) -> String {
    let plain = |character: char| !is_hostile(character) && !matches!(character, ' ' | '"' | '=');
    if !text.is_empty() && text.chars().all(plain) { text.to_owned() } else { format!("{text:?}") }
}
