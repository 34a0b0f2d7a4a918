use super::find::Finder;
use super::outlook::{NOWHERE, Outlook};
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
    mark: usize,
    separator: usize,
    number: (usize, Number),
    literal: (usize, Finder),
    scheme: (usize, Finder),
    /// Whether no literal stands before the one of this stream that may be a secret, if a word begins there.
    literal_is_ahead: bool,
}

impl<'t> Stops<'t> {
    /// The stops of a text of which that is known where each stream can stop first.
    pub(super) fn new(text: Text<'t>, names: &'t Sensitivity, outlook: &Outlook) -> Self {
        let mut stops = Self {
            text,
            names,
            mark: outlook.mark,
            separator: outlook.separator,
            number: (NOWHERE, Number::Card),
            literal: (NOWHERE, Finder::Bearer),
            scheme: (NOWHERE, Finder::Bearer),
            literal_is_ahead: true,
        };
        for (at, source) in [
            (outlook.number, Source::Number(Number::Card)),
            (outlook.literal, Source::Literal(Finder::Bearer)),
            (outlook.scheme, Source::Scheme(Finder::Bearer)),
        ] {
            if at != NOWHERE {
                stops.pass(source, at);
            }
        }
        stops
    }

    /// A word begins at `floor`, because what stands before is replaced: what was passed over as the middle of a word may
    /// be a literal after all.
    pub(super) fn see_word_at(&mut self, floor: usize) {
        if self.literal_is_ahead && self.text.at(floor).is_ascii_alphanumeric() {
            self.literal_is_ahead = false;
            self.pass(Source::Literal(Finder::Bearer), floor);
        }
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
