use crate::Kind;
use crate::scan::entropy;
use crate::scan::found::Verdict;
use crate::scan::text::{Text, is_token};

/// A vendor's token: a prefix that nobody writes by accident, then a run of random characters.
#[derive(Debug)]
pub(in crate::scan) struct Token {
    kind: Kind,
    prefix: &'static str,
    alphabet: Alphabet,
    /// How long the run is at least. A longer run is taken whole.
    least: usize,
    /// Shannon entropy in bits per character of prefix and least run, below which it is a placeholder.
    bits: f32,
    place: Place,
}

/// Where a token may stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// The prefix is telling enough, also behind a letter.
    Anywhere,
    /// Not behind a letter or digit.
    Word,
    /// A word of exactly the least length.
    WholeWord,
}

/// Which characters the run consists of.
#[derive(Clone, Copy, Debug)]
enum Alphabet {
    Alphanumeric,
    /// Letters, digits, `+ / = _ -`.
    Base64,
    /// `A-Z 2-7`.
    Base32,
    Hex,
    /// Letters, digits, `_ - = .`
    Dotted,
    /// Letters, digits, `_ -`.
    Token,
}

impl Alphabet {
    fn has(self, byte: u8) -> bool {
        match self {
            Self::Alphanumeric => byte.is_ascii_alphanumeric(),
            Self::Base64 => is_token(byte) || matches!(byte, b'+' | b'/' | b'='),
            Self::Base32 => matches!(byte, b'A'..=b'Z' | b'2'..=b'7'),
            Self::Hex => byte.is_ascii_hexdigit(),
            Self::Dotted => is_token(byte) || matches!(byte, b'.' | b'='),
            Self::Token => is_token(byte),
        }
    }
}

const fn token(kind: Kind, prefix: &'static str, alphabet: Alphabet, least: usize, bits: f32, place: Place) -> Token {
    Token { kind, prefix, alphabet, least, bits, place }
}

