use memchr::memmem::Finder;

/// Words of which a line has to hold one to be looked at.
#[derive(Debug)]
pub(crate) struct Needles {
    finders: Vec<Finder<'static>>,
}

impl Needles {
    pub(crate) fn new(words: &[&'static str]) -> Self {
        Self { finders: words.iter().map(|word| Finder::new(word.as_bytes())).collect() }
    }

    /// Where the first of them stands.
    ///
    /// A window at a time, so that a rare word is not searched for in everything behind a frequent one again and again.
    pub(super) fn first(&self, text: &[u8]) -> Option<usize> {
        const WINDOW: usize = 4 << 10;
        let longest = self.finders.iter().map(|finder| finder.needle().len()).max().unwrap_or_default();
        let mut from = 0;
        while from < text.len() {
            let mut window = text.get(from..text.len().min(from + WINDOW + longest)).unwrap_or_default();
            let mut first = None;
            for finder in &self.finders {
                // Only what stands before the first one so far is of interest.
                if let Some(at) = finder.find(window) {
                    first = Some(at);
                    window = window.get(..at).unwrap_or_default();
                }
            }
            if let Some(at) = first {
                return Some(from + at);
            }
            from += WINDOW;
        }
        None
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
