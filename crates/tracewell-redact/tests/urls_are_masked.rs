//! URLs keep scheme, host, readable path and names of parameters; users, passwords, values and fragments go.

mod support;

use proptest::prelude::*;
use tracewell_redact::{Mode, Policy};

fn url(url: &str) -> String {
    Policy::development().url(url)
}

#[test]
fn each_part_has_its_rule() {
    for (text, expected) in [
        ("https://example.com/", "https://example.com/"),
        ("https://example.com:8443/a/b", "https://example.com:8443/a/b"),
        ("https://example.com/a?b=c&d=e", "https://example.com/a?b=REDACTED&d=REDACTED"),
        ("https://example.com/a?flag&b=c&&x=", "https://example.com/a?REDACTED&b=REDACTED&&x=REDACTED"),
        ("https://example.com/a?#frag", "https://example.com/a?"),
        ("https://example.com/a#token=abc", "https://example.com/a"),
        ("https://bob:pw@example.com/a", "https://REDACTED:REDACTED@example.com/a"),
        ("https://bob@example.com/a", "https://REDACTED:REDACTED@example.com/a"),
        ("https://bob:p@w@example.com/a", "https://REDACTED:REDACTED@example.com/a"),
        ("https://bob:p?w@example.com/a", "https://REDACTED?REDACTED"),
        ("https://bob:p#w@example.com/a", "https://REDACTED"),
        ("https:\\\\bob:pw@example.com\\a", "https:\\\\REDACTED:REDACTED@example.com\\a"),
        ("https:/bob:pw@example.com/a", "https:/REDACTED:REDACTED@example.com/a"),
        ("//bob:pw@example.com/a", "//REDACTED:REDACTED@example.com/a"),
        ("bob:pw@example.com/a", "REDACTED:REDACTED@example.com/a"),
        (" \thttps://bob:pw@example.com/", "https://REDACTED:REDACTED@example.com/"),
        ("postgres://:pw@db:5432/main?sslmode=require", "postgres://REDACTED:REDACTED@db:5432/main?sslmode=REDACTED"),
        ("http://[2001:db8::1]:8080/a", "http://[2001:db8::1]:8080/a"),
        ("mailto:alice@example.com", "REDACTED:REDACTED@example.com"),
        ("data:text/plain;base64,c2VjcmV0", "data:REDACTED"),
        ("/relative/a?b=c", "/relative/a?b=REDACTED"),
        ("?b=c", "?b=REDACTED"),
        ("/users/alice%40example.com/x?y=z", "/users/[REDACTED:email]/x?y=REDACTED"),
        ("/a?alice%40example.com=1", "/a?REDACTED=REDACTED"),
        ("/a?access%5Ftoken=abc", "/a?access%5Ftoken=REDACTED"),
        ("", ""),
    ] {
        assert_eq!(url(text), expected, "{text}");
        assert_eq!(url(expected), expected, "a masked URL stays as it is");
        assert_eq!(Policy::development().scrub(expected), expected);
    }
}

#[test]
fn a_slash_in_a_password_shows_nothing_of_it() {
    for (text, expected) in [
        ("https://bob:Se/cret123@db/x", "https://REDACTED:REDACTED@db/x"),
        ("https://bob:Se\\cret123@db/x", "https://REDACTED:REDACTED@db/x"),
        ("postgres://bob:12/cret123@db/x", "postgres://REDACTED:REDACTED@db/x"),
        ("https://bob:12/cret@db", "https://REDACTED:REDACTED@db"),
        ("https://bob:0443/cret@db/x", "https://REDACTED:REDACTED@db/x"),
        ("wss://bob:123456/cret@db/x", "wss://REDACTED:REDACTED@db/x"),
        ("https://bob:65536/cret@db/x", "https://REDACTED:REDACTED@db/x"),
        ("postgres://bob:p@Se/cret123@db/x", "postgres://REDACTED:REDACTED@db/x"),
        ("https://bob:p@Se/cr/et123@db/x?y=z", "https://REDACTED:REDACTED@db/x?y=REDACTED"),
        ("bob:Se/cret123@db/x", "REDACTED:REDACTED@db/x"),
    ] {
        assert_eq!(url(text), expected, "{text}");
        assert_eq!(url(expected), expected, "a masked URL stays as it is");
        let inside = url(&format!("see {text}"));
        assert!(!inside.contains("cr"), "{inside}");
        if text.contains("://") {
            let scrubbed = Policy::development().scrub(text).into_owned();
            assert!(!scrubbed.contains("cr"), "{scrubbed}");
            assert_eq!(Policy::development().scrub(&scrubbed), scrubbed);
        }
    }
}

