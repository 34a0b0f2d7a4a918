//! The quick filters miss nothing: whatever the written pattern of a kind matches, the scanner finds.
//!
//! Strings are generated from the patterns, not picked by hand, so that no habit of the author is in them.

use proptest::prelude::*;
use proptest::string::string_regex;
use proptest::test_runner::TestRunner;
use tracewell_redact::{Kind, Policy};

/// The patterns, as a reader would write them. Some tokens must be random enough besides, some have a checksum.
const PATTERNS: &[(Kind, &str)] = &[
    (Kind::Email, r"[a-zA-Z0-9_+][a-zA-Z0-9._+%-]{0,20}@([a-zA-Z][a-zA-Z0-9-]{0,10}\.){1,3}[a-zA-Z]{2,6}"),
    (Kind::Jwt, r"eyJ[A-Za-z0-9_-]{17,60}\.eyJ[A-Za-z0-9_-]{17,60}\.[A-Za-z0-9_-]{10,60}={0,2}"),
    (Kind::Jwt, r"eyJ[A-Za-z0-9_-]{17,60}\.[A-Za-z0-9_-]{10,60}"),
    (Kind::Bearer, r"[bB][eE][aA][rR][eE][rR][ \t]{1,3}[A-Za-z0-9._~+/-]{17,40}={0,2}"),
    (Kind::Basic, r"[bB][aA][sS][iI][cC][ \t]{1,3}([A-Z][a-z][0-9][A-Za-z0-9+/]){4,12}={0,2}"),
    (
        Kind::PrivateKey,
        r"-----BEGIN ([A-Z]{2,12} ){0,3}PRIVATE KEY( BLOCK)?-----[A-Za-z0-9+/=\n\\]{0,200}-----END [A-Z ]{0,20}-----",
    ),
    (Kind::AwsKey, r"(A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}"),
    (Kind::GoogleKey, r"AIza[A-Za-z0-9_-]{35}"),
    (Kind::GitHubToken, r"gh[pousr]_[0-9a-zA-Z]{36}"),
    (Kind::GitHubToken, r"github_pat_[A-Za-z0-9_]{82}"),
    (Kind::GitLabToken, r"glpat-[A-Za-z0-9_-]{20}"),
    (Kind::SlackToken, r"xoxb-[0-9]{10,13}-[0-9]{10,13}-[a-zA-Z0-9-]{10,30}"),
    (Kind::SlackToken, r"xox[pe](-[0-9]{10,13}){3}-[a-zA-Z0-9-]{28,34}"),
    (Kind::SlackToken, r"xoxe\.xox[bp]-[0-9]-[A-Z0-9]{163,166}"),
    (Kind::SlackToken, r"xapp-[0-9]-[A-Z0-9]{9,12}-[0-9]{10,13}-[a-z0-9]{40,64}"),
    (Kind::SlackToken, r"https://hooks\.slack\.com/(services|workflows|triggers)/[A-Za-z0-9+/]{43,56}"),
    (Kind::StripeKey, r"(sk|rk)_(test|live|prod)_[a-zA-Z0-9]{10,99}"),
    (Kind::OpenAiKey, r"sk-(proj|svcacct|admin)-[A-Za-z0-9_-]{20,58}T3BlbkFJ[A-Za-z0-9_-]{20,58}"),
    (Kind::OpenAiKey, r"sk-[a-zA-Z0-9]{20}T3BlbkFJ[a-zA-Z0-9]{20}"),
    (Kind::AnthropicKey, r"sk-ant-(api03|admin01)-[A-Za-z0-9_-]{93}AA"),
    (Kind::HuggingFaceToken, r"hf_[a-zA-Z]{34}"),
    (Kind::NpmToken, r"npm_[a-zA-Z0-9]{36}"),
    (Kind::PyPiToken, r"pypi-AgEIcHlwaS5vcmc[A-Za-z0-9_-]{50,100}"),
    (Kind::RubyGemsKey, r"rubygems_[a-f0-9]{48}"),
    (Kind::VaultToken, r"hvs\.[A-Za-z0-9_-]{90,120}"),
    (Kind::TerraformToken, r"[a-zA-Z0-9]{14}\.atlasv1\.[a-zA-Z0-9_=-]{60,70}"),
    (Kind::SendGridKey, r"SG\.[a-zA-Z0-9=_.-]{66}"),
    (Kind::DigitalOceanToken, r"dop_v1_[a-f0-9]{64}"),
    (Kind::ShopifyToken, r"shpat_[a-fA-F0-9]{32}"),
    (Kind::DatabricksToken, r"dapi[a-f0-9]{32}"),
    (Kind::GrafanaToken, r"glsa_[A-Za-z0-9]{32}_[A-Fa-f0-9]{8}"),
    (Kind::LinearKey, r"lin_api_[a-zA-Z0-9]{40}"),
    (Kind::DopplerToken, r"dp\.pt\.[a-zA-Z0-9]{43}"),
    (Kind::PostmanKey, r"PMAK-[a-fA-F0-9]{24}-[a-fA-F0-9]{34}"),
    (Kind::SentryToken, r"sntryu_[a-f0-9]{64}"),
    (Kind::SentryToken, r"sntrys_eyJpYXQiO[a-zA-Z0-9+/]{40,200}={0,2}_[a-zA-Z0-9+/]{43}"),
    (Kind::OnePasswordToken, r"ops_eyJ[a-zA-Z0-9+/]{250,300}={0,3}"),
    (Kind::PulumiToken, r"pul-[a-f0-9]{40}"),
    (Kind::AzureSecret, r"[a-zA-Z0-9_~.]{3}[0-9]Q~[a-zA-Z0-9_~.-]{31,34}"),
    (Kind::UrlUserinfo, r"[a-z]{2,8}://[A-Za-z0-9._-]{0,12}:[A-Za-z0-9._!$*+~-]{1,20}@[a-z0-9.-]{1,20}(:[0-9]{2,5})?"),
];

