//! One character more or less decides: what stands at the last place of a rule is of it, and what stands behind is not.

#![allow(clippy::unwrap_used, reason = "what fails in a test fails the test")]

mod support;

use support::{ALNUM, BASE32, LOWER, card, random};
use tracewell_redact::{Kind, Locator, Mode, Policy, Reason};

#[track_caller]
fn scrubs(text: &str, expected: &str) {
    let policy = Policy::development();
    assert_eq!(policy.scrub(text), expected, "{text}");
    assert_eq!(policy.scrub(expected), expected, "and again");
    assert_eq!(policy.holds_secret(text), text != expected, "{text}");
}

#[track_caller]
fn stays(text: &str) {
    scrubs(text, text);
}

#[test]
fn a_url_with_an_empty_user_has_none() {
    stays("http://@host/x");
    scrubs("http://u@host/x", "http://[REDACTED:url_userinfo]@host/x");
}

#[test]
fn a_password_with_a_slash_ends_at_its_sign() {
    scrubs("db://user:12/34@host/p", "db://[REDACTED:url_userinfo]@host/p");
    scrubs("db://user:12/3/4@5@host/p", "db://[REDACTED:url_userinfo]@host/p");
}

/// A page may have a sign in its path, behind a port that serves pages; another scheme has user and password there.
#[test]
fn a_scheme_is_that_of_pages_as_a_whole() {
    stays("https://host:443/a@b");
    stays("see https://host:443/a@b");
    for scheme in ["xhttps", "shttps", "http2", "swss"] {
        scrubs(&format!("{scheme}://user:443/a@b"), &format!("{scheme}://[REDACTED:url_userinfo]@b"));
    }
}

#[test]
fn two_hexadecimal_digits_make_an_escape() {
    let token = format!("{}{}", ["AK", "IA"].concat(), random(BASE32, 16, 3));
    for before in ["%20", "x%2F", "abc%0a", "aaaaaaaa%3D"] {
        scrubs(&format!("{before}{token}"), &format!("{before}[REDACTED:aws_key]"));
    }
    for before in ["ab%2z", "ab%z2", "abab%zz", "ab220"] {
        stays(&format!("{before}{token}"));
    }
}

#[test]
fn a_domain_may_begin_with_a_number() {
    for domain in ["163.com", "126.com", "1.example.org", "mail.1und1.example", "v.4ever.example"] {
        scrubs(&format!("from bob@{domain} today"), "from [REDACTED:email] today");
    }
    for version in ["react@18.2.0", "tool@v1.4.tgz", "pkg@1.0.0-rc.one", "bob@0.0.example.com"] {
        stays(version);
    }
}

