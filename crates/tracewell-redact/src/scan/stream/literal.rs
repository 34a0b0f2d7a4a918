use std::sync::LazyLock;

use aho_corasick::packed;
use aho_corasick::{AhoCorasick, MatchKind};

use crate::scan::find::{Finder, TOKENS};

/// Bytes folded and searched at a time.
const BLOCK: usize = 256;

/// Longer than every literal, so that one which begins in a block ends in the same buffer.
const OVERLAP: usize = 32;

/// Zeros behind the text, so that the vector search never falls back to its slow path for the last bytes.
const PADDING: usize = 64;

/// A literal that a secret cannot do without, found in any case.
#[derive(Clone, Copy, Debug)]
pub(in crate::scan) struct Literal {
    pub(in crate::scan) at: usize,
    pub(in crate::scan) finder: Finder,
}

/// The stops at literals.
///
/// Text and literals are folded with `| 0x20`, which maps capital letters to small ones and some other characters onto
/// each other: a superset of the true hits, whatever the case, at the price of a copy. Literals of three bytes are
/// searched apart from the longer ones: in one set they would shorten the fingerprint of all.
pub(in crate::scan) struct LiteralStream<'t> {
    bytes: &'t [u8],
    /// Where the folded block begins in the text; the text's end if there is none.
    start: usize,
    folded: [u8; BLOCK + OVERLAP + PADDING],
    next: [Next; 2],
}

/// What is known of the block's next literal of one set.
#[derive(Clone, Copy)]
enum Next {
    Unknown,
    At(Literal),
    Exhausted,
}

impl Next {
    fn is_known(self, from: usize) -> bool {
        match self {
            Self::Unknown => false,
            Self::At(literal) => literal.at >= from,
            Self::Exhausted => true,
        }
    }
}

impl<'t> LiteralStream<'t> {
    pub(in crate::scan) fn new(bytes: &'t [u8]) -> Self {
        let mut stream = Self { bytes, start: 0, folded: [0; BLOCK + OVERLAP + PADDING], next: [Next::Unknown; 2] };
        stream.fold(0);
        stream
    }

    /// The next literal at or behind `from`, which never goes back.
    pub(in crate::scan) fn next(&mut self, from: usize) -> Option<Literal> {
        let mut from = from;
        while from < self.bytes.len() {
            if from >= self.start + BLOCK {
                self.fold(from);
            }
            for (next, set) in self.next.iter_mut().zip([&*LONG, &*SHORT]) {
                if !next.is_known(from) {
                    *next = match set.find(&self.folded, from - self.start) {
                        Some((at, finder)) => Next::At(Literal { at: self.start + at, finder }),
                        None => Next::Exhausted,
                    };
                }
            }
            match self.next {
                [Next::At(one), Next::At(other)] if other.at < one.at => return Some(other),
                [Next::At(one), _] | [_, Next::At(one)] => return Some(one),
                _ => {}
            }
            from = self.start + BLOCK;
        }
        None
    }

    fn fold(&mut self, start: usize) {
        self.start = start;
        self.next = [Next::Unknown; 2];
        let rest = self.bytes.get(start..).unwrap_or_default();
        let len = rest.len().min(BLOCK + OVERLAP);
        let (text, zeros) = self.folded.split_at_mut(len);
        for (folded, byte) in text.iter_mut().zip(rest) {
            *folded = byte | 0x20;
        }
        zeros.fill(0);
    }
}

static LONG: LazyLock<LiteralSet> = LazyLock::new(|| LiteralSet::new(|len| len > 3));
static SHORT: LazyLock<LiteralSet> = LazyLock::new(|| LiteralSet::new(|len| len <= 3));

struct LiteralSet {
    search: Search,
    finders: Vec<Finder>,
}

enum Search {
    Packed(packed::Searcher),
    /// Where the vector search is not available.
    Automaton(AhoCorasick),
    /// Where not even that can be built.
    OneByOne(Vec<Vec<u8>>),
}

impl LiteralSet {
    fn new(of_length: impl Fn(usize) -> bool) -> Self {
        let mut literals: Vec<(Vec<u8>, Finder)> = Finder::LITERALS
            .iter()
            .map(|(literal, finder)| (*literal, *finder))
            .chain(TOKENS.iter().enumerate().map(|(row, token)| (token.prefix(), Finder::Token(row))))
            .filter(|(literal, _)| of_length(literal.len()))
            .map(|(literal, finder)| (literal.bytes().map(|byte| byte | 0x20).collect(), finder))
            .collect();
        // The longest first: of two that begin alike, the longer one tells more.
        literals.sort_by_key(|(literal, _)| std::cmp::Reverse(literal.len()));
        let (literals, finders): (Vec<_>, Vec<_>) = literals.into_iter().unzip();
        let packed =
            packed::Config::new().match_kind(packed::MatchKind::LeftmostFirst).builder().extend(&literals).build();
        let search = match packed {
            Some(search) => Search::Packed(search),
            None => match AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(&literals) {
                Ok(search) => Search::Automaton(search),
                Err(_) => Search::OneByOne(literals),
            },
        };
        Self { search, finders }
    }

    /// The first literal that begins in the block, at or behind `from`.
    fn find(&self, folded: &[u8], from: usize) -> Option<(usize, Finder)> {
        let rest = &folded[from..];
        let (at, pattern) = match &self.search {
            Search::Packed(search) => search.find(rest).map(|found| (found.start(), found.pattern().as_usize()))?,
            Search::Automaton(search) => search.find(rest).map(|found| (found.start(), found.pattern().as_usize()))?,
            Search::OneByOne(literals) => literals
                .iter()
                .enumerate()
                .filter_map(|(pattern, literal)| Some((memchr::memmem::find(rest, literal)?, pattern)))
                .min()?,
        };
        let at = from + at;
        (at < BLOCK).then(|| (at, self.finders[pattern]))
    }
}
