use super::Needle;
use super::needle::each_place;

/// The lists of decimal numbers in bytes, each number a byte: `[115, 101]`.
pub(in crate::testing) struct ByteLists(Vec<ByteList>);

#[derive(Default)]
struct ByteList {
    bytes: Vec<u8>,
    starts: Vec<usize>,
}

impl ByteLists {
    pub(in crate::testing) fn of(bytes: &[u8]) -> Self {
        let mut lists = vec![ByteList::default()];
        let mut at = 0;
        while let Some(rest @ [byte, ..]) = bytes.get(at..) {
            let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
            let number = rest.get(..length).and_then(|digits| str::from_utf8(digits).ok()?.parse().ok());
            match (number, lists.last_mut()) {
                (Some(number), Some(list)) => {
                    list.bytes.push(number);
                    list.starts.push(at);
                }
                (None, Some(list)) if !is_separator(*byte) && !list.bytes.is_empty() => lists.push(ByteList::default()),
                _ => {}
            }
            at += length.max(1);
        }
        Self(lists)
    }

    pub(in crate::testing) fn find(&self, needle: &Needle, mut found: impl FnMut(usize)) {
        for list in &self.0 {
            each_place(&needle.secret, &list.bytes, |at| {
                if let Some(start) = list.starts.get(at) {
                    found(*start);
                }
            });
        }
    }
}

fn is_separator(byte: u8) -> bool {
    matches!(byte, b',' | b' ' | b'\n' | b'\r' | b'\t')
}
