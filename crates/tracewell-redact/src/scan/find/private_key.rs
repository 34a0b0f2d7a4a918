use memchr::memmem;

use crate::Kind;
use crate::scan::found::Verdict;
use crate::scan::text::Text;

const BEGIN: &str = "-----BEGIN";
const END: &[u8] = b"-----END";
const DASHES: &str = "-----";

/// The longest label that is looked at for `PRIVATE KEY`.
const LONGEST_LABEL: usize = 120;

/// The PEM block of a private key, from its first dash to its last; without an end, all that follows. Its lines may be
/// parted by newlines, escaped newlines or nothing.
pub(in crate::scan) fn private_key(text: Text<'_>, at: usize) -> Verdict {
    let clean = Verdict::Clean { resume: at + BEGIN.len() };
    if !text.starts_with(at, BEGIN) {
        return Verdict::Clean { resume: at + 1 };
    }
    let label = at + BEGIN.len();
    let end = text
        .run(label, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || matches!(byte, b' ' | b'+' | b'_'));
    let label = text.slice(label, end.min(label + LONGEST_LABEL));
    // A form writes a blank as a plus.
    let is_private = [b"PRIVATE KEY", b"PRIVATE+KEY"].iter().any(|words| memmem::find(label, *words).is_some());
    if !is_private || !text.starts_with(end, DASHES) {
        return clean;
    }
    let body = end + DASHES.len();
    let rest = text.slice(body, text.len());
    let end = block_len(rest).map_or(text.len(), |len| body + len);
    Verdict::secret(Kind::PrivateKey, at, end)
}

/// The end of the first line in `rest` that ends a block: one whose label leads to its dashes without others between.
fn block_len(rest: &[u8]) -> Option<usize> {
    memmem::find_iter(rest, END).find_map(|end| {
        let label = end + END.len();
        let dashes = label + rest[label..].iter().position(|byte| *byte == b'-')?;
        let is_end = rest[dashes..].starts_with(DASHES.as_bytes())
            && rest[label..dashes].len() <= LONGEST_LABEL
            && !rest[dashes + DASHES.len()..].starts_with(b"BEGIN");
        is_end.then_some(dashes + DASHES.len())
    })
}
