//! Work on hostile text, counted in bytes looked at rather than in time.

use super::Scanner;
use super::text::work;
use crate::counts::Counts;
use crate::name::Sensitivity;

/// How many bytes finders may look at for each byte of the text. The worst is text that consists of separators: each
/// reads a bounded name before it.
const MOST: usize = 400;

fn work_on(text: &str) -> usize {
    let names = Sensitivity::default();
    let mut out = String::new();
    work::measure(|| {
        let _ = Scanner::new(usize::MAX).scrub(text, &names, &Counts::new(), &mut out);
    })
}

const UNITS: &[&str] = &[
    "4",
    "4111 ",
    "4111-",
    "5",
    "@",
    "a@",
    "@a",
    "a@b.",
    "a@b.co ",
    ".@",
    "\"@",
    "~",
    "8Q~",
    "a8Q~",
    "%",
    "%41",
    "%40",
    "%2540",
    "%3D",
    "%253D",
    "%22token%22%3A",
    "%5C%22token%5C%22%3A%5C%22a",
    "%0Atoken%3A ",
    "%25",
    "a%40b ",
    "=",
    "==",
    ":",
    "::",
    "://",
    "://a",
    "://a:b/",
    "://a@",
    "://[",
    "//",
    "(",
    "(\"",
    "(\"token\",",
    "token=",
    "token= ",
    "token: ",
    "token: expired ",
    "token=token: ",
    "token=a/token: ",
    "token=a/token: expired ",
    "app::token: ",
    "app::secret: ",
    "password://",
    "token://",
    "bearer a,bearer ",
    "token=\"",
    "token=\\\"",
    "token='",
    "token=(",
    "token=[",
    "token={\"",
    "token=a(",
    "token=,",
    "token=a,",
    "token=a,b",
    "\"token\":",
    "key ",
    "key=key:",
    "card number:",
    "x number:",
    "authorization: Digest ",
    "authorization: Digest a=b,",
    "cookie: a=b;",
    "cookie:;",
    "a=b;",
    "[REDACTED",
    "[REDACTED:",
    "[REDACTED]",
    "[REDACTED:email]",
    "token=[REDACTED]",
    "hmac:",
    "hmac:a:",
    "eyJ",
    "eyJ.",
    "eyJaaaaaaaaaaaaaa.",
    "eyJaaaaaaaaaaaaaa.a",
    "-----BEGIN",
    "-----BEGIN PRIVATE KEY",
    concat!("-----BEGIN", " PRIVATE KEY-----"),
    "-----BEGIN A",
    "-----END",
    "ghp_",
    "ghp_a",
    "sk_live_",
    "sk-",
    "T3BlbkFJ",
    "sk-aaaaaaaaaaaaaaaaaaaaT3BlbkFJ",
    ".atlasv1.",
    "aaaaaaaaaaaaaa.atlasv1.",
    "hooks.slack.com",
    "hooks.slack.com/services/",
    "bearer",
    "bearer ",
    "Bearer a ",
    "basic ",
    "basic aaaa",
    "basic a=",
    "AKIA",
    concat!("AK", "IAAAAAAAAAAAAAAAAA"),
    "DE89",
    "DE89 3704",
    "AA11",
    "\\",
    "\\\\",
    "\\\"",
    "\\n",
    "\"",
    "'",
    "`",
    "\u{1b}[",
    "\u{1b}[0m",
    "m@",
    "é",
    "é@",
    "…",
    "]",
    "]=",
    "]]]]]]]]]]]]]]]]:",
    " ",
    " =",
    "        =",
    "a",
    "aaaaaaaaaaaaaaaa=",
    "key%",
    "SG.",
    "SG.aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "****",
    "REDACTED",
    "glpat-",
    "xoxb-",
    "sk-proj-",
    "AIza",
    "hvs.",
    "github_pat_",
    "dapi",
    "pypi-AgEIcHlwaS5vcmc",
    "token=REDACTED",
    ";",
    ",",
    "{",
    "}",
    "{\"a\":",
    "[{\"token\":[",
    "[[\"token\",",
    "[[\"token\",[",
    "],[\"token\",\"",
    "[[\"",
    "token:\n",
    "token: |\n ",
    "password:\n",
    "password: |\n ",
    "password: | ",
    "(token)=(",
    "token)=(",
    ")=(",
    "(1,\"token\",",
    "(Some(\"token\"),",
    "\u{a0}",
    "\u{a0}=",
    "\u{1b}[0m=",
    "\\u{1b}[0m=",
    "                                                                =",
    "token=['",
    "4111\u{202f}",
    "4111  ",
    "DE89\u{a0}",
    "token=hmac:a:",
    "/key=1",
    "/key=1/",
    "token:expired,!",
    "key.rs:ok,!",
    "key.rs:ok/",
    "a::key=off,!",
    "a::key=\"off,",
    "::key:a/",
    "::key:\"a/",
    "::key:[a/",
    "dsn:ok,!",
    "cookie=[REDACTED];",
    "cookie: a=[REDACTED]; ",
    "token:\n- ",
    "token:\n - a\n ",
    "password:\n- ",
    "password: !!str ",
    "password: &a ",
    "token=;",
    "token=&",
    "token=''",
    "token=\"\"",
    "*",
    "token:** ",
    "token: * ",
    "set-cookie: a=b;, ",
    "set-cookie: a=[REDACTED];, ",
    "set-cookie: a=b, 1",
    "-----END -----",
    "postgres://a:1/",
    "postgres://a:1@b/",
];

