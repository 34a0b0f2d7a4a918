/// Bytes that were decoded, with the place where each of them began.
#[derive(Debug, Default)]
pub(super) struct Decoded {
    pub(super) bytes: Vec<u8>,
    pub(super) starts: Vec<usize>,
    changed: bool,
}

impl Decoded {
    /// Goes through `encoded`: `decode` says what stands at its beginning, and in how many bytes; where it says `None`,
    /// one byte stands for itself.
    ///
    /// `None` if all of them do.
    pub(super) fn of(encoded: &[u8], decode: impl Fn(&[u8], &mut Vec<u8>) -> Option<usize>) -> Option<Self> {
        let mut decoded = Self::default();
        let mut at = 0;
        while let Some(rest @ [byte, ..]) = encoded.get(at..) {
            let read = decode(rest, &mut decoded.bytes);
            if read.is_none() {
                decoded.bytes.push(*byte);
            }
            decoded.starts.resize(decoded.bytes.len(), at);
            decoded.changed |= read.is_some();
            at += read.unwrap_or(1).max(1);
        }
        decoded.changed.then_some(decoded)
    }
}
