use super::block::{Block, Class, WIDTH, is_short_and_plain};
use super::literal_start::{self, LiteralStarts};
use super::number_start::NumberStarts;
use crate::name::Sensitivity;
use crate::scan::encoded::begins_encoded;
use crate::scan::find::Finder;
use crate::scan::stream::{is_mark, is_separator};
use crate::scan::text::Text;

/// Where a stream stops that has come to its end.
pub(in crate::scan) const NOWHERE: usize = usize::MAX;

/// Where each stream can stop first: none stops before, and most of them nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scan) struct Outlook {
    pub(in crate::scan) mark: usize,
    pub(in crate::scan) separator: usize,
    pub(in crate::scan) number: usize,
    pub(in crate::scan) literal: usize,
    pub(in crate::scan) scheme: usize,
    pub(in crate::scan) encoded: usize,
}

impl Outlook {
    const CLEAN: Self = Self {
        mark: NOWHERE,
        separator: NOWHERE,
        number: NOWHERE,
        literal: NOWHERE,
        scheme: NOWHERE,
        encoded: NOWHERE,
    };

    /// One pass over the text: what each block may hold is told by a few operations on words that have a bit for each
    /// byte, and only where a bit is left a byte is looked at.
    pub(in crate::scan) fn of(text: Text<'_>, names: &Sensitivity) -> Self {
        let bytes = text.bytes();
        let mut outlook = Self::CLEAN;
        if is_short_and_plain(bytes) && !text.is_cut() {
            return outlook;
        }
        let mut numbers = NumberStarts::default();
        let mut literals = LiteralStarts::default();
        let mut at = 0;
        // One block more than the text has: where numbers and literals begin is told by the block behind.
        while at < bytes.len() + WIDTH {
            let block = Block::at(bytes, at);
            if outlook.number == NOWHERE {
                outlook.number = numbers.first_before(bytes, at, &block).unwrap_or(NOWHERE);
            }
            // One told by other means in the block may stand behind one of the block before.
            if outlook.literal.saturating_add(WIDTH) >= at {
                outlook.literal = outlook.literal.min(literals.first_before(bytes, at, &block).unwrap_or(NOWHERE));
            }
            each_bit(block.bits(Class::B), |i| outlook.see_scheme(bytes, at + i));
            each_bit(block.bits(Class::Sign), |i| outlook.see_sign(bytes, at + i, names));
            at += WIDTH;
        }
        if text.is_cut() {
            // A token at the edge need not be long.
            outlook.literal = outlook.literal.min(bytes.len().saturating_sub(literal_start::SHORTEST_RUN));
        }
        outlook
    }

    #[inline]
    pub(in crate::scan) fn is_clean(&self) -> bool {
        *self == Self::CLEAN
    }

    #[inline]
    fn see_scheme(&mut self, bytes: &[u8], at: usize) {
        if !bytes.get(at + 1).is_some_and(|next| matches!(next | 0x20, b'a' | b'e')) {
            return;
        }
        if literal_start::is_block_of_key(bytes, at) {
            self.literal = self.literal.min(at - literal_start::DASHES);
        } else if self.scheme == NOWHERE && Finder::scheme_at(bytes, at).is_some() {
            self.scheme = at;
        }
    }

    #[inline]
    fn see_sign(&mut self, bytes: &[u8], at: usize, names: &Sensitivity) {
        match bytes[at] {
            b'@' | b'~' if self.mark == NOWHERE && is_mark(bytes, at) => self.mark = at,
            b'%' | b'&' | b'\\' => {
                if self.encoded == NOWHERE && begins_encoded(bytes, at) {
                    self.encoded = at;
                }
                self.see_escaped(bytes, at);
            }
            b'=' | b':' | b'(' | b'[' | 0x80.. => {
                if self.separator == NOWHERE && is_separator(bytes, at, names) {
                    self.separator = at;
                }
                if bytes[at] == b'[' {
                    self.see_escaped(bytes, at);
                }
            }
            _ => {}
        }
    }

    /// A literal behind an escape begins a word, though a letter or digit stands before.
    fn see_escaped(&mut self, bytes: &[u8], at: usize) {
        if let Some(start) = literal_start::behind_escape(bytes, at) {
            self.literal = self.literal.min(start);
        }
    }
}

