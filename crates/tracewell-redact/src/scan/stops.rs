use super::find::Finder;
use super::stream::{Number, next_literal, next_mark, next_number, next_scheme, next_separator};
use super::text::Text;
use crate::name::Sensitivity;

/// Who stopped.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source {
    Mark,
    Separator,
    Number(Number),
    Literal(Finder),
    Scheme(Finder),
    Encoded,
}

/// The next stop of each stream.
pub(super) struct Stops<'t> {
    text: Text<'t>,
    names: &'t Sensitivity,
    pub(super) mark: usize,
    separator: usize,
    number: (usize, Number),
    literal: (usize, Finder),
    scheme: (usize, Finder),
}

/// Where a stream stops that has come to its end.
const NOWHERE: usize = usize::MAX;

impl<'t> Stops<'t> {
    pub(super) fn new(text: Text<'t>, names: &'t Sensitivity) -> Self {
        let mut stops = Self {
            text,
            names,
            mark: 0,
            separator: 0,
            number: (0, Number::Card),
            literal: (0, Finder::Bearer),
            scheme: (0, Finder::Bearer),
        };
        for source in [
            Source::Mark,
            Source::Separator,
            Source::Number(Number::Card),
            Source::Literal(Finder::Bearer),
            Source::Scheme(Finder::Bearer),
        ] {
            stops.pass(source, 0);
        }
        stops
    }

    /// The first of all stops. At the same place a literal goes first, because it tells most.
    pub(super) fn first(&self, encoded: Option<usize>) -> Option<(usize, Source)> {
        let (mut first, finder) = self.literal;
        let mut source = Source::Literal(finder);
        for (at, other) in [
            (encoded.unwrap_or(NOWHERE), Source::Encoded),
            (self.mark, Source::Mark),
            (self.separator, Source::Separator),
            (self.number.0, Source::Number(self.number.1)),
            (self.scheme.0, Source::Scheme(self.scheme.1)),
        ] {
            if at < first {
                (first, source) = (at, other);
            }
        }
        (first != NOWHERE).then_some((first, source))
    }

    /// Moves the stream of `source` on to `from`.
    pub(super) fn pass(&mut self, source: Source, from: usize) {
        let bytes = self.text.bytes();
        match source {
            Source::Mark => self.mark = next_mark(bytes, from).unwrap_or(NOWHERE),
            Source::Separator => self.separator = next_separator(bytes, from, self.names).unwrap_or(NOWHERE),
            Source::Number(_) => self.number = next_number(bytes, from).unwrap_or((NOWHERE, Number::Card)),
            Source::Literal(_) => self.literal = next_literal(bytes, from).unwrap_or((NOWHERE, Finder::Bearer)),
            Source::Scheme(_) => self.scheme = next_scheme(bytes, from).unwrap_or((NOWHERE, Finder::Bearer)),
            Source::Encoded => {}
        }
    }

    /// Moves on the streams that stand within what is replaced already.
    pub(super) fn catch_up(&mut self, floor: usize) {
        for (at, source) in [
            (self.mark, Source::Mark),
            (self.separator, Source::Separator),
            (self.number.0, Source::Number(self.number.1)),
            (self.literal.0, Source::Literal(self.literal.1)),
            (self.scheme.0, Source::Scheme(self.scheme.1)),
        ] {
            if at < floor {
                self.pass(source, floor);
            }
        }
    }
}
