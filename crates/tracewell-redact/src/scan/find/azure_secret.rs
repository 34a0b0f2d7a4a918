use crate::Kind;
use crate::scan::entropy;
use crate::scan::found::Verdict;
use crate::scan::text::{Text, is_token};

/// An Azure client secret, told by the `Q~` in its middle: three characters, a digit, `Q~`, 31 or more.
pub(in crate::scan) fn azure_secret(text: Text<'_>, tilde: usize) -> Verdict {
    let clean = Verdict::Clean { resume: tilde + 1 };
    let Some(start) = tilde.checked_sub(5).filter(|start| *start >= text.floor()) else {
        return clean;
    };
    let head = text.slice(start, tilde);
    let fits =
        head[..3].iter().all(|byte| is_secret(*byte) && *byte != b'-') && head[3].is_ascii_digit() && head[4] == b'Q';
    if !fits {
        return clean;
    }
    let enough = text.slice(tilde + 1, tilde + 32);
    if enough.len() < 31 || !enough.iter().all(|byte| is_secret(*byte)) {
        return clean;
    }
    if entropy::bits_per_byte(text.slice(start, tilde + 32)) < 3.0 {
        return clean;
    }
    Verdict::secret(Kind::AzureSecret, start, text.run(tilde + 32, is_secret))
}

fn is_secret(byte: u8) -> bool {
    is_token(byte) || matches!(byte, b'~' | b'.')
}
