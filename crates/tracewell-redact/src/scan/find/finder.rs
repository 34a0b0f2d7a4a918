use super::basic::basic;
use super::bearer::bearer;
use super::jwt::jwt;
use super::openai_key::openai_key;
use super::private_key::private_key;
use super::slack_webhook::slack_webhook;
use super::terraform_token::terraform_token;
use super::token;
use crate::scan::found::Verdict;
use crate::scan::text::Text;

/// Who decides at a literal or a scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scan) enum Finder {
    Basic,
    Bearer,
    Jwt,
    OpenAiKey,
    PrivateKey,
    SlackWebhook,
    TerraformToken,
    /// The first row of those that share what they begin with.
    Token(usize),
}

impl Finder {
    /// The literals of all but the tokens, which bring their prefix, and the schemes, which may be written in any case.
    pub(in crate::scan) const LITERALS: &'static [(&'static str, Self)] = &[
        ("eyJ", Self::Jwt),
        ("T3BlbkFJ", Self::OpenAiKey),
        ("-----BEGIN", Self::PrivateKey),
        ("hooks.slack.com", Self::SlackWebhook),
        (".atlasv1.", Self::TerraformToken),
    ];

    /// The schemes that stand before credentials, in lower case.
    pub(in crate::scan) const SCHEMES: &'static [(&'static str, Self)] =
        &[(super::bearer::WORD, Self::Bearer), (super::basic::WORD, Self::Basic)];

    /// Who decides about the scheme at `at`, if one is there.
    #[inline]
    pub(in crate::scan) fn scheme_at(bytes: &[u8], at: usize) -> Option<Self> {
        Self::SCHEMES.iter().find_map(|(word, finder)| {
            let found = bytes.get(at..at + word.len())?;
            found.eq_ignore_ascii_case(word.as_bytes()).then_some(*finder)
        })
    }

    /// Decides about the literal at `at`.
    pub(in crate::scan) fn look(self, text: Text<'_>, at: usize) -> Verdict {
        match self {
            Self::Basic => basic(text, at),
            Self::Bearer => bearer(text, at),
            Self::Jwt => jwt(text, at),
            Self::OpenAiKey => openai_key(text, at),
            Self::PrivateKey => private_key(text, at),
            Self::SlackWebhook => slack_webhook(text, at),
            Self::TerraformToken => terraform_token(text, at),
            Self::Token(row) => token::of_stem(row, text, at),
        }
    }
}
