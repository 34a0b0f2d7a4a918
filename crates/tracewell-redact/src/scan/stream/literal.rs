use std::sync::LazyLock;

use aho_corasick::packed;
use aho_corasick::{AhoCorasick, MatchKind};

use crate::scan::find::{Finder, TOKENS};

/// Longer than any text that the vector search takes its slow path for.
const PADDED: usize = 64;

/// The literals that secrets begin with, written as they are always written.
static LITERALS: LazyLock<LiteralSet> = LazyLock::new(LiteralSet::new);

/// In which order the vector search takes the literals. It puts them into sixteen buckets in turn, and text passes for one
/// of a bucket the more often, the less its literals have in common: this order was found by trying many on log lines, and
/// halves the time of the first that comes to mind. What is not listed comes last.
const ORDER: &[&str] = &[
    "xox",
    "ghu_",
    "ops_eyJ",
    "dp.",
    "sk-proj-",
    "rk_live_",
    "sk-svcacct-",
    "npm_",
    "sk-admin-",
    "shp",
    "eyJ",
    "rk_prod_",
    "dapi",
    ".atlasv1.",
    "pypi-AgEIcHlwaS5vcmc",
    "AKIA",
    "ghr_",
    "hvs.",
    "SG.",
    "ACCA",
    "ASIA",
    "lin_api_",
    "sk_live_",
    "gho_",
    "-----BEGIN",
    "AIza",
    "rubygems_",
    "glsa_",
    "glpat-",
    "sntry",
    "rk_test_",
    "sk-ant-",
    "T3BlbkFJ",
    "ghs_",
    "A3T",
    "PMAK-",
    "hf_",
    "hooks.slack.com",
    "sk_test_",
    "ghp_",
    "pul-",
    "github_pat_",
    "dop_v1_",
    "xapp-",
    "ABIA",
    "sk_prod_",
];

/// The next literal at or behind `from`.
pub(in crate::scan) fn next_literal(bytes: &[u8], from: usize) -> Option<(usize, Finder)> {
    LITERALS.find(bytes, from)
}

struct LiteralSet {
    search: Search,
    finders: Vec<Finder>,
}

enum Search {
    Packed(packed::Searcher),
    /// Where the vector search is not available.
    Automaton(AhoCorasick),
    /// Where not even that can be built.
    OneByOne(Vec<&'static str>),
}

impl LiteralSet {
    fn new() -> Self {
        let tokens = TOKENS.iter().enumerate().map(|(row, token)| (token.stem(), Finder::Token(row)));
        let mut all: Vec<(&str, Finder)> = Finder::LITERALS.to_vec();
        for (stem, finder) in tokens {
            if all.iter().all(|(other, _)| *other != stem) {
                all.push((stem, finder));
            }
        }
        all.sort_by_key(|(literal, _)| ORDER.iter().position(|other| other == literal).unwrap_or(ORDER.len()));
        let (literals, finders): (Vec<&str>, Vec<Finder>) = all.into_iter().unzip();
        let packed =
            packed::Config::new().match_kind(packed::MatchKind::LeftmostLongest).builder().extend(&literals).build();
        let search = match packed {
            Some(search) => Search::Packed(search),
            None => match AhoCorasick::builder().match_kind(MatchKind::LeftmostLongest).build(&literals) {
                Ok(search) => Search::Automaton(search),
                Err(_) => Search::OneByOne(literals),
            },
        };
        Self { search, finders }
    }

    /// The first literal at or behind `from`.
    fn find(&self, bytes: &[u8], from: usize) -> Option<(usize, Finder)> {
        let rest = bytes.get(from..)?;
        let (at, pattern) = match &self.search {
            Search::Packed(search) if rest.len() < search.minimum_len() => {
                let mut padded = [0; PADDED];
                padded.get_mut(..rest.len())?.copy_from_slice(rest);
                search.find(padded).map(|found| (found.start(), found.pattern().as_usize()))?
            }
            Search::Packed(search) => search.find(rest).map(|found| (found.start(), found.pattern().as_usize()))?,
            Search::Automaton(search) => search.find(rest).map(|found| (found.start(), found.pattern().as_usize()))?,
            Search::OneByOne(literals) => literals
                .iter()
                .enumerate()
                .filter_map(|(pattern, literal)| Some((memchr::memmem::find(rest, literal.as_bytes())?, pattern)))
                .min()?,
        };
        Some((from + at, self.finders[pattern]))
    }
}

#[cfg(test)]
mod tests {
    use super::{LITERALS, ORDER, next_literal};
    use crate::scan::find::{Finder, TOKENS};

    #[test]
    fn finds_every_literal_wherever_it_stands() {
        let tokens = TOKENS.iter().map(|token| token.stem());
        let mut all: Vec<&str> = Finder::LITERALS.iter().map(|(literal, _)| *literal).chain(tokens).collect();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), LITERALS.finders.len());
        // With more the vector search gives up.
        assert!(all.len() <= 64, "{}", all.len());
        assert!(ORDER.iter().all(|literal| all.contains(literal)));
        for literal in all {
            for before in 0..70 {
                let text = format!("{}{literal}.", " ".repeat(before));
                let found = next_literal(text.as_bytes(), 0);
                assert_eq!(found.map(|(at, _)| at), Some(before), "{text}");
            }
        }
    }
}
