//! JSON is redacted while it is read: names decide, strings are scanned, and what comes out is JSON.

mod support;

use proptest::prelude::*;
use serde_json::Value;
use support::every_kind;
use tracewell_redact::{Action, Class, JsonOutcome, Mode, Policy, Reason};

#[track_caller]
fn redacted(policy: &Policy, json: &str) -> (String, JsonOutcome) {
    let mut out = String::new();
    let outcome = policy.json().redact_into(json.as_bytes(), &mut out);
    (out, outcome)
}

#[test]
fn names_decide_and_strings_are_scanned() {
    for (json, expected) in [
        (r#"{"a": 1, "b": [true, null, "x"]}"#, r#"{"a":1,"b":[true,null,"x"]}"#),
        (r#"{"password": "x", "a": 1}"#, r#"{"password":"[REDACTED]","a":1}"#),
        (
            r#"{"pin": 1234, "cvv": null, "auth": {"a": [1, {"b": "}"}]}, "n": 1}"#,
            r#"{"pin":"[REDACTED]","cvv":"[REDACTED]","auth":"[REDACTED]","n":1}"#,
        ),
        (r#"{"pass\u0077ord": "x"}"#, r#"{"password":"[REDACTED]"}"#),
        (r#"{"a": "mail alice@example.com\n"}"#, r#"{"a":"mail [REDACTED:email]\n"}"#),
        (r#"{"a": "alice\u0040example.com"}"#, r#"{"a":"[REDACTED:email]"}"#),
        (r#"{"a": "{\"token\":\"abc\",\"b\":1}"}"#, r#"{"a":"{\"token\":\"[REDACTED]\",\"b\":1}"}"#),
        (r#"["alice@example.com", 4111111111111111]"#, r#"["[REDACTED:email]",4111111111111111]"#),
        (r#"{"alice@example.com": 1}"#, r#"{"[REDACTED:email]":1}"#),
        (r#""alice@example.com""#, r#""[REDACTED:email]""#),
        (r#"  12  "#, "12"),
        // However large: it is for the reader to say what it has room for.
        ("[8E8888, 1e-999]", "[8E8888,1e-999]"),
        ("{}", "{}"),
        ("[]", "[]"),
        (r#"{"a":{},"b":[]}"#, r#"{"a":{},"b":[]}"#),
        (r#"{"a":"\u00e9\ud834\udd1e\/"}"#, "{\"a\":\"é𝄞/\"}"),
        (r#"{"token":"[REDACTED]"}"#, r#"{"token":"[REDACTED]"}"#),
        (r#"{"a":"b\\c\td\re\nf\u0001\"g"}"#, r#"{"a":"b\\c\td\re\nf\u0001\"g"}"#),
    ] {
        assert_eq!(redacted(&Policy::development(), json), (expected.to_owned(), JsonOutcome::Whole), "{json}");
        assert_eq!(redacted(&Policy::development(), expected).0, expected);
    }
}

#[test]
fn a_strict_policy_filters_unknown_names() {
    let policy = Policy::builder(Mode::Production).allow(["order", "id"]).build().unwrap();
    let json = r#"{"order": {"id": 7, "note": "x", "lines": [1]}, "password": "x"}"#;
    assert_eq!(
        redacted(&policy, json).0,
        r#"{"order":{"id":7,"note":"[FILTERED]","lines":"[FILTERED]"},"password":"[REDACTED]"}"#
    );
    let mut out = String::new();
    let own = r#"[{"loc": "body.name", "msg": "missing", "token": "x"}]"#;
    let _ = policy.json().keep_unknown_names().redact_into(own.as_bytes(), &mut out);
    assert_eq!(out, r#"[{"loc":"body.name","msg":"missing","token":"[REDACTED]"}]"#);
    assert!(policy.counts().get(Reason::Filter) == 2 && policy.counts().get(Reason::Name) == 2);
}

#[test]
fn classes_have_their_actions() {
    let policy = Policy::builder(Mode::Development)
        .action(Class::Phone, Action::KeepLast(4))
        .action(Class::Ip, Action::TruncateIp)
        .build()
        .unwrap();
    let json = r#"{"phone": "+49 30 12345678", "mobile": 491701234567, "ip": "203.0.113.7", "tel": {"a": 1}}"#;
    assert_eq!(
        redacted(&policy, json).0,
        r#"{"phone":"****5678","mobile":"****4567","ip":"203.0.113.0","tel":"[REDACTED]"}"#
    );
}

#[test]
fn what_is_no_json_leaves_nothing_behind() {
    for json in [
        "x",
        "{a:1}",
        "{\"a\" 1}",
        "{\"a\":1,}",
        "[1,]",
        "[1 2]",
        "{\"a\":1}x",
        "1 2",
        "]",
        "}",
        "{]",
        "[}",
        "{\"a\":01}",
        "tru ",
        "\"\\x\"",
        "\"a\nb\"",
        "{\"a\":+1}",
        "{\"a\":nul}",
        "{1:2}",
        "'a'",
        "{\"a\":1:2}",
        "[,1]",
        "nulll",
        "-",
    ] {
        let mut out = "before".to_owned();
        let outcome = Policy::development().json().redact_into(json.as_bytes(), &mut out);
        // What ends in half a word may be the beginning of JSON.
        assert!(outcome != JsonOutcome::Whole, "{json}");
        if outcome == JsonOutcome::Invalid {
            assert_eq!(out, "before", "{json}");
        }
    }
    let mut out = String::new();
    assert_eq!(Policy::development().json().redact_into(b"[\"\xff\"]", &mut out), JsonOutcome::Invalid);
    assert!(out.is_empty());
}

#[test]
fn what_is_no_json_is_told_from_what_is_not_all_of_it() {
    use JsonOutcome::{Cut, Invalid};
    for (json, out, outcome) in [
        ("tru", "", Cut),
        ("[tru", "[", Cut),
        ("[1,tru", "[1,", Cut),
        ("{\"a\":nul}", "", Invalid),
        ("tru ", "", Invalid),
        // Half a number is not shown: it may be half of anything.
        ("[12", "[", Cut),
        ("{\"pin\":12", "{\"pin\":\"[REDACTED]\"", Cut),
        ("1,2", "", Invalid),
        ("{},", "", Invalid),
        ("{\"token\":}", "", Invalid),
        ("{\"token\":,\"a\":1}", "", Invalid),
        ("{\"token\"::1}", "", Invalid),
        ("{\"token\":]}", "", Invalid),
        ("[[\"token\",,]]", "", Invalid),
        ("[[\"token\",:]]", "", Invalid),
    ] {
        assert_eq!(redacted(&Policy::development(), json), (out.to_owned(), outcome), "{json}");
    }
}

#[test]
fn it_ends_with_the_value_that_goes_beyond_the_limit() {
    let policy = Policy::development();
    for (json, most, expected, outcome) in [
        ("[1,2,3]", 3, "[1,2", JsonOutcome::Cut),
        ("[1,2,3]", 2, "[1,", JsonOutcome::Cut),
        ("[1,2,3]", 7, "[1,2,3]", JsonOutcome::Whole),
        ("[1,2,3]", 0, "[", JsonOutcome::Cut),
    ] {
        // What was there does not count.
        let mut out = "before".to_owned();
        assert_eq!(policy.json().most_bytes(most).redact_into(json.as_bytes(), &mut out), outcome, "{most}");
        assert_eq!(out, format!("before{expected}"), "{most}");
    }
}

#[test]
fn what_is_cut_anywhere_shows_no_half_of_a_secret() {
    let json = r#"{"a":"ask alice@example.com now","password":"hunter2","b":[1234567,"x"],"token":{"c":"hidden"},"d":"bob@example.com"}"#;
    for end in 0..json.len() {
        let (out, outcome) = redacted(&Policy::development(), &json[..end]);
        assert_eq!(outcome, JsonOutcome::Cut, "{}", &json[..end]);
        for secret in ["alice", "hunter", "hidden", "bob"] {
            assert!(!out.contains(secret), "{out}");
        }
        let whole = redacted(&Policy::development(), json).0;
        assert!(whole.starts_with(out.strip_suffix("\"[REDACTED]\"").unwrap_or(&out)), "{out}");
    }
}

#[test]
fn a_number_longer_than_any_text_is_not_shown() {
    let policy = Policy::development();
    let longest = "4".repeat(policy.scan_limit());
    for (number, shown) in [(longest.clone(), longest.clone()), (longest + "4", "\"[FILTERED]\"".to_owned())] {
        let mut out = String::new();
        let outcome = policy.json().most_bytes(1 << 20).redact_into(format!("[{number}]").as_bytes(), &mut out);
        assert_eq!((outcome, out), (JsonOutcome::Whole, format!("[{shown}]")));
    }
}

#[test]
fn size_and_depth_are_bounded() {
    let policy = Policy::development();
    let (out, outcome) = redacted(&policy, &"[".repeat(1_000_000));
    assert_eq!(outcome, JsonOutcome::Cut);
    assert!(out.len() <= 128, "{}", out.len());

    let deep = format!("{}1{}", "[".repeat(1000), "]".repeat(1000));
    let (out, outcome) = redacted(&policy, &deep);
    assert_eq!(outcome, JsonOutcome::Whole);
    assert_eq!(out, format!("{}\"[FILTERED]\"{}", "[".repeat(128), "]".repeat(128)));

    let many = format!("[{}1]", "1,".repeat(1_000_000));
    let mut out = String::new();
    assert_eq!(policy.json().most_bytes(100).redact_into(many.as_bytes(), &mut out), JsonOutcome::Cut);
    assert!(out.len() <= 110, "{}", out.len());

    let long = format!("[\"{}\"]", "word ".repeat(10_000));
    let (out, outcome) = redacted(&policy, &long);
    assert_eq!(outcome, JsonOutcome::Whole);
    assert!(out.len() < 13_000 && out.ends_with(" bytes]\"]"), "{}", &out[out.len() - 40..]);
    assert!(serde_json::from_str::<Value>(&out).is_ok());
}

fn value() -> impl Strategy<Value = Value> {
    let secret = (1_u64..500, any::<prop::sample::Index>()).prop_map(|(seed, index)| {
        let kinds = every_kind(seed);
        Value::String(format!("see <{}> there", index.get(&kinds).1))
    });
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::String),
        secret,
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        let name = prop_oneof![
            "[a-z]{1,6}x",
            Just("password".to_owned()),
            Just("userToken".to_owned()),
            Just("na\"me\n".to_owned())
        ];
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(Value::Array),
            prop::collection::hash_map(name, inner, 0..5)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// What redaction should make of a value, said with a tree.
fn expected(value: &Value, policy: &Policy) -> Value {
    match value {
        Value::String(text) => Value::String(policy.scrub(text).into_owned()),
        Value::Array(values) => values.iter().map(|value| expected(value, policy)).collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, value)| match name.as_str() {
                "password" | "userToken" => (name.clone(), Value::from("[REDACTED]")),
                _ => (name.clone(), expected(value, policy)),
            })
            .collect(),
        other => other.clone(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_stream_agrees_with_a_tree(value in value(), pretty in any::<bool>()) {
        let json = if pretty { serde_json::to_string_pretty(&value) } else { serde_json::to_string(&value) };
        let policy = Policy::builder(Mode::Development).max_value_bytes(1 << 20).build();
        let (Ok(json), Ok(policy)) = (json, policy) else {
            return Err(TestCaseError::reject("not serialised"));
        };
        let (out, outcome) = redacted(&policy, &json);
        prop_assert_eq!(outcome, JsonOutcome::Whole);
        let read = serde_json::from_str::<Value>(&out);
        prop_assert_eq!(read.ok(), Some(expected(&value, &policy)));
    }

    #[test]
    fn any_bytes_give_json_or_nothing(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let mut out = String::new();
        let outcome = Policy::development().json().redact_into(&bytes, &mut out);
        match outcome {
            JsonOutcome::Whole => prop_assert!(serde_json::from_str::<Value>(&out).is_ok(), "{}", out),
            JsonOutcome::Invalid => prop_assert!(out.is_empty()),
            _ => {}
        }
    }

    #[test]
    fn json_like_text_is_judged_as_others_judge_it(text in "[\\[\\]{},:\"ab\\\\u0019 \\-.eEtrufalsn]{0,24}") {
        let (out, outcome) = redacted(&Policy::development(), &text);
        if serde_json::from_str::<Value>(&text).is_ok() {
            prop_assert_eq!(outcome, JsonOutcome::Whole, "{}", text);
            prop_assert!(serde_json::from_str::<Value>(&out).is_ok(), "{}", out);
        }
        if outcome == JsonOutcome::Whole {
            prop_assert!(serde_json::from_str::<Value>(&out).is_ok(), "{} from {}", out, text);
        }
    }
}

#[test]
fn lists_of_pairs_lose_their_values() {
    for (json, expected) in [
        (r#"[["password","hunter2"],["a","b"]]"#, r#"[["password","[REDACTED]"],["a","b"]]"#),
        (r#"{"headers":[["authorization",{"a":["x"]}]]}"#, r#"{"headers":[["authorization","[REDACTED]"]]}"#),
        (
            r#"[["password","a","b"],["password"],[],[1,"password"]]"#,
            r#"[["password","a","b"],["password"],[],[1,"password"]]"#,
        ),
        (r#"[["the password is","a"]]"#, r#"[["the password is","a"]]"#),
        (r#"["password","a"]"#, r#"["password","a"]"#),
    ] {
        assert_eq!(redacted(&Policy::development(), json), (expected.to_owned(), JsonOutcome::Whole));
    }
    let (cut, outcome) = redacted(&Policy::development(), r#"[["password","hunter2""#);
    assert!(!cut.contains("hunter2") && outcome == JsonOutcome::Cut);
}
