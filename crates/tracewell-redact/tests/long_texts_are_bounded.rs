//! Of a very long text the beginning is scanned and the rest never emitted, half secrets at the edge included.

mod support;

use http::HeaderValue;
use support::{every_kind, jwt, private_key};
use tracewell_redact::{Mode, Policy};

const LIMIT: usize = 512;

fn policy() -> Policy {
    // The window is 4096 bytes more than a value may have.
    Policy::builder(Mode::Development).max_value_bytes(LIMIT).build().unwrap_or_else(|_| Policy::development())
}

#[test]
fn nothing_beyond_the_window_goes_out() {
    let text = "word ".repeat(10_000);
    let mut out = String::new();
    let scrubbed = policy().scrub_window(&text, &mut out);
    assert!(scrubbed.is_clean());
    assert!(out.is_empty());
    assert_eq!(scrubbed.kept() + scrubbed.left_out(), text.len());
    assert!((LIMIT + 3500..LIMIT + 4096).contains(&scrubbed.kept()), "{}", scrubbed.kept());

    assert!(policy().scrub_into(&text, &mut out));
    assert_eq!(out, text[..scrubbed.kept()]);
    assert_eq!(policy().scrub(&text), text[..scrubbed.kept()]);
}

#[test]
fn one_long_word_stays_for_the_most_part() {
    let text = "x".repeat(20_000);
    let mut out = String::new();
    let scrubbed = policy().scrub_window(&text, &mut out);
    assert!(scrubbed.is_clean() && scrubbed.kept() > LIMIT + 3500);
}

#[test]
fn a_window_never_ends_within_a_character() {
    for filler in ["é", "…", "𝄞"] {
        for shift in 0..4 {
            let text = format!("{}{}", "a".repeat(shift), filler.repeat(4000));
            let mut out = String::new();
            let scrubbed = policy().scrub_window(&text, &mut out);
            assert!(text.is_char_boundary(scrubbed.kept()));
        }
    }
}

#[test]
fn half_a_secret_at_the_edge_is_left_out() {
    let window = policy().scan_limit();
    for (kind, secret) in every_kind(7) {
        for inside in 1..secret.len().min(300) {
            if !secret.is_char_boundary(inside) {
                continue;
            }
            for before in [" ", "\"", "token=\"", "x: "] {
                let filler = "word ".repeat(window / 5 + 1);
                let lead = &filler[..window - inside - before.len()];
                let text = format!("{lead}{before}{secret} and more {filler}");
                let scrubbed = policy().scrub(&text).into_owned();
                // Four characters are a prefix, and prefixes are no secret.
                let visible = &secret[..inside];
                assert!(
                    inside <= 4 || !scrubbed.contains(visible),
                    "{inside} bytes of {kind} {secret:?} behind {before:?}: …{:?}",
                    &scrubbed[scrubbed.len() - 80..]
                );
            }
        }
    }
}

#[test]
fn a_long_secret_that_crosses_the_edge_is_left_out() {
    let window = policy().scan_limit();
    let lead = "word ".repeat(window / 10);
    let long = format!("{}{}", jwt(3), support::random(support::URL, 5000, 4));
    let quoted = format!("token=\"{}", "secret words ".repeat(400));
    let key = private_key("\n", "").replace("-----END", &support::random(support::ALNUM, 5000, 5));
    for secret in [long, quoted, key] {
        let text = format!("{lead}{secret}");
        let scrubbed = policy().scrub(&text).into_owned();
        assert!(scrubbed.starts_with(&lead));
        assert!(!scrubbed.contains(&secret[20..60]), "{}", &scrubbed[lead.len()..]);
    }
}

#[test]
fn replacing_secrets_never_pulls_the_rest_into_view() {
    // Markers may be much shorter than what they replace, so that the edge comes nearer.
    let secret = format!("alice@{}.example.com ", "a".repeat(60));
    let text = format!("{}{}", secret.repeat(100), "card 4111 ".repeat(10));
    let scrubbed = policy().scrub(&text).into_owned();
    assert!(!scrubbed.contains("alice") && !scrubbed.contains("aaaa"), "{scrubbed}");
}

