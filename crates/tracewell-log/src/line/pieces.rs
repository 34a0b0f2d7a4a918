use std::borrow::Cow;

use tracewell_names::field;

use super::cut::{self, LONGEST_MARK};
use super::fields::Shape;
use super::parts::LineParts;

/// One thing that a line says, for a line that must be taken apart.
#[derive(Clone, Debug)]
pub(crate) struct Piece<'a> {
    pub(crate) section: Section,
    /// Escaped, without quotes.
    pub(crate) name: &'a str,
    /// JSON.
    value: Cow<'a, str>,
    shape: Shape,
    fate: Fate,
}

/// Which part of the line a piece belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    Message,
    Target,
    Identity,
    Span,
    Event,
    SpanField,
    Request,
    Static,
}

/// What becomes of a piece where not all fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Whole,
    /// So many bytes of it stay.
    Cut(usize),
    Dropped,
}

/// Takes the line apart: message, target, ids, span, fields.
pub(crate) fn pieces<'a>(target: &'a str, parts: &'a LineParts) -> Vec<Piece<'a>> {
    let mut pieces = Vec::with_capacity(parts.fields.len() + 8);
    let quoted = |text: &str| Cow::Owned(["\"", text, "\""].concat());
    let shape = Shape::Text { cut: parts.message_cut };
    pieces.push(Piece::new(Section::Message, field::MESSAGE, quoted(&parts.message), shape));
    pieces.push(Piece::new(Section::Target, field::TARGET, quoted(target), Shape::Text { cut: 0 }));
    let mut ids = parts.ids.as_str();
    while let Some((name, value, rest)) = split_member(ids) {
        pieces.push(Piece::new(Section::Identity, name, Cow::Borrowed(value), Shape::Text { cut: 0 }));
        ids = rest;
    }
    if !parts.span.is_empty() {
        pieces.push(Piece::new(Section::Span, field::SPAN, quoted(&parts.span), Shape::Text { cut: 0 }));
    }
    let sections = parts.sections;
    for (index, (key, value, shape)) in parts.fields.iter().enumerate() {
        let section = if index < sections.event {
            Section::Event
        } else if index < sections.spans {
            Section::SpanField
        } else if index < sections.request {
            Section::Request
        } else {
            Section::Static
        };
        let name = key.strip_prefix(",\"").and_then(|key| key.strip_suffix("\":")).unwrap_or(key);
        pieces.push(Piece::new(section, name, Cow::Borrowed(value), shape));
    }
    pieces
}

/// Shortens and drops pieces until they fit into `room` bytes, with what `around` says comes with each: the longest
/// values are cut first; if that is not enough, fields go, those of the outermost span first; what identifies the line
/// is cut only where nothing else is left.
pub(crate) fn fit(pieces: &mut [Piece<'_>], around: impl Fn(&Piece<'_>) -> usize, room: usize) {
    let total = |pieces: &[Piece<'_>], level: usize, also_core: bool| -> usize {
        pieces
            .iter()
            .filter(|piece| !piece.is_dropped())
            .map(|piece| around(piece) + piece.length_at(level, also_core))
            .sum()
    };
    let mut shortest = total(pieces, 0, false);
    for section in [Section::SpanField, Section::Static, Section::Event, Section::Request] {
        for piece in pieces.iter_mut().rev().filter(|piece| piece.section == section) {
            if shortest <= room {
                break;
            }
            shortest -= around(piece) + piece.length_at(0, false);
            piece.fate = Fate::Dropped;
        }
    }
    let also_core = shortest > room;
    let (mut fits, mut exceeds) = (0, room + 1);
    while exceeds - fits > 1 {
        let level = fits.midpoint(exceeds);
        if total(pieces, level, also_core) <= room { fits = level } else { exceeds = level }
    }
    for piece in pieces {
        if !piece.is_dropped() && piece.length_at(fits, also_core) < piece.value.len() {
            piece.fate = Fate::Cut(fits);
        }
    }
}

impl<'a> Piece<'a> {
    const fn new(section: Section, name: &'a str, value: Cow<'a, str>, shape: Shape) -> Self {
        Self { section, name, value, shape, fate: Fate::Whole }
    }

    pub(crate) fn is_dropped(&self) -> bool {
        self.fate == Fate::Dropped
    }

    /// Appends the value, as JSON.
    pub(crate) fn write(&self, out: &mut Vec<u8>) {
        let Fate::Cut(bytes) = self.fate else {
            return out.extend_from_slice(self.value.as_bytes());
        };
        let (kept, missing) = match self.shape {
            Shape::Text { cut } => {
                let text = self.value.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or_default();
                let text = text.get(..text.len().saturating_sub(cut::mark_length(cut))).unwrap_or_default();
                let (kept, rest) = cut::split_escaped(text, bytes);
                (kept, cut::unescaped_length(rest).saturating_add(cut))
            }
            Shape::Atom | Shape::Json => ("", self.value.len()),
        };
        let mut mark = String::with_capacity(LONGEST_MARK);
        cut::push_mark(&mut mark, missing);
        for part in ["\"", kept, &mark, "\""] {
            out.extend_from_slice(part.as_bytes());
        }
    }

    /// How long the value is at most, if no more than `level` bytes of it stay.
    fn length_at(&self, level: usize, also_core: bool) -> usize {
        let core = matches!(self.section, Section::Target | Section::Identity | Section::Span);
        if self.shape == Shape::Atom || (core && !also_core) {
            return self.value.len();
        }
        self.value.len().min(level + LONGEST_MARK + r#""""#.len())
    }
}

/// The first member of `,"name":"value"…`, where every value is a string, and the rest.
fn split_member(members: &str) -> Option<(&str, &str, &str)> {
    let (name, rest) = members.strip_prefix(",\"")?.split_once("\":")?;
    let mut escaped = true;
    let end = rest.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })?;
    let (value, rest) = rest.split_at_checked(end + 1)?;
    Some((name, value, rest))
}
