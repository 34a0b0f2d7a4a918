use tracewell_names::marker;

use super::address::{end_of_authority, has_port, write_authority};
use super::matrix::without_matrix;
use super::path::write_path;
use super::query::write_loose_query;
use crate::{Kind, Policy, Reason};

/// How a `Debug` output of a URL in parts begins its query and fragment.
const QUERY_PART: &str = "query: Some(\"";
const FRAGMENT_PART: &str = "fragment: Some(\"";
const USER_PART: &str = "username: \"";

/// Whether a URL stands behind something else, so that it is not to be taken apart from the beginning of the text.
pub(crate) fn stands_inside(text: &str) -> bool {
    let head = text.split(['?', '#']).next().unwrap_or_default();
    next_slashes(head).is_some_and(|at| at > 0 && !head[..at].bytes().all(is_scheme))
}

/// Writes a text that is more than a URL: users and passwords of all URLs go, and from the first query or fragment on the
/// values of what follows, to the end of the text.
///
/// Nobody can tell where in such a text a URL ends, and whoever supplies it may put a blank or a quote in; so nothing does
/// end it. What had been opened before is closed again.
pub(crate) fn write_around(policy: &Policy, text: &str, out: &mut String) {
    let (head, tail) = text.split_at(end_of_head(text));
    let mut open = Open::default();
    open.read(head);
    let (head, tail) =
        if tail.is_empty() { (open.without_closers(head), "") } else { (head, open.without_closers(tail)) };
    write_head(policy, head, out);
    match tail.strip_prefix('?') {
        Some(query) => {
            out.push('?');
            write_tail(policy, query, out);
        }
        None if tail.starts_with('#') => {}
        None if head.ends_with(QUERY_PART) => write_tail(policy, tail, out),
        None if tail.is_empty() => {}
        None => out.push_str(marker::URL_REDACTED),
    }
    open.close(out);
}

/// Where what is shown as it is ends: before the first `?` or `#`, or behind what begins the query in a `Debug` output.
fn end_of_head(text: &str) -> usize {
    let mark = text.find(['?', '#']);
    let parts = [QUERY_PART, FRAGMENT_PART].into_iter().filter_map(|part| Some(text.find(part)? + part.len()));
    parts.chain(mark).min().unwrap_or(text.len())
}

fn write_tail(policy: &Policy, query: &str, out: &mut String) {
    write_loose_query(policy, query.split('#').next().unwrap_or_default(), out);
}

fn write_head(policy: &Policy, head: &str, out: &mut String) {
    let Some(slashes) = next_slashes(head) else {
        let _ = write_words(policy, head, out);
        return;
    };
    let start = slashes - head[..slashes].bytes().rev().take_while(|byte| is_scheme(*byte)).count();
    if !write_words(policy, &head[..start], out) {
        return;
    }
    let mut rest = &head[start..];
    let mut next = Some(slashes - start);
    while let Some(at) = next {
        let behind = at + 1 + rest[at + 1..].bytes().take_while(|byte| matches!(byte, b'/' | b'\\')).count();
        let scheme = &rest[at - rest[..at].bytes().rev().take_while(|byte| is_scheme(*byte)).count()..behind];
        out.push_str(&rest[..behind]);
        rest = &rest[behind..];
        next = next_slashes(rest);
        // Of the next URL, its scheme is this one's; unless it is a password.
        let end = next.map_or(rest.len(), |at| {
            let scheme = at - rest[..at].bytes().rev().take_while(|byte| is_scheme(*byte)).count();
            if rest[..scheme].ends_with(':') { at } else { scheme }
        });
        let authority = authority_end(scheme, &rest[..end]);
        write_authority(policy, &rest[..authority], true, out);
        let words = rest[authority..end].find(is_delimiter).map_or(end, |len| authority + len);
        write_path(policy, &without_matrix(policy, &rest[authority..words]), out);
        if !write_words(policy, &rest[words..end], out) {
            return;
        }
        next = next.map(|at| at - end);
        rest = &rest[end..];
    }
    out.push_str(rest);
}

