//! Whose request it is, when anybody can write a forwarding header.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::{IpAddr, SocketAddr};

use http::{Extensions, HeaderMap, HeaderValue};
use proptest::prelude::*;
use tracewell_correlation::TrustedProxies;
use tracewell_http::{ClientAddr, PeerAddr};

const PROXIES: &str = "10.0.0.0/8, 192.0.2.7, fd00::/8";

fn of(proxies: &str, peer: &str, lines: &[&[u8]]) -> Option<String> {
    let mut extensions = Extensions::new();
    if let Ok(peer) = peer.parse::<IpAddr>() {
        extensions.insert(PeerAddr(SocketAddr::new(peer, 50_000)));
    }
    let mut headers = HeaderMap::new();
    for line in lines {
        headers.append("x-forwarded-for", HeaderValue::from_bytes(line).unwrap());
    }
    let client = ClientAddr::default().proxies(TrustedProxies::parse(proxies).unwrap());
    client.of(&extensions, &headers).map(|client| client.to_string())
}

fn client(peer: &str, lines: &[&str]) -> String {
    of(PROXIES, peer, &lines.iter().map(|line| line.as_bytes()).collect::<Vec<_>>()).unwrap()
}

#[test]
fn without_proxies_the_peer_is_the_client() {
    assert_eq!(of("", "203.0.113.9", &[b"6.6.6.6"]).unwrap(), "203.0.113.9");
    assert_eq!(of("", "10.0.0.1", &[b"6.6.6.6"]).unwrap(), "10.0.0.1");
    assert_eq!(of("", "::ffff:203.0.113.9", &[]).unwrap(), "203.0.113.9", "one spelling of one address");
}

#[test]
fn without_a_peer_nobody_is() {
    assert_eq!(of("", "", &[b"6.6.6.6"]), None);
    assert_eq!(of(PROXIES, "", &[b"6.6.6.6"]), None);
}

#[test]
fn a_stranger_speaks_for_himself() {
    assert_eq!(client("203.0.113.9", &["6.6.6.6"]), "203.0.113.9");
    assert_eq!(client("203.0.113.9", &["10.0.0.1"]), "203.0.113.9", "nor can he claim to be a proxy");
}

#[test]
fn a_proxy_speaks_for_the_last_stranger() {
    assert_eq!(client("10.0.0.1", &["203.0.113.9"]), "203.0.113.9");
    assert_eq!(client("10.0.0.1", &["6.6.6.6, 203.0.113.9"]), "203.0.113.9", "what stands before is the stranger's");
    assert_eq!(client("10.0.0.1", &["6.6.6.6, 203.0.113.9 ,\t10.0.0.2, 192.0.2.7"]), "203.0.113.9");
    assert_eq!(client("10.0.0.1", &["6.6.6.6", "203.0.113.9", "10.0.0.2"]), "203.0.113.9", "lines are one list");
    assert_eq!(client("fd00::1", &["2001:db8::7, fd00::2"]), "2001:db8::7");
    assert_eq!(client("::ffff:10.0.0.1", &["::ffff:203.0.113.9"]), "203.0.113.9");
}

#[test]
fn a_proxy_that_adds_the_port_is_understood() {
    assert_eq!(client("10.0.0.1", &["203.0.113.9:50123"]), "203.0.113.9");
    assert_eq!(client("10.0.0.1", &["6.6.6.6, [2001:db8::7]:443, 10.0.0.2:80"]), "2001:db8::7");
    assert_eq!(client("10.0.0.1", &["[2001:db8::7]"]), "2001:db8::7");
}

#[test]
fn where_all_are_proxies_the_first_is_the_client() {
    assert_eq!(client("10.0.0.1", &[]), "10.0.0.1");
    assert_eq!(client("10.0.0.1", &["10.0.0.3, 10.0.0.2"]), "10.0.0.3");
}

#[test]
fn what_is_no_address_ends_the_chain() {
    for hostile in ["", "unknown", "203.0.113.9.4", "6.6.6.6, -", "6.6.6.6,", "6.6.6.6 7.7.7.7", "0x7f.1", "_hidden"] {
        assert_eq!(client("10.0.0.1", &[hostile]), "10.0.0.1", "{hostile}");
    }
    assert_eq!(client("10.0.0.1", &["6.6.6.6, junk, 10.0.0.2"]), "10.0.0.2", "the last one known");
    assert_eq!(of(PROXIES, "10.0.0.1", &[b"6.6.6.6", b"\xff\xfe"]).unwrap(), "10.0.0.1");
}

#[test]
fn a_list_without_an_end_is_not_read_to_its_end() {
    let long = "6.6.6.6, ".to_owned() + &vec!["10.0.0.2"; 10_000].join(", ");
    assert_eq!(client("10.0.0.1", &[&long]), "10.0.0.2");
}

proptest! {
    /// Whatever a stranger writes, the client is the stranger, since the proxy appends whom it saw.
    #[test]
    fn nobody_writes_himself_another_name(written in "[ -~]{0,80}", proxies in 1_usize..4) {
        let seen = "203.0.113.9";
        let chain = (1..proxies).fold(format!("{written}, {seen}"), |chain, number| format!("{chain}, 10.0.0.{number}"));
        prop_assert_eq!(client("10.9.9.9", &[&chain]), seen);
    }
}