#[test]
fn a_url_at_the_edge_is_left_out_from_its_beginning() {
    let window = policy().scan_limit();
    let lead = "word ".repeat(window / 5 + 1);
    for (before, sign) in [("https://u:", "@db/"), ("(https:\\/\\/u:", "@db"), ("see=x,https%3A%2F%2Fu%3A", "%40db")] {
        for password in [support::random(support::ALNUM, 900, 6), "pass,word;".repeat(90), "pass/".repeat(180)] {
            for inside in [1, 47, 60, 255, 256, 300, 700, 899] {
                let text = format!("{}{before}{password}{sign} {lead}", &lead[..window - inside - before.len()]);
                let scrubbed = policy().scrub(&text).into_owned();
                assert!(
                    !scrubbed.contains(&password[..4]),
                    "{inside} of {before:?}: {}",
                    &scrubbed[scrubbed.len() - 80..]
                );
            }
        }
    }
}

#[test]
fn a_secret_that_shrinks_brings_no_half_secret_into_view() {
    let window = policy().scan_limit();
    let first = format!("password={} ", "x".repeat(window - 800));
    let url = format!("https://u:{}@db/", support::random(support::ALNUM, 900, 8));
    let scrubbed = policy().scrub(&format!("{first}{url}")).into_owned();
    assert!(!scrubbed.contains(&url[10..20]), "{scrubbed}");
}

/// The shortest time of a few runs, and of some more while it is not below `enough`: others use the machine, too.
fn time_of(enough: f64, mut work: impl FnMut()) -> f64 {
    let mut shortest = f64::MAX;
    for run in 0..40 {
        let start = std::time::Instant::now();
        work();
        shortest = shortest.min(start.elapsed().as_secs_f64());
        if run >= 2 && shortest < enough {
            break;
        }
    }
    shortest
}

#[test]
fn harmless_values_in_a_row_take_no_longer_than_their_length() {
    let policy = Policy::builder(Mode::Development).max_value_bytes(1 << 20).build().unwrap();
    for unit in ["/key=1", "token:expired,!", "key.rs:ok,!", "a::key=off,!", "::key:a/", "a::key=\"off,"] {
        let text = |len: usize| format!("{}%252541%252522%2522%22", unit.repeat(len / unit.len()));
        // Long enough for the square to be seen, short enough for a build without optimisation.
        let (short, long) = (text(1_500), text(12_000));
        let (short_json, long_json) = (json_string(&short), json_string(&long));
        for (what, run) in [
            ("scrub", &mut (|text: &str, _: &str| drop(policy.scrub(text).into_owned())) as &mut dyn FnMut(&str, &str)),
            ("path", &mut |text, _| drop(policy.path(text).into_owned())),
            ("url", &mut |text, _| drop(policy.url(text))),
            ("query", &mut |text, _| drop(policy.query(text))),
            ("json", &mut |_, json| {
                let _ = policy.json().redact_into(json.as_bytes(), &mut String::new());
            }),
            ("header", &mut |text, _| {
                let value = HeaderValue::from_bytes(text.as_bytes()).unwrap();
                drop(policy.header("accept", &value));
            }),
        ] {
            let little = time_of(f64::MAX, || run(&short, &short_json));
            // Eight times the text: the square would take 64 times as long.
            let enough = 24.0 * little + 0.05;
            let much = time_of(enough, || run(&long, &long_json));
            assert!(much < enough, "{what} of {unit:?}: {little} s, then {much} s");
        }
    }
}

fn json_string(text: &str) -> String {
    format!("{{\"note\":\"{}\"}}", text.replace('"', "\\\""))
}

#[test]
fn a_policy_scans_twelve_kibibytes_unless_told_otherwise() {
    assert_eq!(Policy::production().scan_limit(), 12 * 1024);
    assert_eq!(Policy::development().scan_limit(), 12 * 1024);
    assert_eq!(policy().scan_limit(), LIMIT + 4096);
}

/// A word with a comma or semicolon in it is kept up to there.
#[test]
fn a_long_word_is_cut_behind_what_parts_it() {
    let window = policy().scan_limit();
    for sign in [",", ";"] {
        let text = format!("{}{sign}{}", "a".repeat(window - 100), "a".repeat(500));
        assert_eq!(policy().scrub(&text), text[..window - 99]);
    }
}

#[test]
fn the_beginning_of_a_token_is_found_at_the_edge_alone() {
    let window = policy().scan_limit();
    let begin = ["ey", "Jab"].concat();
    for before in ["", "x%20", "%20"] {
        let filler = format!("{begin} a%20{begin} ");
        let word = format!("{before}{begin}");
        let blanks = " ".repeat(window - filler.len() - word.len());
        let mut places = Vec::new();
        policy().find_secrets(&format!("{filler}{blanks}{word}{}", "c".repeat(100)), |place, _| places.push(place));
        assert_eq!(places.pop(), Some(window - begin.len()..window), "{before}");
        assert!(places.is_empty(), "{places:?}");
    }
}
