use crate::Kind;
use crate::scan::found::Verdict;
use crate::scan::text::{Text, is_quote, is_space, is_token};

pub(super) const WORD: &str = "basic";

/// The shortest credentials, `a:b`, have this many characters in Base64.
const SHORTEST: usize = 4;

/// Base64 behind `Basic` that decodes to `user:password`, or is too random for a word. The scheme stays.
pub(super) fn basic(text: Text<'_>, at: usize) -> Verdict {
    let behind = at + WORD.len();
    let clean = Verdict::Clean { resume: behind };
    let blank = text.run(behind, is_space);
    if blank == behind || !text.begins_word(at) {
        return clean;
    }
    let start = text.run(blank, |byte| is_quote(byte) || byte == b'\\');
    let end = text.run(start, |byte| is_token(byte) || matches!(byte, b'+' | b'/' | b'='));
    let word = text.slice(start, end);
    if word.len() < SHORTEST || !(decodes_to_pair(word) || is_random(word)) {
        return clean;
    }
    Verdict::secret(Kind::Basic, start, end)
}

fn decodes_to_pair(word: &[u8]) -> bool {
    let mut bits = 0_u32;
    let mut filled = 0;
    let mut colon = false;
    for byte in word {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => break,
        };
        bits = (bits << 6) | u32::from(value);
        filled += 6;
        if filled >= 8 {
            filled -= 8;
            let decoded = (bits >> filled).to_le_bytes()[0];
            if decoded.is_ascii_control() {
                return false;
            }
            colon |= decoded == b':';
        }
    }
    colon
}

/// Whether the word has what written words lack: capitals, small letters and digits, or padding.
fn is_random(word: &[u8]) -> bool {
    let has = |of: fn(&u8) -> bool| word.iter().any(of);
    let mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
    word.len() >= 12 && (mixed || word.ends_with(b"="))
}
