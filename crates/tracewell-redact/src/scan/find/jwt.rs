use crate::Kind;
use crate::scan::entropy;
use crate::scan::found::Verdict;
use crate::scan::text::{Text, is_token};

/// The shortest header there is, `{"alg":""}`, has more characters.
const SHORTEST_HEADER: usize = 12;

/// The shortest beginning of a payload that is worth hiding.
const SHORTEST_PAYLOAD: usize = 4;

/// How much of a header is looked at for whether it is random.
const LONGEST_LOOK: usize = 256;

/// A signed token has three parts, an encrypted one five.
const MOST_PARTS: usize = 5;

/// A JSON web token: Base64 of a header that begins with `{"`, then a payload. A missing signature or one that was cut
/// off makes it no less secret.
pub(super) fn jwt(text: Text<'_>, at: usize) -> Verdict {
    if !text.starts_with(at, "eyJ") {
        return Verdict::Clean { resume: at + 1 };
    }
    let header = text.run(at, is_token);
    // Any other `eyJ` of this run has the same end, so it would fail alike.
    let clean = Verdict::Clean { resume: header };
    if header == text.len() && text.is_cut() {
        return Verdict::secret(Kind::Jwt, at, header);
    }
    if header - at < SHORTEST_HEADER || text.at(header) != b'.' {
        return clean;
    }
    let mut end = header;
    for part in 1..MOST_PARTS {
        let stop = text.run(end + 1, is_part);
        let empty = stop == end + 1;
        // An encrypted token may have an empty second part, a token without signature an empty third one.
        if part == 1 && stop - end <= SHORTEST_PAYLOAD && !(empty && is_token(text.at(stop + 1))) {
            return clean;
        }
        end = stop;
        if text.at(end) != b'.' || (part > 1 && !is_token(text.at(end + 1))) {
            break;
        }
    }
    // The header alone decides, so that it makes no difference how much of the rest there is.
    if entropy::bits_per_byte(text.slice(at, header.min(at + LONGEST_LOOK))) < 2.5 {
        return clean;
    }
    Verdict::secret(Kind::Jwt, at, end)
}

/// Padding is no part of the format, but of what some libraries make of it.
fn is_part(byte: u8) -> bool {
    is_token(byte) || byte == b'='
}