#[test]
fn work_is_linear_in_the_text() {
    for unit in UNITS {
        let short = unit.repeat((1 << 13) / unit.len());
        let long = unit.repeat((1 << 16) / unit.len());
        let (little, much) = (work_on(&short), work_on(&long));
        assert!(much <= MOST * long.len(), "{unit:?} repeated: {much} for {}", long.len());
        // Eight times the text is about eight times the work, and never the square.
        assert!(much <= 12 * little + 10_000, "{unit:?} repeated: {little}, then {much}");
    }
}

/// What begins a value that goes on to the end of the text.
const OPENINGS: &[&str] = &[
    "key=",
    "key: \"",
    "key=[",
    "key=[\"",
    "(\"key\", ",
    "(\"key\", [",
    "cookie: ",
    "authorization: x ",
    "https://a:",
];

/// What may take a run of backslashes for something else at each of them.
const ESCAPES: &[&str] =
    &["\\'", "\\`", "\\\\\"", "\\\"\\", "\"\\\\", "\\]", "\\a", "\\b\"", "'\\''", "'\\", "[\\", "\\["];

#[test]
fn work_is_linear_behind_an_opening() {
    for opening in OPENINGS {
        for unit in UNITS.iter().chain(ESCAPES) {
            let text = |len: usize| format!("{opening}{}", unit.repeat(len / unit.len()));
            let (short, long) = (text(1 << 11), text(1 << 14));
            let (little, much) = (work_on(&short), work_on(&long));
            assert!(much <= MOST * long.len(), "{opening:?}, {unit:?} repeated: {much} for {}", long.len());
            assert!(much <= 12 * little + 10_000, "{opening:?}, {unit:?} repeated: {little}, then {much}");
        }
    }
}

#[test]
fn work_is_linear_in_text_of_two_parts() {
    for (first, second) in [
        ("eyJ", "."),
        ("a", "@"),
        ("token=", "\""),
        ("token=\"", "\\"),
        ("(", "token"),
        ("%41", "@"),
        ("4", " "),
        ("://", "a:b"),
        ("Bearer ", "a"),
        ("token=[", "]"),
    ] {
        let text = format!("{}{}", first.repeat(1 << 14), second.repeat(1 << 14));
        assert!(work_on(&text) <= MOST * text.len(), "{first:?} then {second:?}");
    }
}

#[test]
fn a_mebibyte_is_scanned_no_further_than_the_window() {
    let names = Sensitivity::default();
    let scanner = Scanner::new(12_288);
    for unit in UNITS {
        let text = unit.repeat((1 << 20) / unit.len());
        let mut out = String::new();
        let read = work::measure(|| {
            let scrubbed = scanner.scrub(&text, &names, &Counts::new(), &mut out);
            assert!(scrubbed.kept() + scrubbed.left_out() == text.len() && scrubbed.kept() < 12_288);
        });
        assert!(read <= MOST * 12_288, "{unit:?}: {read}");
        assert!(out.len() < 8 * 12_288, "{unit:?}: {} bytes", out.len());
    }
}
