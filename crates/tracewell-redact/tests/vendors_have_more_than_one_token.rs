//! Most kinds of token that a vendor gives out go, not the first of them only.

mod support;

use support::{ALNUM, HEX, URL, random};
use tracewell_redact::Policy;

#[test]
fn tokens_of_a_family_go() {
    let rows: &[(&str, &str, &str, usize, &str)] = &[
        ("xo", "xa-123456789012-", ALNUM, 24, "slack_token"),
        ("xo", "xc-123456789012-", ALNUM, 24, "slack_token"),
        ("xo", "xd-", URL, 60, "slack_token"),
        ("xo", "xr-123456789012-", ALNUM, 24, "slack_token"),
        ("xo", "xs-123456789012-", ALNUM, 24, "slack_token"),
        ("gl", "rt-", URL, 20, "gitlab_token"),
        ("gl", "ptt-", HEX, 40, "gitlab_token"),
        ("gl", "dt-", URL, 20, "gitlab_token"),
        ("gl", "cbt-64_", URL, 20, "gitlab_token"),
        ("gl", "soat-", URL, 20, "gitlab_token"),
        ("gl", "ft-", URL, 20, "gitlab_token"),
        ("do", "o_v1_", HEX, 64, "digitalocean_token"),
        ("do", "r_v1_", HEX, 64, "digitalocean_token"),
        ("shp", "ss_", HEX, 32, "shopify_token"),
        ("shp", "ca_", HEX, 32, "shopify_token"),
        ("shp", "pa_", HEX, 32, "shopify_token"),
        ("hv", "b.", URL, 150, "vault_token"),
        ("hv", "r.", URL, 100, "vault_token"),
        ("dp", ".st.dev.", ALNUM, 43, "doppler_token"),
        ("dp", ".ct.", ALNUM, 43, "doppler_token"),
        ("dp", ".sa.", ALNUM, 43, "doppler_token"),
        ("ya", "29.a0", URL, 100, "google_key"),
        ("GOC", "SPX-", URL, 28, "google_key"),
        ("wh", "sec_", ALNUM, 32, "stripe_key"),
        ("gl", "c_", ALNUM, 120, "grafana_token"),
    ];
    for (first, second, alphabet, len, kind) in rows {
        for seed in 1..20 {
            let token = format!("{first}{second}{}", random(alphabet, *len, seed));
            let text = format!("sent {token} to x");
            assert_eq!(Policy::development().scrub(&text), format!("sent [REDACTED:{kind}] to x"), "{text}");
        }
    }
}

#[test]
fn what_only_begins_like_a_token_stays() {
    for text in [
        "xoxa-token",
        "glrt-xxxxxxxxxxxxxxxxxxxxxxxx",
        "whsec_placeholder",
        "glc_counter",
        "the hvr.so library",
        "rdp.st.example",
    ] {
        assert_eq!(Policy::development().scrub(text), text);
    }
}
