//! Not a search, which needs a fuzzer, but enough to see that the claims are true of something.

use tracewell_fuzz::{headers, json, scanner, url};

fn on_random_bytes(claim: fn(&[u8])) {
    let rounds = std::env::var("ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(3000_u64);
    for seed in 1..=rounds {
        let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
        let mut next = || {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 24) as u8
        };
        let len = usize::from(next()) % 200;
        // Half of them printable: random bytes are hardly ever text.
        let printable = next() % 2 == 0;
        let bytes: Vec<u8> = (0..len).map(|_| if printable { b' ' + next() % 95 } else { next() }).collect();
        claim(&bytes);
        // The first byte often chooses between ways: take both.
        let mut other = bytes;
        if let Some(first) = other.first_mut() {
            *first ^= 1;
        }
        claim(&other);
    }
}

#[test]
fn of_headers() {
    on_random_bytes(headers);
}

#[test]
fn of_json() {
    on_random_bytes(json);
}

#[test]
fn of_the_scanner() {
    on_random_bytes(scanner);
}

#[test]
fn of_urls() {
    on_random_bytes(url);
}

/// What searches have found.
#[test]
fn of_bytes_that_once_broke_them() {
    json(b"\n8E8888");
}