/// The vendors' tokens that have a prefix.
///
/// What they must have of entropy keeps placeholders readable, and is six standard deviations or more below what random
/// tokens of the least length have: one that happens to look regular is still found.
pub(in crate::scan) const TOKENS: &[Token] = {
    use self::Alphabet::{Alphanumeric, Base32, Base64, Dotted, Hex, Token as Url};
    use self::Place::{Anywhere, WholeWord, Word};
    &[
        token(Kind::AwsKey, "AKIA", Base32, 16, 2.2, WholeWord),
        token(Kind::AwsKey, "ASIA", Base32, 16, 2.2, WholeWord),
        token(Kind::AwsKey, "ABIA", Base32, 16, 2.2, WholeWord),
        token(Kind::AwsKey, "ACCA", Base32, 16, 2.2, WholeWord),
        token(Kind::AwsKey, "A3T", Alphanumeric, 17, 2.2, WholeWord),
        token(Kind::GoogleKey, "AIza", Url, 35, 3.5, Word),
        token(Kind::GoogleKey, "GOCSPX-", Url, 28, 3.0, Word),
        token(Kind::GoogleKey, "ya29.", Url, 40, 3.5, Word),
        token(Kind::GitHubToken, "ghp_", Alphanumeric, 36, 3.0, Anywhere),
        token(Kind::GitHubToken, "gho_", Alphanumeric, 36, 3.0, Anywhere),
        token(Kind::GitHubToken, "ghu_", Alphanumeric, 36, 3.0, Anywhere),
        token(Kind::GitHubToken, "ghs_", Alphanumeric, 36, 3.0, Anywhere),
        token(Kind::GitHubToken, "ghr_", Alphanumeric, 36, 3.0, Anywhere),
        token(Kind::GitHubToken, "github_pat_", Url, 82, 3.0, Anywhere),
        token(Kind::GitLabToken, "glpat-", Url, 20, 3.0, Anywhere),
        token(Kind::GitLabToken, "glrt-", Url, 20, 3.0, Word),
        token(Kind::GitLabToken, "glptt-", Url, 20, 3.0, Word),
        token(Kind::GitLabToken, "gldt-", Url, 20, 3.0, Word),
        token(Kind::GitLabToken, "glcbt-", Url, 20, 3.0, Word),
        token(Kind::GitLabToken, "glsoat-", Url, 20, 3.0, Word),
        token(Kind::GitLabToken, "glft-", Url, 20, 3.0, Word),
        token(Kind::SlackToken, "xoxb-", Url, 20, 2.0, Word),
        token(Kind::SlackToken, "xoxp-", Url, 20, 2.0, Word),
        token(Kind::SlackToken, "xoxe-", Url, 20, 2.0, Word),
        token(Kind::SlackToken, "xoxe.xox", Url, 20, 2.0, Word),
        token(Kind::SlackToken, "xoxa-", Url, 20, 2.0, Word),
        token(Kind::SlackToken, "xoxc-", Url, 20, 2.0, Word),
        token(Kind::SlackToken, "xoxd-", Url, 20, 2.0, Word),
        token(Kind::SlackToken, "xoxr-", Url, 20, 2.0, Word),
        token(Kind::SlackToken, "xoxs-", Url, 20, 2.0, Word),
        token(Kind::SlackToken, "xapp-", Url, 20, 2.0, Word),
        token(Kind::StripeKey, "sk_test_", Alphanumeric, 10, 2.0, Word),
        token(Kind::StripeKey, "sk_live_", Alphanumeric, 10, 2.0, Word),
        token(Kind::StripeKey, "sk_prod_", Alphanumeric, 10, 2.0, Word),
        token(Kind::StripeKey, "rk_test_", Alphanumeric, 10, 2.0, Word),
        token(Kind::StripeKey, "rk_live_", Alphanumeric, 10, 2.0, Word),
        token(Kind::StripeKey, "rk_prod_", Alphanumeric, 10, 2.0, Word),
        token(Kind::StripeKey, "whsec_", Base64, 24, 3.0, Word),
        token(Kind::OpenAiKey, "sk-proj-", Url, 20, 3.0, Word),
        token(Kind::OpenAiKey, "sk-svcacct-", Url, 20, 3.0, Word),
        token(Kind::OpenAiKey, "sk-admin-", Url, 20, 3.0, Word),
        token(Kind::AnthropicKey, "sk-ant-", Url, 20, 3.0, Word),
        token(Kind::HuggingFaceToken, "hf_", Alphanumeric, 34, 2.0, Word),
        token(Kind::NpmToken, "npm_", Alphanumeric, 36, 2.0, Word),
        token(Kind::PyPiToken, "pypi-AgEIcHlwaS5vcmc", Url, 50, 3.0, Word),
        token(Kind::RubyGemsKey, "rubygems_", Hex, 48, 2.0, Word),
        token(Kind::VaultToken, "hvs.", Url, 90, 3.5, Word),
        token(Kind::VaultToken, "hvb.", Url, 90, 3.5, Word),
        token(Kind::VaultToken, "hvr.", Url, 90, 3.5, Word),
        token(Kind::SendGridKey, "SG.", Dotted, 66, 2.0, Word),
        token(Kind::DigitalOceanToken, "dop_v1_", Hex, 64, 3.0, Word),
        token(Kind::DigitalOceanToken, "doo_v1_", Hex, 64, 3.0, Word),
        token(Kind::DigitalOceanToken, "dor_v1_", Hex, 64, 3.0, Word),
        token(Kind::ShopifyToken, "shpat_", Hex, 32, 2.0, Word),
        token(Kind::ShopifyToken, "shpca_", Hex, 32, 2.0, Word),
        token(Kind::ShopifyToken, "shppa_", Hex, 32, 2.0, Word),
        token(Kind::ShopifyToken, "shpss_", Hex, 32, 2.0, Word),
        token(Kind::DatabricksToken, "dapi", Hex, 32, 2.5, Word),
        token(Kind::GrafanaToken, "glsa_", Url, 32, 3.0, Word),
        token(Kind::GrafanaToken, "glc_", Base64, 40, 3.5, Word),
        token(Kind::LinearKey, "lin_api_", Alphanumeric, 40, 2.0, Word),
        token(Kind::DopplerToken, "dp.pt.", Alphanumeric, 43, 2.0, Word),
        token(Kind::DopplerToken, "dp.ct.", Dotted, 40, 2.5, Word),
        token(Kind::DopplerToken, "dp.sa.", Dotted, 40, 2.5, Word),
        token(Kind::DopplerToken, "dp.st.", Dotted, 40, 2.5, Word),
        token(Kind::PostmanKey, "PMAK-", Url, 24, 2.5, Word),
        token(Kind::SentryToken, "sntrys_", Base64, 40, 3.5, Word),
        token(Kind::SentryToken, "sntryu_", Hex, 64, 3.0, Word),
        token(Kind::OnePasswordToken, "ops_eyJ", Base64, 250, 4.0, Word),
        token(Kind::PulumiToken, "pul-", Hex, 40, 2.0, Word),
    ]
};