#[test]
fn an_at_sign_in_the_path_of_a_page_stays() {
    for text in [
        "https://host:8080/users/@alice",
        "https://host/a@b",
        "https://host/@scope/package",
        "wss://host:80/@a",
        "http://host:/users/@alice",
        "https://host:65535/users/@alice",
        "postgres://[::1]:5432/a@b",
        "postgres://db:5432/main",
        "/users/@alice",
        "https://REDACTED:REDACTED@host/@scope/package",
    ] {
        assert_eq!(url(text), text);
        assert_eq!(Policy::development().scrub(text), text);
    }
}

#[test]
fn allowed_parameters_show_values_that_hold_no_secret() {
    let policy = Policy::builder(Mode::Production)
        .allow(["page"])
        .allow_query(["sort", "token", "code", "state", "sort key"])
        .build()
        .unwrap();
    for (query, expected) in [
        ("page=2&sort=name&q=x", "page=2&sort=name&q=REDACTED"),
        ("Page=2", "Page=REDACTED"),
        ("token=abc&code=abc&state=abc", "token=REDACTED&code=REDACTED&state=REDACTED"),
        ("sort=alice%40example.com", "sort=REDACTED"),
        ("sort=alice@example.com", "sort=REDACTED"),
        ("p%61ge=2", "p%61ge=2"),
        ("sort+key=2", "sort+key=2"),
        ("page=2=3", "page=2=3"),
    ] {
        assert_eq!(policy.query(query), expected, "{query}");
    }
    // The library's own safe fields are no parameters.
    assert_eq!(policy.query("message=hi&path=/x"), "message=REDACTED&path=REDACTED");
}

#[test]
fn long_names_are_cut() {
    let masked = Policy::development().query(&format!("{}=1", "n".repeat(300)));
    assert_eq!(masked, format!("{}=REDACTED", "n".repeat(64)));
    let masked = Policy::development().query(&format!("{}=1", "n".repeat(3000)));
    assert_eq!(masked, "REDACTED=REDACTED");
}

#[test]
fn personal_and_sensitive_parameters_of_a_path_are_hidden() {
    let policy = Policy::builder(Mode::Production).personal_param("ip").build().unwrap();
    for (path, route, expected) in [
        ("/v1/geo/203.0.113.7", "/v1/geo/{ip}", "/v1/geo/[REDACTED]"),
        ("/v1/geo/203.0.113.7/near", "/v1/geo/{ip}/near", "/v1/geo/[REDACTED]/near"),
        ("/v1/geo/203.0.113.7?x=y", "/v1/geo/:ip", "/v1/geo/[REDACTED]"),
        ("/reset/abc", "/reset/{token}", "/reset/[REDACTED]"),
        ("/files/a/b/c", "/files/{*ip}", "/files/[REDACTED]"),
        ("/files/a/b/alice@example.com", "/files/{*rest}", "/files/a/b/[REDACTED:email]"),
        ("/v1/items/7", "/v1/items/{id}", "/v1/items/7"),
        ("/v1/items/7/extra", "/v1/items/{id}", "/v1/items/7/extra"),
        // What does not fit could have the value anywhere.
        ("/prefix/v1/geo/203.0.113.7", "/v1/geo/{ip}", "/v1/geo/{ip}"),
        ("/v1/geo", "/v1/geo/{ip}", "/v1/geo/{ip}"),
        ("/v1/geo/203.0.113.7/more", "/v1/geo/{ip}", "/v1/geo/{ip}"),
    ] {
        assert_eq!(policy.path_of_route(path, route), expected, "{path} on {route}");
    }
}

