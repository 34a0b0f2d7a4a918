use tracing_core::Level;

use super::parts::LineParts;
use super::pieces::{Piece, Section, fit, pieces};

/// Writes the line as one JSON object and a newline, instead of what is in `line`.
pub(crate) fn write(line: &mut Vec<u8>, level: Level, target: &str, parts: &LineParts, longest: usize) {
    line.clear();
    write_head(line, level, parts);
    line.push(b'"');
    line.extend_from_slice(parts.message.as_bytes());
    line.extend_from_slice(br#"","target":""#);
    line.extend_from_slice(target.as_bytes());
    line.push(b'"');
    line.extend_from_slice(parts.ids.as_bytes());
    if !parts.span.is_empty() {
        line.extend_from_slice(br#","span":""#);
        line.extend_from_slice(parts.span.as_bytes());
        line.push(b'"');
    }
    line.extend_from_slice(parts.fields.text().as_bytes());
    line.extend_from_slice(b"}\n");
    if line.len() > longest {
        write_fitting(line, level, target, parts, longest);
    }
}

#[cold]
fn write_fitting(line: &mut Vec<u8>, level: Level, target: &str, parts: &LineParts, longest: usize) {
    line.clear();
    write_head(line, level, parts);
    let mut pieces = pieces(target, parts);
    let around = line.len() + b"}\n".len();
    fit(&mut pieces, |piece| piece.name.len() + r#","":"#.len(), longest.saturating_sub(around));
    for piece in pieces.iter().filter(|piece| !piece.is_dropped()) {
        if piece.section != Section::Message {
            line.extend_from_slice(b",\"");
            line.extend_from_slice(piece.name.as_bytes());
            line.extend_from_slice(b"\":");
        }
        Piece::write(piece, line);
    }
    line.extend_from_slice(b"}\n");
}

/// Up to the value of `message`.
fn write_head(line: &mut Vec<u8>, level: Level, parts: &LineParts) {
    line.extend_from_slice(br#"{"timestamp":""#);
    line.extend_from_slice(parts.timestamp.as_bytes());
    line.extend_from_slice(match level {
        Level::ERROR => br#"","level":"ERROR","message":"#,
        Level::WARN => br#"","level":"WARN","message":"#,
        Level::INFO => br#"","level":"INFO","message":"#,
        Level::DEBUG => br#"","level":"DEBUG","message":"#,
        Level::TRACE => br#"","level":"TRACE","message":"#,
    });
}
