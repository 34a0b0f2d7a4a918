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
                if digits | long | ends | block.bits(Class::Sign) != 0 {
                    sight.see(bytes, at, [&before, &block, &next], (long, ends != 0));
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
    #[inline]
    fn see(&mut self, bytes: &[u8], at: usize, blocks: [&Block; 3], (long, goes_on): (u64, bool)) {
        let [before, block, _] = blocks;
        if self.outlook.number == NOWHERE {
            self.outlook.number = first_number(bytes, at, blocks).unwrap_or(NOWHERE);
        }
        // One told by other means in the block may stand behind one of the block before.
        if (long != 0 || goes_on) && self.outlook.literal.saturating_add(WIDTH) >= at {
            let literal = in_runs(bytes, at, (long, goes_on), block.bits(Class::Digit));
            self.outlook.literal = self.outlook.literal.min(literal.unwrap_or(NOWHERE));
        }
        let (run, run_before) = (block.bits(Class::Run), before.bits(Class::Run));
        each_bit(block.bits(Class::Sign), |i| {
            let Some(&sign) = bytes.get(at + i) else { return };
            match MEANINGS[usize::from(sign)] {
                Meaning::Pair => {
                    if !self.pairs.knows(bytes, at + i, run_ending_at(run, run_before, i)) {
                        self.see_pair(bytes, at + i, sign);
                    }
                }
                Meaning::Scheme => self.see_scheme(bytes, at + i),
                Meaning::Other => self.see_sign(bytes, at + i, sign),
                Meaning::None => {}
            }
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

/// What a sign may mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Meaning {
    Pair,
    Scheme,
    Other,
    /// It is among the signs only because that is cheaper to tell.
    None,
}

static MEANINGS: [Meaning; 256] = meanings();

const fn meanings() -> [Meaning; 256] {
    let mut meanings = [Meaning::Other; 256];
    let mut byte = 0;
    while byte < 256 {
        meanings[byte] = match byte as u8 {
            b'=' | b':' => Meaning::Pair,
            b'b' | b'B' => Meaning::Scheme,
            sign if is_of_no_meaning(sign) => Meaning::None,
            _ => Meaning::Other,
        };
        byte += 1;
    }
    meanings
}

/// Whether nothing begins with the sign.
#[inline]
pub(super) const fn is_of_no_meaning(sign: u8) -> bool {
    matches!(sign, b'\'' | b';' | b'<' | b'>' | b'?' | b']' | b'^' | b'{' | b'|' | b'}')
}

/// How many bytes of words stand in a row before the byte `i` of the block whose `run` is told, as far as they stand in it
/// and the block before.
#[inline]
pub(super) fn run_ending_at(run: u64, run_before: u64, i: usize) -> usize {
    let others_before = (!run << 1) << (WIDTH - 1 - i);
    if others_before != 0 { others_before.leading_zeros() as usize } else { i + (!run_before).leading_zeros() as usize }
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
    use crate::scan::outlook::tells_clean;
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
            let is_clean = tells_clean(bytes, &names);
            prop_assert!(!is_clean || all.is_empty(), "{:?} in {:?}", all, String::from_utf8_lossy(bytes));
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

    /// Lines as services write them, with and without secrets.
    const LINES: &[&str] = &[
        "request 018f2b6e-7c1a-7d3e-9b55-0242ac120002 started at 2026-11-22T03:15:00.123456Z on node-17 took 1234 ms",
        "method=GET route=/v1/items/{id} status=200 duration_ms=12.5 response_bytes=5120 node=web-17 queue=orders x",
        "{\"status\":200,\"path\":\"/v1/items\",\"ids\":[1,2],\"user\":{\"name\":\"x\",\"password\":\"hunter2hunter\"}}",
        "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 from 10.0.0.1:8080",
        "postgres://app:s3cr3tvalue@db.internal:5432/orders?sslmode=require&application_name=web",
        "paid with 4111 1111 1111 1111 to DE89 3704 0044 0532 0130 00 by alice.miller@example.com",
        "Authorization: Bearer abcdef0123456789abcdef, Cookie: session=0123456789abcdef",
        "state=open token=0123456789abcdef0123456789abcdef base=blue beaming bases",
        "order-000123 of a customer",
        "eu-central-1-web-17a",
    ];

    /// What is done to the bytes of a line: at a place, so many go, and these come.
    fn change() -> impl Strategy<Value = (prop::sample::Index, usize, String)> {
        (any::<prop::sample::Index>(), 0..9_usize, prop_oneof![Just(String::new()), piece(), "[ -~]{1,3}"])
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 4096, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn nothing_is_passed_over_in_changed_lines(
            line in prop::sample::select(LINES),
            from in any::<prop::sample::Index>(),
            length in prop_oneof![0..70_usize, Just(usize::MAX)],
            changes in prop::collection::vec(change(), 0..4),
        ) {
            let from = from.index(line.len());
            let mut bytes = line.as_bytes()[from..from.saturating_add(length).min(line.len())].to_vec();
            for (place, gone, come) in changes {
                let place = place.index(bytes.len() + 1);
                let end = (place + gone).min(bytes.len());
                bytes.splice(place..end, come.bytes());
            }
            assert_sees_all(&bytes)?;
            assert_finds_all(&bytes)?;
        }

        #[test]
        fn nothing_that_is_found_is_passed_over_in_short_texts(pieces in prop::collection::vec(piece(), 0..4)) {
            assert_finds_all(pieces.concat().as_bytes())?;
        }
    }
}
