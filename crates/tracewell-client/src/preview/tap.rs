use std::fmt::{self, Write as _};

use http::HeaderMap;
use tracewell_names::marker;
use tracewell_redact::{JsonOutcome, Policy, Reason};

use super::inflate::inflate;
use super::markup::without_sensitive_elements;
use super::media::{Coding, Media};

const BINARY: &str = "<binary>";
const STREAM: &str = "<stream>";
/// Says that it is one thing and is another, so that nobody knows where in it a secret would stand.
const INVALID: &str = "<invalid>";
/// Bytes of a character in UTF-8: with so many more than it scans, the scanner knows that a text goes on.
const LONGEST_CHARACTER: usize = 4;
/// Bytes.
const LONGEST_WITH_BLANKS: usize = 48;

/// A bounded copy of the beginning of a body.
pub(crate) struct Preview {
    media: Media,
    coding: Coding,
    bytes: Vec<u8>,
    most: usize,
    total: u64,
    interrupted: bool,
}

impl Preview {
    pub(crate) fn of(headers: &HeaderMap, policy: &Policy) -> Self {
        let (mut media, coding) = (Media::of(headers), Coding::of(headers));
        if coding == Coding::Other && media != Media::Stream {
            media = Media::Binary;
        }
        Self {
            media,
            coding,
            bytes: Vec::new(),
            most: policy.scan_limit() + LONGEST_CHARACTER,
            total: 0,
            interrupted: false,
        }
    }

    /// Copies what there is room for.
    pub(crate) fn push(&mut self, data: &[u8]) {
        self.total += data.len() as u64;
        if matches!(self.media, Media::Stream | Media::Binary) {
            return;
        }
        let free = self.most - self.bytes.len().min(self.most);
        self.bytes.extend_from_slice(data.get(..free.min(data.len())).unwrap_or_default());
    }

    /// The body did not come to its end: what is there may end anywhere.
    pub(crate) fn interrupt(&mut self) {
        self.interrupted = true;
    }

    /// What may be shown: redacted first, then cut to `most` bytes, with a mark if anything is missing. Nothing of an empty
    /// body.
    pub(crate) fn show(&self, policy: &Policy, most: usize) -> Option<String> {
        if self.total == 0 {
            return None;
        }
        match self.media {
            Media::Stream => return Some(STREAM.to_owned()),
            Media::Binary => return Some(BINARY.to_owned()),
            _ => {}
        }
        let more = (self.total - self.bytes.len() as u64).max(u64::from(self.interrupted));
        let unpacked;
        let (bytes, whole) = match self.coding {
            Coding::Identity => (self.bytes.as_slice(), more == 0),
            coding => match inflate(coding, &self.bytes, self.most) {
                Some((bytes, whole)) => {
                    unpacked = bytes;
                    (unpacked.as_slice(), whole && more == 0)
                }
                None => return Some(BINARY.to_owned()),
            },
        };
        let Some(text) = readable(bytes, whole) else { return Some(BINARY.to_owned()) };
        let (clean, left_out) = redact(policy, self.media, text, whole)?;
        Some(cut(clean, most, more.max(u64::from(!whole)) + left_out))
    }
}

impl fmt::Debug for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What it holds is not redacted yet.
        f.debug_struct("Preview").field("media", &self.media).field("total", &self.total).finish_non_exhaustive()
    }
}