#[test]
fn the_number_in_front_of_a_name_has_twenty_digits() {
    for (digits, found) in [(1, true), (19, true), (20, true), (21, false)] {
        let number = "7".repeat(digits);
        let masked = if found { "[REDACTED]" } else { "abc" };
        scrubs(&format!(r#"({number}, "token", "abc")"#), &format!(r#"({number}, "token", "{masked}")"#));
    }
}

#[test]
fn an_azure_secret_has_thirty_one_characters_behind_its_mark() {
    let secret = |len| format!("{}8Q~{}", random(ALNUM, 3, 5), random(ALNUM, len, 7));
    scrubs(&secret(31), "[REDACTED:azure_secret]");
    scrubs(&secret(34), "[REDACTED:azure_secret]");
    stays(&secret(30));
    stays(&format!("{} and more of the text", secret(30)));
}

/// What stands behind the key's last line stays; where no line is plainly that, nothing does.
#[test]
fn a_key_ends_with_a_line_that_ends_it() {
    let dashes = "-".repeat(5);
    let begin = format!("{dashes}BEGIN PRIVATE KEY{dashes}");
    let end = |label: &str| format!("{dashes}END {label}{dashes}");
    scrubs(&format!("{begin} abc {} tail", end("PRIVATE KEY")), "[REDACTED:private_key] tail");
    scrubs(&format!("{begin} abc {} tail", end("X-Y PRIVATE KEY")), "[REDACTED:private_key]");
    let long = "A".repeat(130);
    scrubs(&format!("{begin} abc {} tail", end(&long)), "[REDACTED:private_key]");
    scrubs(&format!("{begin} abc {}BEGIN x", end("PRIVATE KEY")), "[REDACTED:private_key]");
    scrubs(&format!("{begin} abc {}END x", dashes), "[REDACTED:private_key]");
}

#[test]
fn a_terraform_token_has_both_its_halves() {
    let token = |before, behind| format!("{}.atlasv1.{}", random(ALNUM, before, 3), random(ALNUM, behind, 4));
    for lead in ["", "got "] {
        scrubs(&format!("{lead}{}", token(14, 60)), &format!("{lead}[REDACTED:terraform_token]"));
        stays(&format!("{lead}{}", token(14, 59)));
        stays(&format!("{lead}{}", token(13, 60)));
    }
}

#[test]
fn a_password_with_a_slash_has_no_blank() {
    stays("db://user:12/34 and mail to x@y");
    stays("db://user:12/34'x@y");
    stays("db://user:12/34?x@y");
    stays("db://user:12/34#x@y");
    stays("db://user:12/34,x@y");
}

#[test]
fn groups_of_digits_belong_to_digits() {
    scrubs("card=1234 5678-9012, x", "card=[REDACTED], x");
    scrubs("card: 12 34ab", "card: [REDACTED] 34ab");
    scrubs("password=abc 12 34", "password=[REDACTED] 12 34");
    scrubs("token=x1-7 8 y", "token=[REDACTED] 8 y");
}

#[test]
fn a_long_value_is_harmless_in_no_case() {
    stays("invalid token: expired");
    let long = |len: usize| format!("expired,{}", "expired,".repeat(len / 8 - 1));
    stays(&format!("invalid token: {}x=1", long(120)));
    scrubs(&format!("invalid token: {}x=1", long(240)), "invalid token: [REDACTED],x=1");
}

#[test]
fn each_issuer_has_prefixes_and_lengths_of_its_own() {
    let range = |from: usize, to: usize| (from..=to).collect::<Vec<_>>();
    for (prefixes, lengths) in [
        (&["40", "49"][..], vec![13, 16, 19]),
        (&["51", "55", "2221", "2720"], vec![16]),
        (&["34", "37"], vec![15]),
        (&["300", "305", "3095", "36", "38", "39"], range(14, 19)),
        (&["6011", "65", "644", "649", "3528", "3589", "62"], range(16, 19)),
        (&["5018", "5020", "5038", "5893", "6304", "6759", "6761", "6763"], range(13, 19)),
        (&["500", "57", "58", "2220", "2721", "306", "3094", "3096", "33", "35270", "35900", "32"], vec![]),
        (
            &["643", "5019", "5037", "5892", "6303", "6305", "6758", "6760", "6764", "6010", "6012", "61", "7", "9"],
            vec![],
        ),
    ] {
        for prefix in prefixes {
            for len in 13..=19 {
                let number = card(prefix, len, len as u64);
                let text = format!("paid with {number} today");
                let known = lengths.contains(&len);
                scrubs(&text, if known { "paid with [REDACTED:card] today" } else { &text });
            }
        }
    }
}

#[test]
fn the_key_of_the_manuals_is_none() {
    let begin = ["AK", "IA"].concat();
    stays(&format!("{begin}{}EXAMPLE", random(BASE32, 9, 3)));
    scrubs(&format!("{begin}{}EXAMPLF", random(BASE32, 9, 3)), "[REDACTED:aws_key]");
}

#[test]
fn a_name_may_stand_in_the_brackets_of_an_index() {
    for name in [r#"params["password"]"#, "a['token']", r#"x["api_key"] "#, r#"$_POST[\"pin\"]"#] {
        for separator in ["=", ": "] {
            scrubs(&format!("{name}{separator}x1 y"), &format!("{name}{separator}[REDACTED] y"));
        }
    }
    stays(r#"params["colour"]=x1"#);
}

#[test]
fn a_part_of_a_table_has_a_number_of_nine_digits() {
    for number in ["1", "42", "123456789"] {
        stays(&format!("s3://bucket/key={number}/file"));
    }
    scrubs("s3://bucket/key=1234567890/file", "s3://bucket/key=[REDACTED]");
    scrubs("s3://bucket/key=x/file", "s3://bucket/key=[REDACTED]");
}

#[test]
fn the_first_of_what_is_encoded_is_not_passed_over_for_the_last() {
    scrubs("password%3Dx1 then a%20b", "password%3D[REDACTED] then a%20b");
    scrubs("a%20b then password%3Dx1", "a%20b then password%3D[REDACTED]");
    scrubs("password%3Dx1 then pin%3Dx2", "password%3D[REDACTED] then pin%3D[REDACTED]");
}

#[test]
fn a_list_may_begin_a_text() {
    for text in [r#"[String("token"), String("abc")]"#, r#"[[String("token"), String("abc")]]"#] {
        stays(text);
    }
}

#[test]
fn a_user_without_a_name_is_left_as_none() {
    for text in [r#"Url { username: ""#, r#"see Url { username: "", host: "h" }"#] {
        let (mut out, mut spare) = (String::new(), String::new());
        let policy = Policy::development();
        policy.locate_into(Locator::Url, text, &mut spare, &mut out);
        assert!(!out.contains("REDACTED"), "{text}: {out}");
        assert_eq!(policy.counts().get(Reason::Kind(Kind::UrlUserinfo)), 0);
    }
}

/// With three digits only, most account numbers are none; these are.
#[test]
fn an_account_number_is_seen_wherever_it_stands() {
    let number = ["NO", "013 WESTQ", "RSTUV"].concat();
    for before in 0..200 {
        let filler = "x ".repeat(before);
        for lead in ["", "/"] {
            scrubs(&format!("{filler}{lead}{number}"), &format!("{filler}{lead}[REDACTED:iban]"));
        }
    }
}

#[test]
fn a_card_number_and_a_token_are_seen_wherever_they_stand() {
    let token = format!("{}{}", ["AK", "IA"].concat(), random(BASE32, 16, 3));
    let card = card("4111", 16, 3);
    for before in 0..140 {
        let filler = format!("{}/", "x".repeat(before));
        for after in ["", " and so on", " and so on, and so on, and so on, and so on, and so on"] {
            scrubs(&format!("{filler}{token}{after}"), &format!("{filler}[REDACTED:aws_key]{after}"));
            scrubs(&format!("{filler}{card}{after}"), &format!("{filler}[REDACTED:card]{after}"));
        }
    }
}

#[test]
fn what_is_encoded_often_costs_no_text_before_it() {
    let prose = "the queue is empty and nobody waits for it, ".repeat(40);
    stays(&format!("{prose}&amp;amp;quot; %20 %2520 %252520"));
}

#[test]
fn only_a_text_that_was_cut_ends_with_half_a_token() {
    let begin = ["ey", "Jab"].concat();
    stays(&format!("a%20{begin}"));
    stays(&format!("a%20b {begin}"));
}

#[test]
fn the_marker_of_any_kind_is_no_name() {
    for kind in Kind::ALL {
        for separator in ["=", ": ", " = "] {
            stays(&format!("[REDACTED:{}]{separator}abcdef12", kind.as_str()));
        }
    }
}

#[test]
fn dashes_do_not_begin_and_end_at_once() {
    let dashes = "-".repeat(5);
    let text = format!("{dashes}BEGIN PRIVATE KEY{dashes}END PRIVATE KEY{dashes} tail");
    scrubs(&text, "[REDACTED:private_key]");
}

#[test]
fn a_group_of_digits_has_one_at_least() {
    scrubs("card=1234 - x", "card=[REDACTED] - x");
    scrubs("card=1234 (x)", "card=[REDACTED] (x)");
}

#[test]
fn an_index_is_no_part_of_the_name_before_it() {
    scrubs("set-cookie['x']: a=1; b=2", "set-cookie['x']: [REDACTED]");
}

#[test]
fn a_keyed_hash_has_all_its_parts() {
    scrubs("card_number=hmac:k1:abc", "card_number=[REDACTED]");
    scrubs("card_number=hmac:k1", "card_number=[REDACTED]");
    let hash = format!("hmac:k1:{}", random(ALNUM, 22, 9));
    stays(&format!("card_number={hash}"));
}

#[test]
fn a_token_that_was_taken_out_is_none() {
    stays("Bearer [REDACTED]");
    stays("Bearer [REDACTED:bearer]");
    stays("Bearer (none)");
}

#[test]
fn two_quotes_stand_for_one() {
    scrubs(r#"token="a"" b" tail"#, r#"token="[REDACTED]" tail"#);
}

#[test]
fn a_letter_in_quotes_is_one() {
    scrubs(r"token=(a, ')', b) tail", "token=[REDACTED] tail");
    scrubs(r"token=(a, '\\', b) tail", "token=[REDACTED] tail");
    scrubs(r"token=(x 'a)' y", "token=[REDACTED]' y");
    scrubs(r"token=('\)) y", "token=[REDACTED]) y");
}

#[test]
fn a_webhook_is_known_by_its_host() {
    let path = random(ALNUM, 24, 7);
    let url = |host: &str| format!("see https://{host}/services/{path} now");
    let host = ["hooks.slack", ".com"].concat();
    scrubs(&url(&host), &format!("see https://{host}/services/[REDACTED:slack_token] now"));
}

/// What a thread learned of one name says nothing about another.
#[test]
fn a_name_of_one_letter_is_judged_for_itself() {
    let policy = Policy::builder(Mode::Development).sensitive(["p"]).build().unwrap();
    assert_eq!(policy.scrub("path=abc"), "path=abc");
    assert_eq!(policy.scrub("p=abc"), "p=[REDACTED]");
}

#[test]
fn a_second_scheme_is_seen_wherever_it_stands() {
    let token = random(ALNUM, 24, 11);
    for between in 0..100 {
        let filler = "x ".repeat(between);
        let text = |token: &str| format!("Bearer {token} and {filler}BeArEr {token} then");
        scrubs(&text(&token), &text("[REDACTED:bearer]"));
    }
}

#[test]
fn a_name_of_two_words_may_be_long() {
    for len in [60, 63, 64, 65, 90] {
        let word = random(LOWER, len, 3);
        let policy = Policy::builder(Mode::Development).sensitive([format!("{word}_number")]).build().unwrap();
        assert_eq!(policy.scrub(&format!("{word} number: abc12")), format!("{word} number: [REDACTED]"));
    }
}
