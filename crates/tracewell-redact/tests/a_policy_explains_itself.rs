//! A policy says what it does with a name, and why, and shows no secret by it.

mod judged;

use judged::{HARMLESS, SENSITIVE};
use tracewell_names::field;
use tracewell_redact::{Action, Class, Decision, Mode, Policy};

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