/// Text in which a secret would look like one. A character may be cut in half at the end of a text that is.
fn readable(bytes: &[u8], whole: bool) -> Option<&str> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) if !whole && error.error_len().is_none() => {
            std::str::from_utf8(bytes.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    (!text.contains('\0')).then_some(text)
}

/// The text without its secrets, and how many bytes of it are not in there at least.
fn redact(policy: &Policy, media: Media, text: &str, whole: bool) -> Option<(String, u64)> {
    let mut out = String::new();
    let left_out = match media {
        Media::Json => json(policy, text, &mut out),
        Media::JsonLines => {
            let mut left_out = 0;
            for line in text.split(['\n', '\u{1e}']).map(str::trim).filter(|line| !line.is_empty()) {
                if !out.is_empty() {
                    out.push('\n');
                }
                left_out += json(policy, line, &mut out);
            }
            left_out
        }
        Media::Form => {
            // Half a parameter may be half of anything.
            let end = if whole { text.len() } else { text.rfind('&').unwrap_or_default() };
            out = policy.query(text.get(..end).unwrap_or_default());
            (text.len() - end) as u64
        }
        Media::Markup => plain(policy, &without_sensitive_elements(policy, text), whole, &mut out),
        Media::Text => plain(policy, text, whole, &mut out),
        Media::Stream | Media::Binary => return None,
    };
    Some((out, left_out))
}

fn json(policy: &Policy, text: &str, out: &mut String) -> u64 {
    match policy.json().keep_unknown_names().redact_into(text.as_bytes(), out) {
        JsonOutcome::Whole => 0,
        JsonOutcome::Cut => 1,
        _ => {
            out.push_str(INVALID);
            0
        }
    }
}

fn plain(policy: &Policy, text: &str, whole: bool, out: &mut String) -> u64 {
    if whole || text.len() > policy.scan_limit() {
        let scrubbed = policy.scrub_window(text, out);
        if scrubbed.is_clean() {
            out.push_str(text.get(..scrubbed.kept()).unwrap_or_default());
        }
        return scrubbed.left_out() as u64;
    }
    let kept = edge(text);
    // To the scanner it goes on, so that what is open at its end counts as a secret.
    let mut longer = String::with_capacity(policy.scan_limit() + 1);
    longer.push_str(text);
    longer.extend(std::iter::repeat_n(':', policy.scan_limit() + 1 - text.len()));
    let mut clean = String::new();
    let mut done = 0;
    policy.find_secrets(&longer, |place, what| {
        if place.start >= kept {
            return;
        }
        clean.push_str(text.get(done..place.start).unwrap_or_default());
        match what {
            Reason::Kind(kind) => {
                for part in [marker::KIND_PREFIX, kind.as_str(), marker::KIND_SUFFIX] {
                    clean.push_str(part);
                }
            }
            _ => clean.push_str(marker::REDACTED),
        }
        done = place.end;
    });
    clean.push_str(text.get(done..kept).unwrap_or_default());
    out.push_str(&policy.scrub(&clean));
    (text.len() - kept) as u64
}

/// Where a text that was cut off has to end, so that no half secret is left: before its last word, and before the longest
/// secret that has blanks in it.
fn edge(text: &str) -> usize {
    let word =
        text.rfind(|letter: char| letter.is_whitespace() || matches!(letter, '"' | '\'' | '`')).map_or(0, |at| at);
    let mut end = word.min(text.len().saturating_sub(LONGEST_WITH_BLANKS));
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    end
}

/// At most `most` bytes, cut between two characters, and the mark if anything is missing.
fn cut(mut text: String, most: usize, left_out: u64) -> String {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    // Rather less of the text than half a marker.
    if end < text.len()
        && let Some(open) = text[..end].rfind('[')
        && !text[open..end].contains(']')
        && [marker::KIND_PREFIX, marker::REDACTED, marker::FILTERED].iter().any(|mark| text[open..].starts_with(mark))
    {
        end = open;
    }
    let left_out = left_out + (text.len() - end) as u64;
    text.truncate(end);
    if left_out > 0 {
        // Writing to a string does not fail.
        let _ = write!(text, "{}{left_out}{}", marker::CUT_PREFIX, marker::CUT_SUFFIX);
    }
    text
}

#[cfg(test)]
mod tests {
    use http::HeaderValue;
    use http::header::CONTENT_TYPE;
    use proptest::prelude::*;

    use super::*;

    fn preview(kind: &'static str, chunks: &[&[u8]], most: usize) -> Option<String> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static(kind));
        let policy = Policy::development();
        let mut preview = Preview::of(&headers, &policy);
        for chunk in chunks {
            preview.push(chunk);
        }
        preview.show(&policy, most)
    }

    fn shown(kind: &'static str, body: &str) -> String {
        preview(kind, &[body.as_bytes()], 2048).unwrap()
    }

    #[test]
    fn each_kind_of_body_is_redacted_as_what_it_is() {
        assert_eq!(
            shown("application/json", r#"{"password": {"a": "hunter2"}, "city": "Bern"}"#),
            r#"{"password":"[REDACTED]","city":"Bern"}"#
        );
        assert_eq!(shown("application/x-www-form-urlencoded", "city=Bern&x=1"), "city=REDACTED&x=REDACTED");
        assert_eq!(shown("text/plain", "ask alice@example.com now"), "ask [REDACTED:email] now");
        assert_eq!(shown("text/xml", "<pin>hunter2</pin><c>Bern</c>"), "<pin>[REDACTED]</pin><c>Bern</c>");
        assert_eq!(shown("application/x-ndjson", "{\"pin\":1}\n{\"a\":1}\n"), "{\"pin\":\"[REDACTED]\"}\n{\"a\":1}");
        assert_eq!(shown("image/png", "png"), "<binary>");
        assert_eq!(shown("text/event-stream", "data: x"), "<stream>");
        assert_eq!(shown("application/json", "hunter2, this is no JSON"), "<invalid>");
        assert_eq!(preview("text/plain", &[], 10), None);
    }

    #[test]
    fn what_is_no_text_is_binary() {
        assert_eq!(preview("text/plain", &[b"broken \xff utf-8"], 99).unwrap(), "<binary>");
        assert_eq!(preview("text/plain", &[b"p\0a\0s\0s\0"], 99).unwrap(), "<binary>");
    }

    #[test]
    fn it_is_cut_after_redaction_and_the_mark_is_not_counted() {
        assert_eq!(preview("text/plain", &["äöü".as_bytes()], 5).unwrap(), "äö…[+2 bytes]");
        assert_eq!(preview("text/plain", &[b"to alice@example.com"], 11).unwrap(), "to …[+16 bytes]");
        assert_eq!(preview("text/plain", &[b"12345"], 5).unwrap(), "12345");
    }

    #[test]
    fn a_long_body_is_held_to_its_bound() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
        let policy = Policy::development();
        let mut preview = Preview::of(&headers, &policy);
        for _ in 0..1000 {
            preview.push(&[b'a'; 64 * 1024]);
        }
        assert!(preview.bytes.capacity() < 64 * 1024);
        let shown = preview.show(&policy, 100).unwrap();
        assert!(shown.starts_with(&"a".repeat(100)) && shown.ends_with(" bytes]"), "{shown}");
    }

    proptest! {
        #[test]
        fn wherever_a_body_is_dropped_no_half_secret_is_left(cut in 0_usize..200) {
            let secret = ["ghp", "_", "0123456789abcdefghijABCDEFGHIJ012345"].concat();
            let text = format!("the words before it, some more words and then {secret} and what follows it, which is more");
            let cut = cut.min(text.len());
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain"));
            let policy = Policy::development();
            let mut preview = Preview::of(&headers, &policy);
            preview.push(&text.as_bytes()[..cut]);
            preview.interrupt();
            let shown = preview.show(&policy, 2048).unwrap_or_default();
            prop_assert!(!shown.contains("0123"), "{}", shown);
        }

        #[test]
        fn any_bytes_show_something(bytes in proptest::collection::vec(any::<u8>(), 0..300), most in 0_usize..50) {
            for kind in ["application/json", "text/plain", "text/html", "application/x-www-form-urlencoded"] {
                if let Some(shown) = preview(kind, &[&bytes], most) {
                    prop_assert!(shown.len() <= most.max("<invalid>".len()) + "…[+9223372036854775807 bytes]".len());
                }
            }
        }
    }
}
