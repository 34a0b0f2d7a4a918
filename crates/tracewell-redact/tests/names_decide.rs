//! What happens to a field is decided by its name, and nothing exempts a sensitive one.

use tracewell_names::{event, field, metric};
use tracewell_redact::{Cause, Decision, ErrorKind, Mode, Notice, Policy};

const SENSITIVE: &[&str] = &[
    "password",
    "Password",
    "user_password",
    "passwd",
    "pwd",
    "secret",
    "client_secret",
    "clientSecret",
    "api_key",
    "apiKey",
    "X-API-KEY",
    "x.api.key",
    "auth",
    "authorization",
    "Proxy-Authorization",
    "credentials",
    "token",
    "access_token",
    "AccessToken",
    "refreshToken",
    "id_token",
    "user_token",
    "tokens",
    "session",
    "session_id",
    "PHPSESSID",
    "connect.sid",
    "csrf",
    "xsrf_token",
    "cookie",
    "set-cookie",
    "jwt",
    "bearer",
    "saml",
    "otp",
    "totp",
    "mfa",
    "pin",
    "passcode",
    "passphrase",
    "code_verifier",
    "SAMLResponse",
    "database_url",
    "REDIS_URL",
    "dsn",
    "encryption_key",
    "signing-key",
    "aws_secret_access_key",
    "card_number",
    "creditCard",
    "cvv",
    "cvv2",
    "cvc",
    "iban",
    "pan",
    "ssn",
    "tax_id",
    "key",
    "s3_key",
    "signature",
    "X-Amz-Signature",
    "nonce",
    "sig",
    "data[token]",
    "JWTs",
    "SSNs",
    "TOKENs",
    "userSSNs",
    "userJWTs_old",
    "oldPINs2",
    "JWTsByUser",
    "userJWTsOf",
    "SSNAsString",
    "TOKENIsSet",
];

const HARMLESS: &[&str] = &[
    "author",
    "authors",
    "monkey",
    "token_count",
    "routing_key",
    "idempotency_key",
    "inside",
    "classic",
    "keyboard",
    "tokenizer",
    "company",
    "panel",
    "spin",
    "opinion",
    "sidebar",
    "cardinal",
    "discard",
    "passenger",
    "compass",
    "primary_key",
    "sort_key",
    "cache_key",
    "key_id",
    "kid",
    "max_tokens",
    "input_tokens",
    "token_type",
    "auth_method",
    "signature_valid",
    "order_id",
    "region",
    "note",
    "design",
    "signal",
    "assignee",
    "keystone",
    "IDs",
    "userIDs",
    "URLsByTeam",
    "APIs",
    "DNSServers",
];

#[test]
fn a_sensitive_name_is_redacted_in_every_mode() {
    for policy in [Policy::production(), Policy::development()] {
        for name in SENSITIVE {
            assert_eq!(policy.decide(name), Decision::Redact, "{name}");
        }
    }
}

#[test]
fn other_names_pass_in_development_and_are_filtered_in_production() {
    for name in HARMLESS {
        assert_eq!(Policy::development().decide(name), Decision::Keep, "{name}");
    }
    for name in ["author", "monkey", "order_id", "region", "note", ""] {
        assert_eq!(Policy::production().decide(name), Decision::Filter, "{name}");
    }
}

#[test]
fn every_field_of_the_library_is_kept() {
    for name in field::SAFE {
        assert_eq!(Policy::production().decide(name), Decision::Keep, "{name}");
    }
    for name in field::ALL.iter().chain(event::ALL).chain(metric::ALL) {
        assert_eq!(Policy::development().decide(name), Decision::Keep, "{name}");
    }
}

#[test]
fn an_allowlist_never_exempts_a_sensitive_name() {
    for mode in [Mode::Production, Mode::Development] {
        let policy = Policy::builder(mode).allow(SENSITIVE.iter().copied()).build().unwrap();
        for name in SENSITIVE {
            assert_eq!(policy.decide(name), Decision::Redact, "{name}");
        }
        assert_eq!(policy.notices().len(), SENSITIVE.len());
        assert!(matches!(&policy.notices()[0], Notice::AllowedButSensitive(_)));
    }
}

