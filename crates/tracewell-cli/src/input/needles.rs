use aho_corasick::packed::Searcher;
use memchr::memmem;

/// Words of which a line has to hold one to be looked at.
#[derive(Debug)]
pub(crate) struct Needles {
    words: Vec<&'static str>,
    /// All of them in one pass; not there on every processor.
    searcher: Option<Searcher>,
}

impl Needles {
    pub(crate) fn new(words: &[&'static str]) -> Self {
        Self { words: words.to_vec(), searcher: Searcher::new(words) }
    }

    /// Where the first of them stands.
    pub(super) fn first(&self, text: &[u8]) -> Option<usize> {
        match &self.searcher {
            Some(searcher) => searcher.find(text).map(|found| found.start()),
            None => self.words.iter().filter_map(|word| memmem::find(text, word.as_bytes())).min(),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_word_is_found_wherever_windows_end(
            before in 0_usize..20_000,
            words in proptest::collection::vec(0_usize..3, 0..4),
        ) {
            let words: Vec<&str> = words.iter().map(|word| ["stage", "WARN", "ERROR"][*word]).collect();
            let text = format!("{}{}", "x".repeat(before), words.join("y"));
            let found = Needles::new(&["stage", "WARN", "ERROR"]).first(text.as_bytes());
            prop_assert_eq!(found, (!words.is_empty()).then_some(before));
        }
    }
}
