use crate::Kind;
use crate::scan::found::Verdict;
use crate::scan::text::Text;

const HOST: &str = "hooks.slack.com";

/// The shortest path behind `/services/` that is one.
const SHORTEST: usize = 20;

/// The path of a Slack webhook, which is its secret: `https://hooks.slack.com/services/…`.
pub(super) fn slack_webhook(text: Text<'_>, at: usize) -> Verdict {
    let resume = at + HOST.len();
    if !text.slice(at, resume).eq_ignore_ascii_case(HOST.as_bytes()) {
        return Verdict::Clean { resume: at + 1 };
    }
    let slash = |at: usize| text.run(at, |byte| matches!(byte, b'/' | b'\\'));
    let word = slash(resume);
    for path in ["services", "workflows", "triggers"] {
        let start = slash(word + path.len());
        if text.starts_with(word, path) && start > word + path.len() {
            let end = text
                .run(start, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'\\' | b'+' | b'_' | b'-'));
            if end - start >= SHORTEST {
                return Verdict::secret(Kind::SlackToken, start, end);
            }
        }
    }
    Verdict::Clean { resume }
}