/// Calls `look` with the place of each bit.
#[inline]
pub(super) fn each_bit(bits: u64, mut look: impl FnMut(usize)) {
    let mut rest = bits;
    while rest != 0 {
        look(rest.trailing_zeros() as usize);
        rest &= rest - 1;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{NOWHERE, Outlook};
    use crate::name::Sensitivity;
    use crate::scan::find::{Finder, TOKENS, card, iban};
    use crate::scan::found::Verdict;
    use crate::scan::stream::{Number, next_literal, next_mark, next_number, next_scheme, next_separator};
    use crate::scan::text::Text;

    /// The first literal that is a secret.
    fn first_literal(text: Text<'_>) -> Option<usize> {
        let mut from = 0;
        while let Some((at, finder)) = next_literal(text.bytes(), from) {
            if matches!(finder.look(text, at), Verdict::Found(_)) {
                return Some(at);
            }
            from = at + 1;
        }
        None
    }

    /// The first number that is a secret.
    fn first_number(text: Text<'_>) -> Option<usize> {
        let mut from = 0;
        while let Some((at, number)) = next_number(text.bytes(), from) {
            let verdict = if number == Number::Card { card(text, at) } else { iban(text, at) };
            if matches!(verdict, Verdict::Found(_)) {
                return Some(at);
            }
            from = at + 1;
        }
        None
    }

    fn assert_sees_all(bytes: &[u8]) -> Result<(), TestCaseError> {
        let names = Sensitivity::default();
        for cut in [false, true] {
            let text = Text::new(bytes, cut);
            let outlook = Outlook::of(text, &names);
            for (stream, seen, first) in [
                ("mark", outlook.mark, next_mark(bytes, 0)),
                ("separator", outlook.separator, next_separator(bytes, 0, &names)),
                ("number", outlook.number, first_number(text)),
                ("literal", outlook.literal, first_literal(text)),
                ("scheme", outlook.scheme, next_scheme(bytes, 0).map(|(at, _)| at)),
            ] {
                let first = first.unwrap_or(NOWHERE);
                prop_assert!(seen <= first, "{} is at {}, seen at {} of {:?}", stream, first, seen, bytes);
            }
        }
        Ok(())
    }

    fn piece() -> impl Strategy<Value = String> {
        let tokens: Vec<&str> = TOKENS.iter().map(|token| token.prefix()).collect();
        let literals: Vec<&str> = Finder::LITERALS.iter().map(|(literal, _)| *literal).collect();
        let signs = vec![
            " ",
            "=",
            ":",
            "@",
            "Q~",
            "(\"",
            "[[\"",
            "],[\"",
            "%41",
            "\\n",
            "\\u003d",
            "&#61;",
            "\u{1b}[31m",
            "Bearer ",
            "basic ",
            "password",
            "key",
            "://",
            "\u{ff1a}",
            "é",
            "\n",
            "-----",
            "PRIVATE KEY",
            "DE89",
            "4111",
        ];
        prop_oneof![
            3 => prop::sample::select(tokens).prop_map(str::to_owned),
            2 => prop::sample::select(literals).prop_map(str::to_owned),
            3 => prop::sample::select(signs).prop_map(str::to_owned),
            3 => "[A-Za-z0-9_-]{10,70}",
            1 => "[a-f0-9]{32,64}",
            2 => "[A-Z2-7]{16}",
            2 => "[a-z]{1,9} ",
            2 => "[0-9]{1,19}",
            1 => "[0-9]{4}([ -][0-9]{4}){3}",
            1 => "[A-Z]{2}[0-9]{2}[A-Z0-9]{4,20}",
            1 => prop::sample::select(vec!["4222222222222", "4111 1111 1111 1111", "NO9386011117947", "DE89370400440532013000"])
                .prop_map(str::to_owned),
            1 => "\\PC{0,20}",
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_is_before_what_is_seen(pieces in prop::collection::vec(piece(), 0..10)) {
            assert_sees_all(pieces.concat().as_bytes())?;
        }

        #[test]
        fn tokens_are_seen_wherever_they_stand(before in 0..140_usize, row in 0..TOKENS.len(), tail in "[a-f0-9]{48}[A-Za-z0-9_-]{60}", sign in "[ .:/=\"a-z0-9\\\\]?") {
            let text = format!("{}{sign}{}{tail}", "x ".repeat(before).split_at(before).0, TOKENS[row].prefix());
            assert_sees_all(text.as_bytes())?;
        }
    }
}