/// Where the path of the URL with `scheme` begins. With a password that is broken the URL is not known to end before the text
/// does, else it ends with its word.
fn authority_end(scheme: &str, text: &str) -> usize {
    let slash = text.find(['/', '\\']).unwrap_or(text.len());
    let first = &text[..slash];
    let word = text.find(is_delimiter).unwrap_or(text.len());
    let reach = if first.contains('@') || has_port(first) { &text[..word] } else { text };
    end_of_authority(scheme, reach).max(slash)
}

/// Writes what stands outside of URLs with a scheme, and says whether to go on behind it. A word with an `@` may be a URL without
/// one.
fn write_words(policy: &Policy, text: &str, out: &mut String) -> bool {
    let mut rest = text;
    while !rest.is_empty() {
        let len = rest.find(is_delimiter).unwrap_or(rest.len());
        let (word, behind) = rest.split_at(len);
        match word.rfind('@') {
            // A mailbox goes whole, when all of it is scrubbed.
            Some(sign) if word[..sign].contains(':') || !policy.holds_secret(word) => {
                if &word[..sign] != marker::URL_USERINFO_REDACTED {
                    policy.counts().add(Reason::Kind(Kind::UrlUserinfo));
                }
                out.push_str(marker::URL_USERINFO_REDACTED);
                out.push_str(&word[sign..]);
            }
            None if starts_with_data(word) => {
                out.push_str("data:");
                out.push_str(marker::URL_REDACTED);
                return false;
            }
            _ => out.push_str(word),
        }
        let delimiters = behind.find(|letter| !is_delimiter(letter)).unwrap_or(behind.len());
        out.push_str(&behind[..delimiters]);
        rest = &behind[delimiters..];
        if out.ends_with(USER_PART) {
            let user = rest.find('"').unwrap_or(rest.len());
            if user > 0 {
                if &rest[..user] != marker::URL_REDACTED {
                    policy.counts().add(Reason::Kind(Kind::UrlUserinfo));
                }
                out.push_str(marker::URL_REDACTED);
            }
            rest = &rest[user..];
        }
    }
    true
}

fn starts_with_data(word: &str) -> bool {
    word.get(..5).is_some_and(|scheme| scheme.eq_ignore_ascii_case("data:"))
}

fn is_delimiter(letter: char) -> bool {
    letter.is_whitespace()
        || letter.is_control()
        || matches!(letter, '"' | '\'' | '`' | '(' | ')' | '<' | '>' | '{' | '}' | ',')
}

/// The colon of the first `://`, whose slashes may lean either way.
fn next_slashes(text: &str) -> Option<usize> {
    let is_slash = |byte: &u8| matches!(byte, b'/' | b'\\');
    text.as_bytes().windows(3).position(|three| three[0] == b':' && three[1..].iter().all(is_slash))
}

fn is_scheme(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')
}

/// What a `Debug` output has opened and not closed.
#[derive(Default)]
struct Open {
    closers: [&'static str; Open::DEEPEST],
    depth: usize,
}

impl Open {
    /// Deeper ones stay open.
    const DEEPEST: usize = 8;

    fn read(&mut self, text: &str) {
        let mut quoted = false;
        let mut escaped = false;
        for byte in text.bytes() {
            let closer = match byte {
                _ if escaped => {
                    escaped = false;
                    continue;
                }
                b'\\' => {
                    escaped = quoted;
                    continue;
                }
                b'"' if quoted => {
                    quoted = false;
                    self.depth = self.depth.saturating_sub(1);
                    continue;
                }
                b'"' => {
                    quoted = true;
                    "\""
                }
                _ if quoted => continue,
                b'(' => ")",
                b'[' => "]",
                b'{' => " }",
                b')' | b']' | b'}' => {
                    self.depth = self.depth.saturating_sub(1);
                    continue;
                }
                _ => continue,
            };
            if let Some(place) = self.closers.get_mut(self.depth) {
                *place = closer;
            }
            self.depth += 1;
        }
    }

    fn closers(&self) -> impl DoubleEndedIterator<Item = &'static str> {
        self.closers.iter().take(self.depth).copied()
    }

    fn without_closers<'t>(&self, text: &'t str) -> &'t str {
        self.closers().try_fold(text, |text, closer| text.strip_suffix(closer)).unwrap_or(text)
    }

    fn close(&self, out: &mut String) {
        self.closers().rev().for_each(|closer| out.push_str(closer));
    }
}
