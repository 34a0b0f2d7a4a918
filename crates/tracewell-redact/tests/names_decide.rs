//! What happens to a field is decided by its name, and nothing exempts a sensitive one.

mod judged;

use judged::{HARMLESS, SENSITIVE};
use tracewell_names::{event, field, metric};
use tracewell_redact::{Decision, Mode, Notice, Policy};

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
fn what_measures_or_describes_is_no_secret() {
    let policy = Policy::development();
    for name in [
        "session_timeout",
        "key_len",
        "keyLength",
        "token_ttl",
        "TOKEN_TTL_SECONDS",
        "key_count",
        "session_duration_ms",
        "auth_method",
        "auth.type",
        "auth-status",
        "card_type",
        "key_version",
        "tokenExpiresAt",
        "token_expires_in",
        "otp_ttl",
        "mfa_enabled",
        "mfa_required",
        "session_limit",
        "sessions_total",
        "cookie_size",
        "jwt_alg",
        "signature_algorithm",
        "sso_mode",
        "token_valid",
        "key_size",
    ] {
        assert_eq!(policy.decide(name), Decision::Keep, "{}", policy.explain(name));
        assert_eq!(policy.scrub(&format!("{name}=9000")), format!("{name}=9000"));
        assert_eq!(Policy::production().decide(name), Decision::Filter, "{name}");
    }
    // The lists hold these by a fragment, or by a word of which even a measure tells a part.
    for name in [
        "password_min_length",
        "password_length",
        "secret_version",
        "access_token_ttl",
        "api_key_count",
        "csrf_enabled",
        "credential_type",
        "pwd_length",
        "pin_length",
        "pan_length",
        "cvv_status",
        "credit_limit",
        "card_count",
        "sid_length",
        "session_id",
        "session_state_2",
        "key_bytes",
        "token_hash",
        "timeout_token",
        "session_pin_ttl",
    ] {
        assert_eq!(policy.decide(name), Decision::Redact, "{name}");
    }
    let own = Policy::builder(Mode::Development).sensitive(["session_timeout"]).build().unwrap();
    assert_eq!(own.decide("session_timeout"), Decision::Redact, "what a service declares goes before");
    assert_eq!(
        policy.explain("session_timeout").to_string(),
        "`session_timeout` stays, its text scanned: its last word says that it measures or describes"
    );
}
