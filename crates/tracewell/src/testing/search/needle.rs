use memchr::memmem::Finder;

use super::Pattern;

/// Bytes that a secret has at least. A shorter one would be in innocent text by chance.
const SHORTEST: usize = 4;

/// A secret, ready to be looked for.
pub(in crate::testing) struct Needle {
    pub(super) secret: Finder<'static>,
    /// In lower case letters, and with letters outside ASCII in either case.
    pub(super) folded: Vec<Finder<'static>>,
    pub(super) hex: Finder<'static>,
    /// For each place of a group of three bytes at which it can begin.
    pub(super) base64: [Pattern; 3],
}

impl Needle {
    /// `None` if the secret is too short.
    pub(in crate::testing) fn new(secret: &str) -> Option<Self> {
        let bytes = secret.as_bytes();
        if bytes.len() < SHORTEST {
            return None;
        }
        let mut folded: Vec<String> = [secret.to_owned(), secret.to_lowercase(), secret.to_uppercase()]
            .map(|text| text.to_ascii_lowercase())
            .into();
        folded.sort();
        folded.dedup();
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Some(Self {
            secret: finder(bytes),
            folded: folded.iter().map(|text| finder(text.as_bytes())).collect(),
            hex: finder(hex.as_bytes()),
            base64: [0, 1, 2].map(|before| Pattern::new(bytes, before)),
        })
    }
}

fn finder(needle: &[u8]) -> Finder<'static> {
    Finder::new(needle).into_owned()
}

/// Every place of `needle` in `bytes`, those that overlap included.
pub(super) fn each_place(needle: &Finder<'_>, bytes: &[u8], mut found: impl FnMut(usize)) {
    let mut from = 0;
    while let Some(at) = bytes.get(from..).and_then(|rest| needle.find(rest)) {
        found(from + at);
        from += at + 1;
    }
}
