use tracewell_redact::Policy;

use crate::bytes::Bytes;

/// Values, users, passwords and fragments go, names and places stay; a masked URL stays as it is.
pub fn url(bytes: &[u8]) {
    let policy = Policy::development();
    let mut bytes = Bytes::new(bytes);
    if bytes.next() % 2 == 0 {
        let masked = policy.url(&bytes.rest());
        assert_eq!(policy.url(&masked), masked);
        return;
    }
    let scheme = bytes.pick(&["https://", "http://", "postgres://", "amqp://", "//", ""]);
    let host = bytes.pick(&["host", "example.com", "[::1]:80", "10.0.0.1:8080"]);
    let mut url = scheme.to_owned();
    let mut expected = url.clone();
    // Behind a user, and in schemes whose paths have none, an `@` ends a password that should have been encoded.
    let mut ends_password = matches!(scheme, "postgres://" | "amqp://");
    if bytes.next() % 2 == 0 {
        ends_password = true;
        url += &format!("{}:{}@", bytes.value("az09.-_~"), bytes.value("az09.-_~!$:@%"));
        expected += "REDACTED:REDACTED@";
    }
    url += host;
    expected += host;
    for _ in 0..bytes.next() % 4 {
        let segment = format!("/{}", bytes.word("abcdefgh", 8));
        url += &segment;
        expected += &segment;
        for _ in 0..bytes.next() % 3 {
            let name = format!("z{}", bytes.word("abcdefgh", 8));
            let value = bytes.value("az09=+:@!-_.");
            url += &format!(";{name}={}", if ends_password { value.replace('@', "") } else { value });
            expected += &format!(";{name}=REDACTED");
        }
    }
    let mut between = '?';
    for _ in 0..bytes.next() % 5 {
        let name = format!("n{}", bytes.word("abcdefgh", 8));
        let value = bytes.value("az09%+=/?:@!-_.");
        url.push(between);
        expected.push(between);
        match bytes.next() % 3 {
            0 => {
                url += &value.replace('=', "");
                expected += "REDACTED";
            }
            _ => {
                url += &format!("{name}={value}");
                expected += &format!("{name}=REDACTED");
            }
        }
        between = '&';
    }
    if bytes.next() % 2 == 0 {
        url += &format!("#{}", bytes.value("az09&=?/@"));
    }
    assert_eq!(policy.url(&url), expected, "from {url:?}");
}