#[test]
fn the_environment_adds_to_the_allowlist() {
    let policy = Policy::builder(Mode::Production)
        .environment(|name| (name == "LOG_SAFE_FIELDS").then(|| " order_id ,, region,user_token".into()))
        .build()
        .unwrap();
    assert_eq!(policy.decide("order_id"), Decision::Keep);
    assert_eq!(policy.decide("region"), Decision::Keep);
    assert_eq!(policy.decide("Region"), Decision::Filter);
    assert_eq!(policy.decide("user_token"), Decision::Redact);
}

#[test]
fn redaction_is_switched_off_in_development_only() {
    let with = |mode, word: &'static str| {
        Policy::builder(mode)
            .environment(|name| (name == "PII_FILTERING_ENABLED").then(|| word.into()))
            .build()
            .unwrap()
    };
    for word in ["false", "0", "NO", "off"] {
        let off = with(Mode::Development, word);
        assert!(!off.is_redacting());
        assert_eq!(off.decide("password"), Decision::Keep);
        assert_eq!(off.explain("password").cause(), &Cause::Off);
        assert!(off.notices().is_empty());

        let forced = with(Mode::Production, word);
        assert!(forced.is_redacting());
        assert_eq!(forced.decide("password"), Decision::Redact);
        assert_eq!(forced.notices(), [Notice::FilteringForced]);
    }
    for word in ["maybe", ""] {
        let invalid = with(Mode::Development, word);
        assert!(invalid.is_redacting());
        assert_eq!(invalid.notices(), [Notice::InvalidVariable("PII_FILTERING_ENABLED")]);
    }
    assert!(with(Mode::Development, "true").notices().is_empty());
}

#[test]
fn a_short_word_can_be_declared_harmless_with_a_reason() {
    let policy = Policy::builder(Mode::Development).not_secret("s3_key", "an object's name").build().unwrap();
    assert_eq!(policy.decide("s3_key"), Decision::Keep);
    assert_eq!(policy.decide("s3_key_secret"), Decision::Redact);
    assert_eq!(policy.explain("s3_key").cause(), &Cause::Harmless("an object's name".into()));
    assert_eq!(policy.notices()[0].to_string(), "`s3_key` is declared harmless: an object's name");

    let refused =
        |name, reason| Policy::builder(Mode::Development).not_secret(name, reason).build().unwrap_err().kind();
    assert_eq!(refused("password", "because"), ErrorKind::NotAShortWord);
    assert_eq!(refused("api_key", "because"), ErrorKind::NotAShortWord);
    assert_eq!(refused("order_id", "because"), ErrorKind::NotAShortWord);
    assert_eq!(refused("s3_key", " "), ErrorKind::NoReason);
}

#[test]
fn a_service_adds_sensitive_names() {
    let policy = Policy::builder(Mode::Development).sensitive(["badge_no"]).build().unwrap();
    assert_eq!(policy.decide("badgeNo"), Decision::Redact);
    assert_eq!(policy.explain("BADGE-NO").cause(), &Cause::Added);
    assert_eq!(policy.decide("badge"), Decision::Keep);
}

#[test]
fn an_explanation_names_the_rule() {
    let production = Policy::production();
    for (name, text) in [
        ("password", "`password` becomes [REDACTED]: the name is sensitive"),
        ("my_secret_sauce", "`my_secret_sauce` becomes [REDACTED]: it contains `secret`"),
        ("route", "`route` stays, scanned for secrets: it is one of the library's own fields"),
        ("note\n", "`note\\n` becomes [FILTERED]: the policy does not know the name"),
    ] {
        assert_eq!(production.explain(name).to_string(), text);
    }
}

#[test]
fn what_a_service_declares_sensitive_holds_in_headers_and_queries_too() {
    let policy = Policy::builder(Mode::Production)
        .sensitive(["badge"])
        .allow_headers(["badge", "region"])
        .allow_query(["badge", "region"])
        .build()
        .unwrap();
    for (name, shown) in [("badge", "[REDACTED]"), ("region", "7")] {
        assert_eq!(policy.header(name, &http::HeaderValue::from_static("7")), shown);
    }
    assert_eq!(policy.query("badge=7&region=7"), "badge=REDACTED&region=7");
}
