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
            let window = text.get(from..text.len().min(from + WINDOW + longest)).unwrap_or_default();
            if let Some(at) = self.finders.iter().filter_map(|finder| finder.find(window)).min() {
                return Some(from + at);
            }
            from += WINDOW;
        }
        None
    }
}
