//! What a service or its environment says of names holds, but for what would show a secret.

use tracewell_redact::{Action, Cause, Class, Decision, ErrorKind, Mode, Notice, Policy};

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
fn a_name_that_is_only_as_long_as_one_of_a_service_is_another() {
    let policy = Policy::builder(Mode::Development)
        .sensitive(["badge_no"])
        .not_secret("s3_key", "an object's name")
        .build()
        .unwrap();
    for name in ["baggage", "badge_on", "codeblk", "x_badgen", "no_badge"] {
        assert_eq!(policy.decide(name), Decision::Keep, "{name}");
    }
    for name in ["s4_key", "s3_pin", "my_key", "a_otp_b"] {
        assert_eq!(policy.decide(name), Decision::Redact, "{name}");
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

/// What is known of a text or a name by the rules of one policy says nothing by those of another.
#[test]
fn what_is_harmless_for_one_service_need_not_be_for_another() {
    let lax = Policy::builder(Mode::Development).build().unwrap();
    let strict = Policy::builder(Mode::Development).sensitive(["badge"]).build().unwrap();
    let other = Policy::builder(Mode::Development).sensitive(["locker"]).build().unwrap();
    let [badge, locker] = ["badge: x17", "locker: x17"];
    let long = |text: &str| format!("{}{text}", "word ".repeat(40));
    for _ in 0..3 {
        for text in [badge, locker, &long(badge), &long(locker)] {
            assert_eq!(lax.scrub(text), text);
        }
        assert_eq!(strict.scrub(badge), "badge: [REDACTED]");
        assert_eq!(strict.scrub(locker), locker);
        assert_eq!(strict.scrub(&long(badge)), long("badge: [REDACTED]"));
        assert_eq!(other.scrub(badge), badge);
        assert_eq!(other.scrub(locker), "locker: [REDACTED]");
        assert_eq!(other.scrub(&long(locker)), long("locker: [REDACTED]"));
    }
}
