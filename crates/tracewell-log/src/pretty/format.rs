use tracing_core::Level;

use crate::line::{LineParts, Piece, Section, fit, pieces};

/// How the line for eyes looks: time, level, target, message, fields as `key=value`, then span and ids.
///
/// Values are JSON, escaped as in the JSON line: one event is one line, and no value can look like a second field or
/// a second line. Colour is off unless it is asked for.
///
/// ```text
/// 2026-11-22T03:15:00.123456Z  INFO tracewell::http: request_completed method="GET" status_code=200 span="request" correlation_id="r-1"
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct PrettyFormat {
    colour: bool,
}

/// Select Graphic Rendition (ECMA-48), the part between `ESC [` and `m`.
type Style = &'static str;

const BOLD: Style = "1";
const DIM: Style = "2";
const ITALIC: Style = "3";

/// Bytes that a style adds, at most.
const COLOURED: usize = "\x1b[00m".len() + "\x1b[0m".len();

impl PrettyFormat {
    /// Without colour.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether to colour: for a terminal, and not where `NO_COLOR` is set. The format does not look for itself.
    #[must_use]
    pub const fn colour(mut self, colour: bool) -> Self {
        self.colour = colour;
        self
    }

    /// Writes the line and a newline, instead of what is in `line`.
    pub(crate) fn write(self, line: &mut Vec<u8>, level: Level, target: &str, parts: &LineParts, longest: usize) {
        let mut pieces = pieces(target, parts);
        pieces.sort_by_key(|piece| place(piece.section));
        self.write_pieces(line, level, parts, &pieces);
        if line.len() > longest {
            self.write_pieces(line, level, parts, &[]);
            let around = r#" =:"#.len() + if self.colour { COLOURED } else { 0 };
            fit(&mut pieces, |piece| piece.name.len() + around, longest.saturating_sub(line.len()));
            self.write_pieces(line, level, parts, &pieces);
        }
    }

    fn write_pieces(self, line: &mut Vec<u8>, level: Level, parts: &LineParts, pieces: &[Piece<'_>]) {
        line.clear();
        self.styled(line, DIM, |line| line.extend_from_slice(parts.timestamp.as_bytes()));
        line.push(b' ');
        let (name, colour) = level_name(level);
        self.styled(line, colour, |line| line.extend_from_slice(name.as_bytes()));
        for piece in pieces.iter().filter(|piece| !piece.is_dropped()) {
            line.push(b' ');
            match piece.section {
                Section::Target => self.styled(line, DIM, |line| {
                    write_bare(piece, line);
                    line.push(b':');
                }),
                Section::Message => self.styled(line, BOLD, |line| write_bare(piece, line)),
                Section::Event | Section::SpanField => {
                    self.styled(line, ITALIC, |line| line.extend_from_slice(piece.name.as_bytes()));
                    line.push(b'=');
                    piece.write(line);
                }
                Section::Span | Section::Identity | Section::Request | Section::Static => {
                    self.styled(line, DIM, |line| {
                        line.extend_from_slice(piece.name.as_bytes());
                        line.push(b'=');
                        piece.write(line);
                    });
                }
            }
        }
        line.push(b'\n');
    }

    fn styled(self, line: &mut Vec<u8>, style: Style, write: impl FnOnce(&mut Vec<u8>)) {
        if !self.colour {
            return write(line);
        }
        for part in ["\x1b[", style, "m"] {
            line.extend_from_slice(part.as_bytes());
        }
        write(line);
        line.extend_from_slice(b"\x1b[0m");
    }
}

/// Message and target stand without their quotes; those inside stay escaped, so that a message does not look like it
/// had fields.
fn write_bare(piece: &Piece<'_>, line: &mut Vec<u8>) {
    let start = line.len();
    piece.write(line);
    if line.get(start) == Some(&b'"') && line.len() > start + 1 {
        line.pop();
        line.remove(start);
    }
}

/// Fields before what is the same on every line of a request.
const fn place(section: Section) -> u8 {
    match section {
        Section::Target => 0,
        Section::Message => 1,
        Section::Event => 2,
        Section::SpanField => 3,
        Section::Span => 4,
        Section::Request => 5,
        Section::Identity => 6,
        Section::Static => 7,
    }
}

const fn level_name(level: Level) -> (&'static str, Style) {
    match level {
        Level::ERROR => ("ERROR", "31"),
        Level::WARN => (" WARN", "33"),
        Level::INFO => (" INFO", "32"),
        Level::DEBUG => ("DEBUG", "34"),
        Level::TRACE => ("TRACE", "35"),
    }
}
