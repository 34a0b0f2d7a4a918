//! What is in a `baggage` header counts where a service asked for it, from a proxy of its own, and without secrets.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::convert::Infallible;

use bytes::Bytes;
use futures_util::FutureExt as _;
use http::{HeaderMap, HeaderValue, Request, Response};
use http_body_util::Full;
use tower::{Layer, ServiceExt, service_fn};
use tracewell_context::Context;
use tracewell_correlation::{BaggageKeys, TrustedProxies, propagate};
use tracewell_http::{ClientAddr, PeerAddr, TerminalLayer};
use tracewell_redact::{Action, Class, Mode, Policy};

const PROXY: &str = "10.0.0.1:4711";
const STRANGER: &str = "203.0.113.9:4711";

fn keys(policy: &Policy) -> BaggageKeys {
    BaggageKeys::new(["tier", "region"], policy)
}

/// What a request with these lines is known to have brought along, inside of it, and what it passes on.
fn kept(layer: TerminalLayer, peer: Option<&str>, lines: &[&[u8]]) -> Option<String> {
    let proxies = TrustedProxies::parse("10.0.0.0/8").unwrap();
    let service = layer.client_addr(ClientAddr::default().proxies(proxies)).layer(service_fn(
        |request: Request<()>| async move {
            let context = request.extensions().get::<Context>().unwrap();
            let kept = context.baggage().map(ToString::to_string);
            let mut next = HeaderMap::new();
            propagate(&mut next);
            assert_eq!(next.get("baggage").map(|value| value.to_str().unwrap()), kept.as_deref());
            Ok::<_, Infallible>(Response::new(Full::new(Bytes::from(kept.unwrap_or_default()))))
        },
    ));
    let mut request = Request::new(());
    if let Some(peer) = peer {
        request.extensions_mut().insert(PeerAddr(peer.parse().unwrap()));
    }
    for line in lines {
        request.headers_mut().append("baggage", HeaderValue::from_bytes(line).unwrap());
    }
    let body = service.oneshot(request).now_or_never().unwrap().unwrap().into_body();
    let body = http_body_util::BodyExt::collect(body).now_or_never().unwrap().unwrap().to_bytes();
    (!body.is_empty()).then(|| String::from_utf8(body.to_vec()).unwrap())
}

fn production() -> TerminalLayer {
    TerminalLayer::new(Policy::production())
}

#[test]
fn a_proxy_is_believed_and_nobody_else() {
    let sent: &[&[u8]] = &[b"tier=gold;ttl=1, cart=12", b"region=eu%20west"];
    let layer = || production().baggage(keys(&Policy::production()));
    assert_eq!(kept(layer(), Some(PROXY), sent).as_deref(), Some("tier=gold,region=eu%20west"));
    assert_eq!(kept(layer(), Some(STRANGER), sent), None);
    assert_eq!(kept(layer(), None, sent), None);
}

#[test]
fn nothing_is_kept_that_nobody_asked_for() {
    let none: [&str; 0] = [];
    let empty = || BaggageKeys::new(none, &Policy::production());
    assert_eq!(kept(production(), Some(PROXY), &[b"tier=gold"]), None);
    assert_eq!(kept(production().baggage(empty()), Some(PROXY), &[b"tier=gold"]), None);
    assert_eq!(kept(production().baggage(keys(&Policy::production())), Some(PROXY), &[b"cart=12,Tier=gold"]), None);
}

#[test]
fn a_line_that_is_no_text_does_not_count() {
    let layer = production().baggage(keys(&Policy::production()));
    assert_eq!(kept(layer, Some(PROXY), &[b"tier=\xff", b"region=eu"]).as_deref(), Some("region=eu"));
}

#[test]
fn a_secret_is_not_kept_in_whatever_form_it_comes() {
    let tail: String = (1..=36_u32).map(|n| char::from_digit(n.pow(3) % 37 % 36, 36).unwrap()).collect();
    let mail = ["alice", "example.com"].join("@");
    let encoded = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<String>();
    let pair = encoded(&["pass", "word=hunter-two"].concat());
    let off = Policy::builder(Mode::Development)
        .environment(|name| (name == "PII_FILTERING_ENABLED").then(|| "false".into()));
    let off = off.build().unwrap();
    assert!(!off.is_redacting());
    for policy in [Policy::production(), Policy::development(), off] {
        for secret in [&["ghp", "_", &tail].concat(), &mail, &encoded(&mail), &pair, &encoded(&encoded(&mail))] {
            let sent = format!("tier={secret},region=eu");
            let layer = TerminalLayer::new(policy.clone()).baggage(keys(&policy));
            assert_eq!(kept(layer, Some(PROXY), &[sent.as_bytes()]).as_deref(), Some("region=eu"), "{secret}");
        }
    }
}

#[test]
fn a_key_must_be_one_that_nobody_minds() {
    let policy = || {
        let policy =
            Policy::builder(Mode::Development).sensitive(["badge_no"]).not_secret("s3_key", "names a public file");
        policy.action(Class::Phone, Action::KeepLast(4)).build().unwrap()
    };
    let mail = ["alice", "example.com"].join("@");
    let offered = [
        "tier",
        "api_key",
        "sessionToken",
        "badge_no",
        "phone",
        "s3_key",
        "a b",
        "",
        "tier",
        "ä",
        "x=1",
        mail.as_str(),
    ];
    let keys = BaggageKeys::new(offered, &policy());
    let refused: Vec<&str> = keys.refused().collect();
    assert_eq!(refused, ["api_key", "sessionToken", "badge_no", "phone", "a b", "", "ä", "x=1", mail.as_str()]);
    assert!(!keys.is_empty());

    let many = BaggageKeys::new((0..20).map(|n| format!("k{n}")), &policy());
    assert_eq!(many.refused().collect::<Vec<_>>(), ["k16", "k17", "k18", "k19"]);
}
