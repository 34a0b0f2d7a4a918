//! Secrets made at run time, so that none stands in the source.

#![allow(dead_code, reason = "each test uses some of it")]

/// `len` characters of `alphabet` without a pattern, another sequence for each `seed`.
pub(crate) fn random(alphabet: &str, len: usize, seed: u64) -> String {
    let alphabet: Vec<char> = alphabet.chars().collect();
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    (0..len)
        .map(|_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            alphabet[(state >> 33) as usize % alphabet.len()]
        })
        .collect()
}

pub(crate) const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
pub(crate) const ALNUM: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
pub(crate) const HEX: &str = "0123456789abcdef";
pub(crate) const BASE32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
pub(crate) const URL: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

/// Digits that pass the Luhn check: `prefix`, then random ones, then the check digit.
pub(crate) fn card(prefix: &str, len: usize, seed: u64) -> String {
    let mut digits = format!("{prefix}{}", random("0123456789", len - 1 - prefix.len(), seed));
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    digits.push_str(&((10 - sum % 10) % 10).to_string());
    digits
}

/// `text` in groups of the given lengths.
pub(crate) fn grouped(text: &str, groups: &[usize], separator: &str) -> String {
    let mut at = 0;
    groups
        .iter()
        .map(|len| {
            at += len;
            &text[at - len..at]
        })
        .collect::<Vec<_>>()
        .join(separator)
}

/// An account number of `country` with right check digits.
pub(crate) fn iban(country: &str, len: usize, seed: u64) -> String {
    let account = random("0123456789", len - 4, seed);
    let number = format!("{account}{country}00");
    let rest = number.bytes().fold(0_u32, |rest, byte| match byte {
        b'0'..=b'9' => (rest * 10 + u32::from(byte - b'0')) % 97,
        _ => (rest * 100 + u32::from(byte - b'A') + 10) % 97,
    });
    format!("{country}{:02}{account}", 98 - rest)
}

pub(crate) fn jwt(seed: u64) -> String {
    format!("{}{}.{}{}.{}", "eyJ", random(URL, 33, seed), "eyJ", random(URL, 60, seed + 1), random(URL, 43, seed + 2))
}

pub(crate) fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    bytes
        .chunks(3)
        .flat_map(|chunk| {
            let word = chunk.iter().fold(0_u32, |word, byte| word << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
            (0..4).map(move |place| match place {
                place if place > chunk.len() => '=',
                place => char::from(ALPHABET[(word >> (18 - 6 * place)) as usize & 63]),
            })
        })
        .collect()
}

pub(crate) fn private_key(newline: &str, label: &str) -> String {
    let lines: Vec<String> = (0..4).map(|line| random(ALNUM, 64, 7 + line)).collect();
    let dashes = "-".repeat(5);
    format!(
        "{dashes}BEGIN {label}PRIVATE KEY{dashes}{newline}{}{newline}{dashes}END {label}PRIVATE KEY{dashes}",
        lines.join(newline)
    )
}

/// One secret of every kind: the kind's word, what is secret, and the text that stands before it.
pub(crate) fn every_kind(seed: u64) -> Vec<(&'static str, String)> {
    let token = |kind, prefix: &str, alphabet, len| (kind, format!("{prefix}{}", random(alphabet, len, seed)));
    vec![
        ("email", format!("{}.{}@example.com", random(LOWER, 6, seed), random(LOWER, 5, seed + 1))),
        ("jwt", jwt(seed)),
        ("card", card("4", 16, seed)),
        ("card", card("37", 15, seed)),
        ("card", grouped(&card("51", 16, seed), &[4, 4, 4, 4], " ")),
        ("card", grouped(&card("34", 15, seed), &[4, 6, 5], "-")),
        ("iban", iban("DE", 22, seed)),
        ("iban", iban("FR", 27, seed).to_lowercase()),
        ("iban", grouped(&iban("GB", 22, seed), &[4, 4, 4, 4, 4, 2], " ")),
        ("private_key", private_key("\n", "RSA ")),
        ("private_key", private_key("\\n", "")),
        token("aws_key", concat!("AK", "IA"), BASE32, 16),
        token("aws_key", concat!("AS", "IA"), BASE32, 16),
        token("aws_key", concat!("A3", "TX"), BASE32, 16),
        token("google_key", concat!("AI", "za"), URL, 35),
        token("github_token", concat!("gh", "p_"), ALNUM, 36),
        token("github_token", concat!("gh", "s_"), ALNUM, 36),
        token("github_token", concat!("github", "_pat_"), URL, 82),
        token("gitlab_token", concat!("gl", "pat-"), URL, 20),
        token("slack_token", concat!("xo", "xb-123456789012-123456789012-"), ALNUM, 24),
        token("slack_token", concat!("xa", "pp-1-A0123-"), ALNUM, 40),
        token("stripe_key", concat!("sk", "_live_"), ALNUM, 24),
        token("stripe_key", concat!("rk", "_test_"), ALNUM, 24),
        token("openai_key", concat!("sk", "-proj-"), URL, 48),
        (
            "openai_key",
            format!("{}{}T3BlbkFJ{}", concat!("sk", "-"), random(ALNUM, 20, seed), random(ALNUM, 20, seed + 1)),
        ),
        ("anthropic_key", format!("{}{}AA", concat!("sk", "-ant-api03-"), random(URL, 93, seed))),
        token("huggingface_token", concat!("h", "f_"), LOWER, 34),
        token("npm_token", concat!("np", "m_"), ALNUM, 36),
        token("pypi_token", concat!("py", "pi-AgEIcHlwaS5vcmc"), URL, 60),
        token("rubygems_key", concat!("ruby", "gems_"), HEX, 48),
        token("vault_token", concat!("hv", "s."), URL, 95),
        ("terraform_token", format!("{}.atlasv1.{}", random(ALNUM, 14, seed), random(URL, 64, seed + 1))),
        token("sendgrid_key", concat!("S", "G."), ALNUM, 66),
        token("digitalocean_token", concat!("do", "p_v1_"), HEX, 64),
        token("shopify_token", concat!("sh", "pat_"), HEX, 32),
        token("databricks_token", concat!("da", "pi"), HEX, 32),
        ("grafana_token", format!("{}{}_{}", concat!("gl", "sa_"), random(ALNUM, 32, seed), random(HEX, 8, seed + 1))),
        token("linear_key", concat!("lin", "_api_"), ALNUM, 40),
        token("doppler_token", concat!("dp", ".pt."), ALNUM, 43),
        ("postman_key", format!("{}{}-{}", concat!("PM", "AK-"), random(HEX, 24, seed), random(HEX, 34, seed + 1))),
        token("sentry_token", concat!("sntry", "s_"), ALNUM, 80),
        token("sentry_token", concat!("sntry", "u_"), HEX, 64),
        token("onepassword_token", concat!("ops", "_eyJ"), ALNUM, 260),
        token("pulumi_token", concat!("pu", "l-"), HEX, 40),
        ("azure_secret", format!("{}8Q~{}", random(ALNUM, 3, seed), random(URL, 33, seed + 1))),
    ]
}
