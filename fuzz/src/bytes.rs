use crate::support::every_kind;

/// Bytes as decisions: each takes the next, and zero when there are no more.
pub(crate) struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn next(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    pub(crate) fn pick<'p, T: ?Sized>(&mut self, of: &[&'p T]) -> &'p T {
        of[usize::from(self.next()) % of.len()]
    }

    /// So many characters of `alphabet` at most.
    pub(crate) fn word(&mut self, alphabet: &str, most: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        let len = usize::from(self.next()) % (most + 1);
        (0..len).map(|_| alphabet[usize::from(self.next()) % alphabet.len()]).collect()
    }

    /// A value that is secret by its place: it begins and ends with a letter that nothing else here has.
    pub(crate) fn value(&mut self, alphabet: &str) -> String {
        format!("Q{}Q", self.word(alphabet, 20))
    }

    /// A secret by its shape, and its marker.
    pub(crate) fn secret(&mut self) -> (String, String) {
        let seed = u64::from(self.next()) << 8 | u64::from(self.next());
        let kinds = every_kind(seed + 1);
        let (kind, secret) = &kinds[usize::from(self.next()) % kinds.len()];
        (secret.clone(), format!("[REDACTED:{kind}]"))
    }

    /// What is left, as text.
    pub(crate) fn rest(&self) -> String {
        String::from_utf8_lossy(self.0).into_owned()
    }
}
