use crate::Kind;
use crate::scan::found::Verdict;
use crate::scan::text::{Text, is_token};

const MIDDLE: &str = "T3BlbkFJ";

/// An OpenAI key without a telling prefix: `sk-`, twenty characters, a fixed middle, twenty more.
pub(super) fn openai_key(text: Text<'_>, at: usize) -> Verdict {
    let clean = Verdict::Clean { resume: at + 1 };
    let start = text.run_back(at, at.saturating_sub(200), is_token);
    let behind = at + MIDDLE.len();
    let enough = text.slice(behind, behind + 20);
    if !text.starts_with(at, MIDDLE) || enough.len() < 20 || !enough.iter().all(|byte| is_token(*byte)) {
        return clean;
    }
    let run = text.slice(start, at);
    match run.windows(3).rposition(|window| window == b"sk-") {
        Some(prefix) if run.len() - prefix >= 23 => {
            Verdict::secret(Kind::OpenAiKey, start + prefix, text.run(behind, is_token))
        }
        _ => clean,
    }
}