#[test]
fn a_path_keeps_its_readable_rest() {
    let policy = Policy::production();
    let key = support::every_kind(3).into_iter().find(|(kind, _)| *kind == "stripe_key").map(|(_, key)| key);
    let key = key.unwrap_or_default();
    for (path, expected) in [
        ("/v1/items/7?x=y#z".to_owned(), "/v1/items/7"),
        ("/caf%C3%A9/men%C3%BC".to_owned(), "/caf%C3%A9/men%C3%BC"),
        (format!("/keys/{key}/use"), "/keys/[REDACTED:stripe_key]/use"),
        ("/a/alice%2540example.com/b%20c".to_owned(), "/a/[REDACTED:email]/b%20c"),
        ("/login;token=abc/next".to_owned(), "/login;token=[REDACTED]"),
    ] {
        assert_eq!(policy.path(&path), expected, "{path}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Neither user nor password nor value nor fragment is seen again, wherever they stand.
    #[test]
    fn nothing_that_was_planted_is_seen(
        scheme in "(https?|postgres|x\\+y)",
        user in "Qu[a-z0-9.!~%-]{3,10}",
        password in "Qp[a-z0-9.!~%@:/-]{3,10}",
        path in "(/[a-z]{1,6}){0,3}",
        parameters in prop::collection::vec(("[a-z]{1,6}", "Qv[a-zA-Z0-9+%=/?-]{1,10}"), 0..4),
        bare in prop::option::of("Qb[a-z0-9]{1,9}"),
        fragment in prop::option::of("Qf[a-z0-9=&]{1,9}"),
    ) {
        let mut url = format!("{scheme}://{user}:{}@host{path}?", password.replace('/', "%2F"));
        for (name, value) in &parameters {
            url += &format!("{name}={value}&");
        }
        url += bare.as_deref().unwrap_or_default();
        if let Some(fragment) = &fragment {
            url += &format!("#{fragment}");
        }
        let masked = Policy::development().url(&url);
        prop_assert!(!masked.contains('Q'), "{} from {}", masked, url);
        prop_assert!(masked.contains("@host"));
        for (name, _) in &parameters {
            let parameter = format!("{}=REDACTED", name);
            prop_assert!(masked.contains(&parameter), "{} from {}", masked, url);
        }
        prop_assert_eq!(Policy::development().url(&masked), masked);
    }

    #[test]
    fn any_text_is_bounded_and_stays_masked(text in "\\PC{0,200}") {
        let masked = Policy::development().url(&text);
        prop_assert_eq!(Policy::development().url(&masked), masked.as_str());
    }
}

#[test]
fn what_has_a_url_in_it_loses_user_and_password() {
    let policy = Policy::production();
    for text in [
        "a, https://bob:hunter2@h/x",
        "x=https://bob:hunter2@h/",
        "<https://bob:hunter2@h/>; rel=x",
        "see https://bob:hunter2@h/?a=b",
    ] {
        let shown = policy.url(text);
        assert!(!shown.contains("hunter2") && !shown.contains("bob"), "{text}: {shown}");
        assert_eq!(policy.url(&shown), shown, "{text}");
        for name in ["location", "referer"] {
            let mut headers = http::HeaderMap::new();
            headers.insert(name, text.parse().unwrap());
            let shown = policy.headers(&headers).to_string();
            assert!(!shown.contains("hunter2") && !shown.contains("bob"), "{name}: {shown}");
        }
    }
}

#[test]
fn values_of_matrix_parameters_go_like_those_of_a_query() {
    let policy = Policy::builder(Mode::Production).allow_query(["page"]).build().unwrap();
    for (path, expected) in [
        ("/items;color=red/5", "/items;color=REDACTED/5"),
        ("/items;color=red;page=2/5;x", "/items;color=REDACTED;page=2/5;REDACTED"),
        ("/a;/b;", "/a;/b;"),
        ("/;s3cr3t", "/;REDACTED"),
        ("/a;alice@example.com=1", "/a;REDACTED=REDACTED"),
        ("/a;page=alice%40example.com", "/a;page=REDACTED"),
        ("/a;v=REDACTED", "/a;v=REDACTED"),
    ] {
        assert_eq!(policy.path(path), expected);
        assert_eq!(policy.path(expected), expected, "a masked path stays as it is");
        assert_eq!(policy.url(&format!("https://host{path}?a=b")), format!("https://host{expected}?a=REDACTED"));
        assert_eq!(policy.path_of_route(path, "/{*rest}"), expected);
    }
    // A secret may have slashes in it.
    for path in ["/a;pin=1234/b", "/a;pin=[REDACTED]"] {
        assert_eq!(policy.path(path), "/a;pin=[REDACTED]");
    }
    let personal = Policy::builder(Mode::Production).personal_param("ip").build().unwrap();
    assert_eq!(personal.path_of_route("/geo/1.2.3.4;a=b/x;c=d", "/geo/{ip}/{x}"), "/geo/[REDACTED]/x;c=REDACTED");
}

#[test]
fn what_stands_in_brackets_is_an_address_or_nothing() {
    let policy = Policy::production();
    for (url, expected) in [
        ("https://[::1]:80/a", "https://[::1]:80/a"),
        ("https://[::ffff:192.0.2.1]/a", "https://[::ffff:192.0.2.1]/a"),
        ("https://[marzipan]/a", "https://REDACTED/a"),
        ("https://[marzipan]:80/a", "https://REDACTED/a"),
        ("https://[::1%25marzipan]/a", "https://REDACTED/a"),
    ] {
        assert_eq!(policy.url(url), expected);
    }
}

#[test]
fn what_may_be_a_password_reaches_to_the_last_sign() {
    for (text, expected) in [
        ("http://[marzipan]/x@host/a", "http://REDACTED:REDACTED@host/a"),
        ("http://user:pa/ss@host/a", "http://REDACTED:REDACTED@host/a"),
        ("http://user:12/34@host/a", "http://REDACTED:REDACTED@host/a"),
        ("http://host:8080/x@y/a", "http://host:8080/x@y/a"),
        ("http://[::1]/x@y/a", "http://[::1]/x@y/a"),
        ("http://host/x@y/a", "http://host/x@y/a"),
        ("://u:p@host/x", "://[REDACTED:url_userinfo]@host/x"),
        ("db://host:8080/x@y/a", "db://REDACTED:REDACTED@y/a"),
    ] {
        assert_eq!(url(text), expected);
    }
}
