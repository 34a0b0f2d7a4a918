use super::Needle;
use super::needle::each_place;

/// Bytes as the hexadecimal digits in them, in lower case. What separates bytes is left out: `de:ad`, `[de, ad]`,
/// `0xde, 0xad`.
pub(in crate::testing) struct HexDigits {
    digits: Vec<u8>,
    starts: Vec<usize>,
}

impl HexDigits {
    pub(in crate::testing) fn of(bytes: &[u8]) -> Self {
        let mut hex = Self { digits: Vec::with_capacity(bytes.len()), starts: Vec::with_capacity(bytes.len()) };
        let mut at = 0;
        while let Some(rest @ [byte, ..]) = bytes.get(at..) {
            if rest.starts_with(b"0x") {
                at += 2;
                continue;
            }
            if !matches!(byte, b' ' | b',' | b':' | b'-' | b'\n' | b'\r' | b'\t') {
                hex.digits.push(byte.to_ascii_lowercase());
                hex.starts.push(at);
            }
            at += 1;
        }
        hex
    }

    pub(in crate::testing) fn find(&self, needle: &Needle, mut found: impl FnMut(usize)) {
        each_place(&needle.hex, &self.digits, |at| {
            if let Some(start) = self.starts.get(at) {
                found(*start);
            }
        });
    }
}
