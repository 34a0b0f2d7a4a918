use crate::Kind;
use crate::port::serves_pages;
use crate::scan::found::Verdict;
use crate::scan::marker;
use crate::scan::text::{Text, is_quote, is_space};

/// How far a password with a slash in it is followed.
const LONGEST_BROKEN: usize = 256;

/// User and password of a URL: what stands between `://` and the last `@` before the path.
pub(in crate::scan) fn url_userinfo(text: Text<'_>, colon: usize) -> Verdict {
    let clean = Verdict::Clean { resume: colon + 1 };
    let Some(start) = behind_slashes(text, colon + 1) else {
        return clean;
    };
    let end = authority_end(text, start);
    let sign = later_sign(text, colon, start, end)
        .or_else(|| last_sign(text, start, end))
        .or_else(|| broken_sign(text, start, end));
    match sign {
        Some(sign) if sign > start && !marker::covers(text, start, sign) => {
            Verdict::secret(Kind::UrlUserinfo, start, sign)
        }
        _ => clean,
    }
}

/// Behind `//`, each of which JSON may have escaped.
pub(in crate::scan) fn behind_slashes(text: Text<'_>, at: usize) -> Option<usize> {
    let mut at = at;
    for _ in 0..2 {
        if text.at(at) == b'\\' {
            at += 1;
        }
        if text.at(at) != b'/' {
            return None;
        }
        at += 1;
    }
    Some(at)
}

/// A marker ends it too: what it replaced may have had any characters.
fn authority_end(text: Text<'_>, start: usize) -> usize {
    let mut end = start;
    loop {
        end = text.run(end, |byte| !ends_authority(byte) && byte != b'[');
        if text.at(end) != b'[' || marker::end_at(text, end).is_some() {
            return end;
        }
        end += 1;
    }
}

fn ends_authority(byte: u8) -> bool {
    matches!(byte, b'/' | b'?' | b'#' | b'\\' | b'<' | b'>') || is_quote(byte) || is_space(byte) || byte < b' '
}

fn last_sign(text: Text<'_>, start: usize, end: usize) -> Option<usize> {
    text.slice(start, end).iter().rposition(|byte| *byte == b'@').map(|at| start + at)
}

/// The schemes of pages, whose paths may have an `@` behind a port.
const PAGES: [&str; 4] = ["http", "https", "ws", "wss"];

/// The last `@` behind an authority that has a password, or a port that may be the beginning of one: `user:12/34@host`.
fn later_sign(text: Text<'_>, colon: usize, start: usize, end: usize) -> Option<usize> {
    if text.at(end) != b'/' || text.at(start) == b'[' {
        return None;
    }
    let authority = text.slice(start, end);
    let first = authority.iter().position(|byte| *byte == b':')?;
    let may_hold = match authority.iter().position(|byte| *byte == b'@') {
        Some(sign) => first < sign && !marker::covers(text, start, start + sign),
        None => {
            let scheme =
                text.run_back(colon, colon.saturating_sub(PAGES[1].len() + 1), |byte| byte.is_ascii_alphabetic());
            let scheme = text.slice(scheme, colon);
            let port = &authority[first + 1..];
            let is_page = PAGES.iter().any(|page| scheme.eq_ignore_ascii_case(page.as_bytes()));
            port.iter().all(u8::is_ascii_digit) && !(is_page && serves_pages(port))
        }
    };
    if !may_hold {
        return None;
    }
    let rest = text.slice(end, end + LONGEST_BROKEN);
    let word = rest
        .iter()
        .take_while(|byte| !is_space(**byte) && !is_quote(**byte) && !matches!(byte, b'?' | b'#' | b'<' | b'>' | b','));
    let len = word.count();
    let next = rest[..len].windows(3).position(|three| three == b"://").unwrap_or(len);
    rest[..next].iter().rposition(|byte| *byte == b'@').map(|at| end + at)
}

/// A password may hold what should have been encoded: `user:pa/ss@host`. What looks like a port tells, for it is none.
fn broken_sign(text: Text<'_>, start: usize, end: usize) -> Option<usize> {
    let authority = text.slice(start, end);
    let colon = authority.iter().position(|byte| *byte == b':')?;
    let is_port = authority[colon + 1..].iter().all(u8::is_ascii_digit);
    if is_port || authority.first() == Some(&b'[') {
        return None;
    }
    text.slice(end, end + LONGEST_BROKEN)
        .iter()
        .take_while(|byte| !is_space(**byte))
        .position(|byte| *byte == b'@')
        .map(|at| end + at)
}
