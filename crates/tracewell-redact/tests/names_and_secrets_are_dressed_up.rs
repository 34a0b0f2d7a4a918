//! What stands around a name, or between the parts of a secret, hides neither.

mod support;

use support::{card, grouped, private_key};
use tracewell_redact::Policy;

fn scrub(text: &str) -> String {
    Policy::development().scrub(text).into_owned()
}

#[test]
fn marks_around_a_name_hide_it_not() {
    for text in [
        "(password): Secret",
        "**password**: Secret",
        "*password*: Secret",
        "<password>: Secret",
        "**api_key:** Secret",
    ] {
        let scrubbed = scrub(text);
        assert!(!scrubbed.contains("Secret"), "{scrubbed}");
    }
    for text in ["fn take(key) -> Key: none", "a => b", "if (x > 1): y", "Vec<u8>: Send"] {
        assert_eq!(scrub(text), text);
    }
}

#[test]
fn characters_that_do_not_show_hide_no_name() {
    for unseen in (0x2000..=0x200f).chain([0x180e, 0xad, 0x205f]).filter_map(char::from_u32) {
        for sign in [':', '='] {
            let scrubbed = scrub(&format!("password{unseen}{sign}Secret"));
            assert!(!scrubbed.contains("Secret"), "{unseen:?}: {scrubbed:?}");
            let scrubbed = scrub(&format!("password{sign}{unseen}Secret"));
            assert!(!scrubbed.contains("Secret"), "{unseen:?}: {scrubbed:?}");
        }
    }
}

#[test]
fn folded_headers_show_no_cookie() {
    for text in [
        "Set-Cookie: a=S1; Path=/, b=Secret2; Path=/",
        "set-cookie: a=S1; Expires=Wed, 21 Oct 2026 07:28:00 GMT, b=Secret2; Path=/",
        "set-cookie: a=S1; Expires=Wed, 21 Oct 2026 07:28:00 GMT; Path=/, b=Secret2",
        "Set-Cookie: a=S1, b=Secret2",
    ] {
        let scrubbed = scrub(text);
        assert!(!scrubbed.contains("Secret2"), "{scrubbed}");
        assert_eq!(scrub(&scrubbed), scrubbed);
    }
    assert_eq!(scrub("cookie: a=S1, status=200"), "cookie: [REDACTED], status=200");
}

#[test]
fn a_false_end_of_a_key_shows_not_the_next() {
    let key = private_key("\n", "");
    let (begin, rest) = key.split_once('\n').unwrap();
    for lead in ["-----END ", "-----END -----END ", "-----END x ", "-----END\n"] {
        let scrubbed = scrub(&format!("{begin}\nabc\n{lead}{key} behind"));
        assert!(!scrubbed.contains(&rest[..20]) && scrubbed.ends_with(" behind"), "{scrubbed}");
    }
}

#[test]
fn groups_of_a_card_are_parted_by_any_blank() {
    for separator in ["+", "\t", "\u{2009}", "\u{2011}", "\u{202f}"] {
        let number = grouped(&card("51", 16, 3), &[4, 4, 4, 4], separator);
        assert_eq!(scrub(&format!("paid with {number} now")), "paid with [REDACTED:card] now");
    }
}

#[test]
fn an_escaped_ampersand_parts_the_names_of_a_query() {
    assert_eq!(scrub("/x?a=1&amp;code=Secret"), "/x?a=1&amp;code=[REDACTED]");
    assert_eq!(scrub("exit;code=7"), "exit;code=7");
}
