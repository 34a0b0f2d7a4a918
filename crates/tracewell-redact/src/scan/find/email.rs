use tracewell_names::marker;

use crate::Kind;
use crate::scan::found::Verdict;
use crate::scan::text::Text;

/// An e-mail address around its `@`: a local part, a domain of at least two labels, the last of them letters.
pub(in crate::scan) fn email(text: Text<'_>, sign: usize) -> Verdict {
    let clean = Verdict::Clean { resume: sign + 1 };
    let Some(end) = domain_end(text, sign + 1) else {
        return clean;
    };
    let start = local_start(text, sign);
    // `git@` before a path is the name of a repository.
    let repository = text.slice(start, sign) == b"git" && matches!(text.at(end), b':' | b'/');
    let masked = text.slice(start, sign) == marker::URL_REDACTED.as_bytes();
    if start == sign || repository || masked {
        return clean;
    }
    Verdict::secret(Kind::Email, start, end)
}

fn local_start(text: Text<'_>, sign: usize) -> usize {
    let start = text.run_back(sign, 0, is_local);
    if let Some(quoted) = quoted_start(text, sign) {
        return quoted;
    }
    let start = before_ampersands(text, start);
    text.run(text.behind_escape(start), |byte| matches!(byte, b'\'' | b'.' | b'-' | b'&') || is_rare(byte)).min(sign)
}

/// How far a word is read that an ampersand stands in.
const LONGEST_WORD: usize = 64;

/// The start of a local part with ampersands in it. In a query they part others from it.
fn before_ampersands(text: Text<'_>, start: usize) -> usize {
    if text.before(start) != b'&' {
        return start;
    }
    let limit = start.saturating_sub(LONGEST_WORD);
    let word = text.run_back(start, limit, |byte| is_local(byte) || byte == b'&');
    if start - word >= LONGEST_WORD || matches!(text.before(word), b'=' | b'?' | b';' | b':' | b'/') {
        start
    } else {
        word
    }
}

/// The start of `"john doe"` before the sign.
fn quoted_start(text: Text<'_>, sign: usize) -> Option<usize> {
    if text.before(sign) != b'"' || sign < 2 {
        return None;
    }
    let start = text.run_back(sign - 1, sign.saturating_sub(66), |byte| byte != b'"' && byte >= b' ');
    (text.before(start) == b'"' && start < sign - 1).then(|| start - 1)
}

fn is_local(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || byte >= 0x80
        || matches!(byte, b'.' | b'_' | b'+' | b'-' | b'%' | b'\'')
        || is_rare(byte)
}

/// What local parts may hold and seldom do (RFC 5322, section 3.2.3), but for what parts one thing from another in a text:
/// `/ = ? { | }` and the backtick. In front of an address it is no part of one.
fn is_rare(byte: u8) -> bool {
    matches!(byte, b'!' | b'#' | b'$' | b'*' | b'^' | b'~')
}

fn is_domain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80 || matches!(byte, b'-' | b'.')
}

/// The end of the longest domain from `start` on.
fn domain_end(text: Text<'_>, start: usize) -> Option<usize> {
    let run = text.run(start, is_domain);
    let mut end = None;
    let mut label = start;
    let mut labels = 0;
    while label < run {
        let stop = text.run(label, |byte| is_domain(byte) && byte != b'.').min(run);
        let bytes = text.slice(label, stop);
        if bytes.is_empty() {
            break;
        }
        if labels == 0 && is_version(bytes, text.at(stop), text.at(stop + 1)) {
            return None;
        }
        if labels > 0 {
            end = top_level_len(bytes).map(|len| label + len).or(end);
        }
        labels += 1;
        label = stop + 1;
    }
    end.filter(|end| !is_image(text.slice(start, *end)))
}

/// How much of a label can be a top-level domain: its letters, whatever was written right behind them.
fn top_level_len(label: &[u8]) -> Option<usize> {
    if label.len() > 4 && label[..4].eq_ignore_ascii_case(b"xn--") {
        return Some(label.len());
    }
    let letters = label.iter().take_while(|byte| byte.is_ascii_alphabetic() || **byte >= 0x80).count();
    (letters >= 2).then_some(letters)
}

/// `react@18.2.0`, `tool@v1.4.tgz`: digits, then a point and another digit.
fn is_version(label: &[u8], point: u8, next: u8) -> bool {
    let digits = label.strip_prefix(b"v").unwrap_or(label);
    digits.iter().all(u8::is_ascii_digit) && !digits.is_empty() && point == b'.' && next.is_ascii_digit()
}

/// `logo@2x.png`: a picture for a finer screen.
fn is_image(domain: &[u8]) -> bool {
    matches!(domain, [b'1'..=b'4', b'x', b'.', ending @ ..]
        if matches!(ending, b"png" | b"jpg" | b"jpeg" | b"gif" | b"webp" | b"svg" | b"avif"))
}
