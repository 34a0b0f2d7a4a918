//! Names that are written with what nobody sees, with brackets behind them, or apart from their value by odd signs.

use tracewell_redact::{Decision, Policy};

#[track_caller]
fn scrubs(text: &str, expected: &str) {
    let policy = Policy::development();
    let scrubbed = policy.scrub(text).into_owned();
    assert_eq!(scrubbed, expected, "\n  from: {text:?}");
    assert_eq!(policy.scrub(&scrubbed), expected, "a marker is never redacted again");
}

#[test]
fn characters_without_width_hide_no_name() {
    for unseen in ["\u{200b}", "\u{ad}", "\u{2060}", "\u{feff}", "\u{202e}", "\u{2066}", "\u{200d}"] {
        for (before, after) in [("pass", "word"), ("to", "ken"), ("p", "assword"), ("api_k", "ey"), ("password", "")] {
            for separator in ["=", ": ", "\u{ff1a}"] {
                let text = |value: &str| format!("a {before}{unseen}{after}{separator}{value} b");
                scrubs(&text("hunter22"), &text("[REDACTED]"));
            }
            let text = |value: &str| format!("{{\"{before}{unseen}{after}\":\"{value}\"}}");
            scrubs(&text("hunter22"), &text("[REDACTED]"));
        }
        let harmless = format!("sta{unseen}tus: hunter22 mon{unseen}key=1");
        scrubs(&harmless, &harmless);
    }
}

#[test]
fn letters_of_full_width_hide_no_name() {
    for (text, expected) in [
        ("ｐａｓｓｗｏｒｄ: hunter2 x", "ｐａｓｓｗｏｒｄ: [REDACTED] x"),
        ("a=1 ＰＡＳＳＷＯＲＤ=hunter2", "a=1 ＰＡＳＳＷＯＲＤ=[REDACTED]"),
        ("passｗord=hunter2", "passｗord=[REDACTED]"),
        ("ａｐｉ＿ｋｅｙ：abc", "ａｐｉ＿ｋｅｙ：[REDACTED]"),
        ("db.ｐａｓｓword=hunter2;b=1", "db.ｐａｓｓword=[REDACTED];b=1"),
        ("{\"ｔｏｋｅｎ\":\"abc\"}", "{\"ｔｏｋｅｎ\":\"[REDACTED]\"}"),
        ("{\"the ｐａｓｓｗｏｒｄ\":\"abc\"}", "{\"the ｐａｓｓｗｏｒｄ\":\"[REDACTED]\"}"),
    ] {
        scrubs(text, expected);
    }
    for text in ["ｓｔａｔｕｓ: ok", "ｍｏｎｋｅｙ=1", "{\"ａｕｔｈｏｒ\":\"Jane\"}", "１２：３０ and ｎｏｄｅ＝７"]
    {
        scrubs(text, text);
    }
    let policy = Policy::development();
    for name in ["ｐａｓｓｗｏｒｄ", "userＴｏｋｅｎ", "ａｐｉ-ｋｅｙ"] {
        assert_eq!(policy.decide(name), Decision::Redact, "{name}");
    }
    for name in ["ｓｔａｔｕｓ", "ｍｏｎｋｅｙ"] {
        assert_eq!(policy.decide(name), Decision::Keep, "{name}");
    }
}

#[test]
fn signs_of_other_scripts_part_a_name_from_its_value() {
    for sign in [
        "\u{ff1a}", "\u{ff1d}", "\u{a789}", "\u{2236}", "\u{2d0}", "\u{2f8}", "\u{a4fd}", "\u{fe13}", "\u{205a}",
        "\u{589}", "\u{5c3}", "\u{2254}", "\u{a78a}", "\u{207c}", "\u{fe66}", "\u{fe55}",
    ] {
        scrubs(&format!("password{sign}hunter2 x"), &format!("password{sign}[REDACTED] x"));
        scrubs(&format!("a=1 api_key {sign} abc x"), &format!("a=1 api_key {sign} [REDACTED] x"));
        let harmless = format!("author{sign}Jane status{sign} ok");
        scrubs(&harmless, &harmless);
    }
}

#[test]
fn brackets_behind_a_name_hide_it_not() {
    for (text, expected) in [
        ("password (new): hunter2", "password (new): [REDACTED]"),
        ("old password (again) : hunter2 x", "old password (again) : [REDACTED] x"),
        ("password['x']: y", "password['x']: [REDACTED]"),
        ("password[\"x\"]=y", "password[\"x\"]=[REDACTED]"),
        ("password[0]=y", "password[0]=[REDACTED]"),
        ("password[0]: y", "password[0]: [REDACTED]"),
        ("client_secret[a.b]=y z", "client_secret[a.b]=[REDACTED] z"),
    ] {
        scrubs(text, expected);
    }
    for text in [
        "status (new): ok",
        "wrong password (attempt 3): user is locked",
        "token (line): foo",
        "user['x']: y",
        "items[0]=y",
        "f(password)=1",
        "check (a): b",
    ] {
        scrubs(text, text);
    }
}
