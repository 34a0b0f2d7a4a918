use super::block::{Block, Class, WIDTH};
use super::literal_start::{self, MIDDLE, SHORTEST_RUN, in_runs, long_runs};
use super::number_start::first_number;
use super::pair_start::PairStarts;
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
        let mut sight = Sight { outlook: Self::CLEAN, pairs: PairStarts::new(names) };
        let [mut before, mut block] = [Block::NONE; 2];
        let mut long_before = 0;
        let mut behind = 0;
        // What begins in a block is told by the block behind it, so that one more is read than there is.
        while behind < bytes.len() + WIDTH {
            let next = if behind < bytes.len() { Block::at(bytes, behind) } else { Block::NONE };
            if let Some(at) = behind.checked_sub(WIDTH) {
                let long = long_runs(&block, &next);
                let ends = long_before >> (WIDTH - MIDDLE);
                let digits = block.bits(Class::Digit) | next.bits(Class::Digit) & 0b111;
                if digits | long | ends | block.bits(Class::Sign) | block.bits(Class::B) != 0 {
                    sight.see(bytes, at, [&before, &block, &next], (long, long | ends != 0));
                }
                long_before = long;
            }
            before = block;
            block = next;
            behind += WIDTH;
        }
        sight.outlook(text)
    }

    #[inline]
    pub(in crate::scan) fn is_clean(&self) -> bool {
        *self == Self::CLEAN
    }
}

/// What is seen so far.
struct Sight<'n> {
    outlook: Outlook,
    pairs: PairStarts<'n>,
}

impl Sight<'_> {
    /// Looks at the bits of the block at `at`.
    #[inline(never)]
    fn see(&mut self, bytes: &[u8], at: usize, blocks: [&Block; 3], (long, may_hold_literal): (u64, bool)) {
        let [before, block, _] = blocks;
        if self.outlook.number == NOWHERE {
            self.outlook.number = first_number(bytes, at, blocks).unwrap_or(NOWHERE);
        }
        // One told by other means in the block may stand behind one of the block before.
        if may_hold_literal && self.outlook.literal.saturating_add(WIDTH) >= at {
            let literal = in_runs(bytes, at, long, block.bits(Class::Digit));
            self.outlook.literal = self.outlook.literal.min(literal.unwrap_or(NOWHERE));
        }
        each_bit(block.bits(Class::B), |i| self.see_scheme(bytes, at + i));
        let (run, run_before) = (block.bits(Class::Run), before.bits(Class::Run));
        each_bit(block.bits(Class::Sign), |i| match bytes[at + i] {
            sign @ (b'=' | b':') => {
                if !self.pairs.knows(bytes, at + i, run_ending_at(run, run_before, i)) {
                    self.see_pair(bytes, at + i, sign);
                }
            }
            sign => self.see_sign(bytes, at + i, sign),
        });
    }

    /// What all of it comes to.
    #[inline]
    fn outlook(mut self, text: Text<'_>) -> Outlook {
        if text.is_cut() {
            // A token at the edge need not be long.
            let edge = text.len().saturating_sub(SHORTEST_RUN + 1);
            self.outlook.literal = self.outlook.literal.min(edge);
        }
        self.outlook.separator = self.pairs.first();
        if !self.outlook.is_clean() {
            self.outlook.separator = self.pairs.first_beside_others();
        }
        self.outlook
    }

    #[inline]
    fn see_scheme(&mut self, bytes: &[u8], at: usize) {
        if !bytes.get(at + 1).is_some_and(|next| matches!(next | 0x20, b'a' | b'e')) {
            return;
        }
        if literal_start::is_block_of_key(bytes, at) {
            self.outlook.literal = self.outlook.literal.min(at - literal_start::DASHES);
        } else if self.outlook.scheme == NOWHERE && Finder::scheme_at(bytes, at).is_some() {
            self.outlook.scheme = at;
        }
    }

    #[inline(never)]
    fn see_pair(&mut self, bytes: &[u8], at: usize, sign: u8) {
        if sign == b'=' {
            self.outlook.literal = self.outlook.literal.min(literal_start::before_equals(bytes, at).unwrap_or(NOWHERE));
        }
        if self.pairs.first() == NOWHERE {
            self.pairs.judge(bytes, at);
        }
    }

    #[inline(never)]
    fn see_sign(&mut self, bytes: &[u8], at: usize, sign: u8) {
        match sign {
            b'@' | b'~' if self.outlook.mark == NOWHERE && is_mark(bytes, at) => self.outlook.mark = at,
            b'%' | b'&' | b'\\' => {
                if self.outlook.encoded == NOWHERE && begins_encoded(bytes, at) {
                    self.outlook.encoded = at;
                }
                self.see_escaped(bytes, at);
            }
            b'(' | b'[' | 0x80.. => {
                if self.pairs.first() == NOWHERE && is_separator(bytes, at, self.pairs.names()) {
                    self.pairs.see_other(at);
                }
                if sign == b'[' {
                    self.see_escaped(bytes, at);
                }
            }
            _ => {}
        }
    }

    /// A literal behind an escape begins a word, though a letter or digit stands before.
    fn see_escaped(&mut self, bytes: &[u8], at: usize) {
        if let Some(start) = literal_start::behind_escape(bytes, at) {
            self.outlook.literal = self.outlook.literal.min(start);
        }
    }
}