/// What the prefixes of several tokens begin with: one literal to search for instead of many.
const STEMS: [&str; 4] = ["dp.", "shp", "sntry", "xox"];

/// The token at `at`, whose prefix begins as that of `row` does.
pub(super) fn of_stem(row: usize, text: Text<'_>, at: usize) -> Verdict {
    let clean = Verdict::Clean { resume: at + 1 };
    let Some(first) = TOKENS.get(row) else {
        return clean;
    };
    let family = TOKENS.iter().filter(|token| token.stem() == first.stem());
    family.map(|token| token.look(text, at)).find(|verdict| matches!(verdict, Verdict::Found(_))).unwrap_or(clean)
}

impl Token {
    /// What is searched for: the prefix, or what it shares with others.
    pub(in crate::scan) fn stem(&self) -> &'static str {
        STEMS.into_iter().find(|stem| self.prefix.starts_with(stem)).unwrap_or(self.prefix)
    }

    pub(in crate::scan) const fn prefix(&self) -> &'static str {
        self.prefix
    }

    /// How long the run behind the prefix is at least.
    #[cfg(test)]
    pub(in crate::scan) fn least(&self) -> usize {
        self.least
    }

    /// Whether a token begins with its prefix only where a word does.
    #[cfg(test)]
    pub(in crate::scan) fn begins_word(&self) -> bool {
        self.place != Place::Anywhere
    }

    fn look(&self, text: Text<'_>, at: usize) -> Verdict {
        let clean = Verdict::Clean { resume: at + 1 };
        if !text.starts_with(at, self.prefix) || (self.place != Place::Anywhere && !text.begins_word(at)) {
            return clean;
        }
        let start = at + self.prefix.len();
        // Only a run that is long and random enough is read to its end, so that prefixes in a row cost no more than their
        // length.
        let enough = text.slice(start, start + self.least);
        if enough.len() < self.least || !enough.iter().all(|byte| self.alphabet.has(*byte)) {
            return clean;
        }
        let whole = text.slice(at, start + self.least);
        if entropy::bits_per_byte(whole) < self.bits || self.is_published_example(whole) {
            return clean;
        }
        let end = text.run(start + self.least, |byte| self.alphabet.has(byte));
        if self.place == Place::WholeWord && (end != start + self.least || !text.ends_word(end)) {
            return clean;
        }
        Verdict::secret(self.kind, at, end)
    }

    /// The keys of the vendor's own manuals.
    fn is_published_example(&self, whole: &[u8]) -> bool {
        self.kind == Kind::AwsKey && whole.ends_with(b"EXAMPLE")
    }
}
