//! Looking for secrets in values of 200 bytes, next to the same patterns as one `RegexSet`; and in a mebibyte at once.

use std::hint::black_box;

use regex::bytes::{RegexSet, RegexSetBuilder};
use tracewell_benches::{Counting, Rounds};
use tracewell_redact::{Mode, Policy};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const PATTERNS: &[&str] = &[
    r"[a-zA-Z0-9._+%-]+@([a-zA-Z0-9-]+\.)+[a-zA-Z]{2,}",
    r"eyJ[A-Za-z0-9_-]{9,}\.[A-Za-z0-9_-]{4,}",
    r"(?i)\bbearer\s+[^\s]+",
    r"(?i)\bbasic\s+[A-Za-z0-9+/=_-]{4,}",
    r"-----BEGIN[ A-Z0-9_-]{0,100}PRIVATE KEY",
    r"\b[2-6]\d{3}([ .-]?\d{4,6}){2,3}\b",
    r"\b[2-6]\d{12,18}\b",
    r"\b[A-Z]{2}\d{2}( ?[A-Z0-9]{4}){2,7}",
    r"\b(A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b",
    r"\bAIza[A-Za-z0-9_-]{35}",
    r"gh[pousr]_[0-9a-zA-Z]{36}|github_pat_\w{82}",
    r"glpat-[A-Za-z0-9_-]{20}",
    r"\bxox[bpe](\.xox)?-[A-Za-z0-9-]{20,}|\bxapp-[A-Za-z0-9-]{20,}|hooks\.slack\.com/(services|workflows|triggers)/",
    r"\b(sk|rk)_(test|live|prod)_[a-zA-Z0-9]{10,}",
    r"\bsk-(proj|svcacct|admin|ant)-[A-Za-z0-9_-]{20,}|T3BlbkFJ",
    r"\bhf_[A-Za-z0-9]{34}|\bnpm_[a-zA-Z0-9]{36}|\bpypi-AgEIcHlwaS5vcmc|\brubygems_[a-f0-9]{48}",
    r"\bhvs\.[A-Za-z0-9_-]{90,}|\.atlasv1\.|\bSG\.[a-zA-Z0-9=_.-]{66}|\bdop_v1_[a-f0-9]{64}",
    r"\bshpat_[a-fA-F0-9]{32}|\bdapi[a-f0-9]{32}|\bglsa_[A-Za-z0-9_]{32}|\blin_api_[a-zA-Z0-9]{40}",
    r"\bdp\.pt\.[a-zA-Z0-9]{43}|\bPMAK-[a-f0-9-]{24}|\bsntry[su]_|\bops_eyJ|\bpul-[a-f0-9]{40}|[\w.]{3}\dQ~[\w~.-]{31}",
    r"://[^/?#\s]+@",
    r#"(?i)[\w.-]*(pass(word|wd|phrase)?|pwd|secret|token|key|auth|credential|session|cookie|csrf|xsrf|jwt|otp|pin|cvv|card|sig|nonce)[\w.-]*["'\\]*\s*[=:]"#,
];

const TEXTS: &[(&str, &str)] = &[
    (
        "prose",
        "The order was accepted and passed on to the warehouse, where two of the three parcels left on the same day; the third \
         one waits for a part which the supplier has promised for the end of the coming week ok",
    ),
    (
        "ids and times",
        "request 018f2b6e-7c1a-7d3e-9b55-0242ac120002 started at 2026-11-22T03:15:00.123456Z on node-17 took 1234 ms, \
         018f2b6e-7c1a-7d3e-9b55-0242ac120003 ended at 2026-11-22T03:15:01.123456Z with 200 and 5120 by",
    ),
    (
        "pairs",
        "method=GET route=/v1/items/{id} status=200 duration_ms=12.5 request_bytes=0 response_bytes=5120 node=web-17 \
         region=eu-central-1 version=1.2.3 attempt=1 queue=orders exchange=main outcome=ok cache_hit=true x",
    ),
    ("a short value", "eu-central-1-web-17a"),
    ("a word", "accepted"),
    (
        "with an e-mail address",
        "The order was accepted and passed on to the warehouse, where alice.miller@example.com left on the same day; the third \
         one waits for a part which the supplier has promised for the end of the coming week",
    ),
];

fn main() {
    let policy =
        Policy::builder(Mode::Development).max_value_bytes(1 << 20).build().unwrap_or_else(|_| Policy::development());
    let set: Result<RegexSet, _> = RegexSetBuilder::new(PATTERNS).unicode(false).build();
    let Ok(set) = set else {
        return;
    };
    for (name, text) in TEXTS {
        println!("\n{} bytes: {name}", text.len());
        let mut out = String::with_capacity(1024);
        let times = Rounds::default()
            .case("RegexSet, any match", |repetitions| {
                for _ in 0..repetitions {
                    black_box(set.is_match(black_box(text.as_bytes())));
                }
            })
            .case("scrub", |repetitions| {
                for _ in 0..repetitions {
                    out.clear();
                    let _ = black_box(policy.scrub_window(black_box(text), &mut out));
                }
            })
            .run(20_000);
        if let [regexes, ours] = times[..] {
            println!("{:.2} of the RegexSet", ours / regexes);
        }
    }

    let long = TEXTS[0].1.repeat((1 << 20) / TEXTS[0].1.len());
    println!("\n{} bytes: prose", long.len());
    let mut out = String::new();
    let times = Rounds::default()
        .case("scrub", |repetitions| {
            for _ in 0..repetitions {
                let _ = black_box(policy.scrub_window(black_box(&long), &mut out));
            }
        })
        .run(20);
    println!("{:.2} GB/s", long.len() as f64 / times[0]);
}