/// Pairs under sensitive names, in the forms that are promised.
const PAIRS: &[&str] = &[
    r#"[a-z_]{0,8}(password|passwd|secret|credential)[a-z_]{0,8} ?[=:] ?[A-Za-z0-9!#$%*+./-]{1,20}"#,
    r#"([a-z]{1,6}[_.-])?([Tt]oken|[Kk]ey|[Pp]in|[Aa]uth|[Ss]ession|[Cc]ard|PWD|otp|cvv)=[A-Za-z0-9!#$%*+./-]{1,20}"#,
    r#""([a-z]{1,6}_)?(token|key|pin|auth|session|pass|sid|jwt|sig|nonce)" ?: ?"[^"\\]{1,20}""#,
    r#"\\"([a-z]{1,6}_)?(token|key|pin|auth|session|pass)\\" ?: ?\\"[^"\\]{1,20}\\""#,
    r#"\("([a-z]{1,6}-)?(token|key|pin|auth|session)", "[^"\\]{1,20}"\)"#,
    r#"(apiKey|accessToken|userPassword|clientSecret|X-Api-Key|PHPSESSID|connect\.sid): "[^"\\]{1,20}""#,
    r#"(token|key|pin|session): [0-9]{1,6}[a-z]{1,6}"#,
];

/// Text that neither holds a secret nor can belong to one.
fn around() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[a-zA-Z ,.]{0,40} ",
        "[0-9a-f-]{0,40} ",
        "[\\PC&&[^\\[\\]\"'`\\\\@:=(]]{0,20} ",
        "(/[a-z]{1,8}){1,4}/",
    ]
}

/// Shannon entropy in bits per character, as the patterns' table means it.
fn bits(text: &str) -> f64 {
    let total = text.len() as f64;
    (0..=127_u8)
        .map(|byte| text.bytes().filter(|other| *other == byte).count() as f64 / total)
        .filter(|share| *share > 0.0)
        .map(|share| -share * share.log2())
        .sum()
}

/// What the scanner misses of the pattern, if it misses anything.
fn missed(pattern: &str, least_bits: f64) -> Option<String> {
    let policy = Policy::development();
    let secret = match string_regex(pattern) {
        Ok(secret) => secret,
        Err(error) => return Some(error.to_string()),
    };
    let config = ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() };
    let found = TestRunner::new(config).run(&(around(), secret, around()), |(before, secret, after)| {
        prop_assume!(bits(&secret) >= least_bits);
        prop_assume!(!secret.ends_with("EXAMPLE"));
        let text = format!("{before}{secret} {after}");
        prop_assert!(policy.holds_secret(&text), "missed {:?} in {:?}", secret, text);
        Ok(())
    });
    found.err().map(|error| error.to_string())
}

#[test]
fn of_kinds() {
    for (kind, pattern) in PATTERNS {
        let least_bits = match kind {
            Kind::Email | Kind::Bearer | Kind::Basic | Kind::PrivateKey | Kind::UrlUserinfo => 0.0,
            Kind::GoogleKey | Kind::OnePasswordToken => 4.0,
            Kind::VaultToken | Kind::TerraformToken | Kind::SentryToken => 3.5,
            _ => 3.0,
        };
        assert_eq!(missed(pattern, least_bits), None, "{pattern}");
    }
}

#[test]
fn of_pairs() {
    for pattern in PAIRS {
        assert_eq!(missed(pattern, 0.0), None, "{pattern}");
    }
}

#[test]
fn a_miss_is_seen() {
    assert!(missed("ghx_[0-9a-zA-Z]{36}", 0.0).is_some());
    assert!(missed("tokenish=[a-z]{1,5}", 0.0).is_some());
}

#[test]
fn every_kind_without_a_checksum_has_a_pattern() {
    for kind in Kind::ALL {
        let has = PATTERNS.iter().any(|(other, _)| other == kind);
        assert!(has || matches!(kind, Kind::Card | Kind::Iban), "{kind:?}");
    }
}
