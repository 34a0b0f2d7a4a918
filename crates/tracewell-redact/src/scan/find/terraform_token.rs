use crate::Kind;
use crate::scan::entropy;
use crate::scan::found::Verdict;
use crate::scan::text::Text;

const MIDDLE: &str = ".atlasv1.";

/// A Terraform token: fourteen characters, `.atlasv1.`, sixty more.
pub(super) fn terraform_token(text: Text<'_>, at: usize) -> Verdict {
    let clean = Verdict::Clean { resume: at + 1 };
    let start = text.run_back(at, 0, |byte| byte.is_ascii_alphanumeric());
    let start = text.behind_escape(start);
    let behind = at + MIDDLE.len();
    let end = text.run(behind, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'='));
    // A token right before it may have swallowed its beginning.
    let begins = at - start >= 14 || start == text.floor() && start > 0;
    if !text.starts_with(at, MIDDLE) || !begins || end - behind < 60 {
        return clean;
    }
    if entropy::bits_per_byte(text.slice(start, end)) < 3.5 {
        return clean;
    }
    Verdict::secret(Kind::TerraformToken, start, end)
}
