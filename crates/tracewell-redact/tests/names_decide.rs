//! What happens to a field is decided by its name, and nothing exempts a sensitive one.

use tracewell_names::{event, field, metric};
use tracewell_redact::{Action, Cause, Class, Decision, ErrorKind, Mode, Notice, Policy};

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
    "completion_tokens",
    "prompt_tokens",
    "total_tokens",
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
fn a_personal_parameter_is_named_as_in_its_route_without_braces() {
    let build = |name| Policy::builder(Mode::Production).personal_param(name).build();
    assert!(build("ip").is_ok() && build("user-name").is_ok());
    for name in ["", "{ip}", "*rest", ":ip", "v1/ip"] {
        assert_eq!(build(name).unwrap_err().kind(), ErrorKind::NotAParameter, "{name}");
    }
    let told = "`{ip}` is no name of a path parameter: `ip` is that of `/v1/geo/{ip}`";
    assert_eq!(build("{ip}").unwrap_err().to_string(), told);
}

#[test]
fn a_keyed_hash_without_any_key_is_noticed() {
    let with = |action| Policy::builder(Mode::Production).action(Class::Email, action).build().unwrap();
    assert_eq!(with(Action::KeyedHash).notices(), [Notice::InvalidVariable("REDACT_HMAC_KEY_FILE")]);
    assert!(with(Action::Erase).notices().is_empty());
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
        ("route", "`route` stays, its text scanned: it is one of the library's own fields"),
        ("note\n", "`note\\n` becomes [FILTERED]: the policy does not know the name"),
    ] {
        assert_eq!(production.explain(name).to_string(), text);
    }
}

#[test]
fn an_explanation_says_which_action_it_is() {
    let policy = Policy::builder(Mode::Production)
        .action(Class::Email, Action::KeyedHash)
        .action(Class::Ip, Action::TruncateIp)
        .action(Class::Payment, Action::KeepLast(200))
        .action(Class::Phone, Action::KeepLast(2))
        .action(Class::Name, Action::Erase)
        .action(Class::Geo, Action::Filter)
        .build()
        .unwrap();
    for (name, text) in [
        ("user_email", "`user_email` becomes a keyed hash: the service chose so for `email`"),
        ("client_ip", "`client_ip` is truncated to its network: the service chose so for `ip`"),
        ("card_number", "`card_number` keeps its last 4 characters: the service chose so for `payment`"),
        ("phone", "`phone` keeps its last 2 characters: the service chose so for `phone`"),
        ("surname", "`surname` becomes [REDACTED]: the service chose so for `name`"),
        ("lat", "`lat` becomes [FILTERED]: the service chose so for `geo`"),
    ] {
        assert_eq!(policy.explain(name).to_string(), text);
    }
    assert_eq!(policy.explain("phone").action(), Some(Action::KeepLast(2)));
    assert_eq!(policy.explain("password").action(), None);
}

#[test]
fn harmless_is_not_allowed_yet_in_production() {
    let policy = |mode| Policy::builder(mode).not_secret("s3_key", "an object's name");
    let production = policy(Mode::Production).build().unwrap();
    assert_eq!(production.decide("s3_key"), Decision::Filter);
    assert_eq!(
        production.explain("s3_key").to_string(),
        "`s3_key` becomes [FILTERED]: an object's name, but the service has not allowed it"
    );
    assert_eq!(policy(Mode::Production).allow(["s3_key"]).build().unwrap().decide("s3_key"), Decision::Keep);
    assert_eq!(policy(Mode::Development).build().unwrap().decide("s3_key"), Decision::Keep);
}

/// They stand in logs and in the output of tools, which would tear them.
#[test]
fn what_is_said_of_a_policy_is_no_secret_itself() {
    let actions = [Action::Erase, Action::Filter, Action::KeepLast(4), Action::TruncateIp, Action::KeyedHash];
    let scanner = Policy::development();
    let assert_whole = |text: String| assert_eq!(scanner.scrub(&text), text);
    for mode in [Mode::Production, Mode::Development] {
        for action in actions {
            let builder = Class::ALL.iter().fold(Policy::builder(mode), |policy, class| policy.action(*class, action));
            let policy = builder
                .allow(["order_id", "user_token"])
                .sensitive(["badge_no"])
                .not_secret("s3_key", "an object's place in the bucket")
                .environment(|name| (name == "PII_FILTERING_ENABLED").then(|| "perhaps".into()))
                .build()
                .unwrap();
            let personal = ["email", "client_ip", "phone", "pan", "lat", "dob", "street", "surname", "user_id"];
            let own = ["order_id", "badge_no", "s3_key", "session_timeout", "note", ""];
            for name in SENSITIVE.iter().chain(HARMLESS).chain(field::SAFE).chain(&personal).chain(&own) {
                assert_whole(policy.explain(name).to_string());
            }
            policy.notices().iter().for_each(|notice| assert_whole(notice.to_string()));
        }
    }
    let off = Policy::builder(Mode::Development).redaction(false).build().unwrap();
    assert_eq!(off.explain("password").to_string(), "`password` stays: redaction is switched off");
    let forced = Policy::builder(Mode::Production).redaction(false).build().unwrap();
    forced.notices().iter().for_each(|notice| assert_whole(notice.to_string()));
    for name in ["password", "order_id", "user_session"] {
        let refused = Policy::builder(Mode::Production).not_secret(name, " ").build().unwrap_err();
        assert_whole(refused.to_string());
        if name != "user_session" {
            assert_whole(Policy::builder(Mode::Production).not_secret(name, "why").build().unwrap_err().to_string());
        }
    }
    let named = Policy::production().explain("alice@example.com\u{1b}[1m").to_string();
    assert!(!named.contains("alice") && !named.contains('\u{1b}'), "{named}");
    let long = Policy::production().explain(&"x".repeat(10_000)).to_string();
    assert!(long.len() < 200, "{long}");
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