/// How many bytes of words stand in a row before the byte `i` of the block whose `run` is told, as far as they stand in it
/// and the block before.
#[inline]
fn run_ending_at(run: u64, run_before: u64, i: usize) -> usize {
    let ends = !run & ((1 << i) - 1);
    if ends != 0 { i - (u64::BITS - ends.leading_zeros()) as usize } else { i + (!run_before).leading_zeros() as usize }
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
    use crate::scan::encoded::Decoding;
    use crate::scan::find::{Finder, TOKENS, card, iban};
    use crate::scan::found::{Found, Verdict};
    use crate::scan::scanner::{each_ahead, each_found};
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

    /// What is found where each stream begins at its beginning.
    fn found_from_the_beginning(text: Text<'_>, names: &Sensitivity) -> Vec<Found> {
        let all = Outlook { mark: 0, separator: 0, number: 0, literal: 0, scheme: 0, encoded: 0 };
        let budget = Decoding::budget(text.len());
        let mut found = Vec::new();
        each_ahead(text, &all, names, Decoding::within(&budget), &mut |one| found.push(one));
        found
    }

    fn assert_sees_all(bytes: &[u8]) -> Result<(), TestCaseError> {
        let names = Sensitivity::default();
        for cut in [false, true] {
            let text = Text::new(bytes, cut);
            // What the thread learned from the first look decides in the second.
            for _ in 0..2 {
                let outlook = Outlook::of(text, &names);
                // In a text that is clean else, most separators are told by their names.
                let separator = if outlook.is_clean() { None } else { next_separator(bytes, 0, &names) };
                for (stream, seen, first) in [
                    ("mark", outlook.mark, next_mark(bytes, 0)),
                    ("separator", outlook.separator, separator),
                    ("number", outlook.number, first_number(text)),
                    ("literal", outlook.literal, first_literal(text)),
                    ("scheme", outlook.scheme, next_scheme(bytes, 0).map(|(at, _)| at)),
                ] {
                    let first = first.unwrap_or(NOWHERE);
                    prop_assert!(seen <= first, "{} is at {}, seen at {} of {:?}", stream, first, seen, bytes);
                }
            }
        }
        Ok(())
    }

    /// What each stream passes over holds nothing.
    fn assert_finds_all(bytes: &[u8]) -> Result<(), TestCaseError> {
        let names = Sensitivity::default();
        let text = Text::new(bytes, false);
        let all = found_from_the_beginning(text, &names);
        // What the thread learned from the first look decides in the second.
        for _ in 0..2 {
            let mut found = Vec::new();
            each_found(text, &names, &mut |one| found.push(one));
            prop_assert_eq!(format!("{found:?}"), format!("{all:?}"), "of {:?}", String::from_utf8_lossy(bytes));
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
            "monkey",
            "status",
            "id",
            "code",
            "number",
            "card ",
            "\"",
            ",",
            "{\"",
            "\":",
            "https://",
            "eyJ",
            ".",
            "+",
            "/",
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

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2048, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_that_is_found_is_passed_over(pieces in prop::collection::vec(piece(), 0..10)) {
            assert_finds_all(pieces.concat().as_bytes())?;
        }
    }
}
