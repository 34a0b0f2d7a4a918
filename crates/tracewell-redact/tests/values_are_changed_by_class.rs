//! Actions per class, keyed hashes and ids: each fails closed.

mod key_file;
mod support;

use std::fs;
use std::time::{Duration, Instant};

use key_file::{KeyFile, key};
use support::base64;
use tracewell_redact::{Action, Cause, Class, Decision, KeyFileProblem, KeyRing, Mode, Notice, Policy};

fn hashing(file: &KeyFile) -> Policy {
    let built =
        Policy::builder(Mode::Production).action(Class::Email, Action::KeyedHash).hmac_key_file(&file.0).build();
    built.unwrap_or_else(|_| Policy::production())
}

#[test]
fn a_class_is_decided_by_its_action() {
    let policy = Policy::builder(Mode::Production)
        .action(Class::Email, Action::Erase)
        .action(Class::Birth, Action::Filter)
        .action(Class::Phone, Action::KeepLast(2))
        .action(Class::Payment, Action::KeepLast(4))
        .action(Class::Ip, Action::TruncateIp)
        .action(Class::User, Action::KeyedHash)
        .build()
        .unwrap();
    for (name, value, expected) in [
        ("email", "alice@example.com", "[REDACTED]"),
        ("dob", "2001-02-03", "[FILTERED]"),
        ("phone", "+49 30 1234567", "****67"),
        ("phone", "110", "[REDACTED]"),
        ("card_number", "4111 1111 1111 1234", "****1234"),
        ("clientIp", "203.0.113.7", "203.0.113.0"),
        ("clientIp", "not an address", "[REDACTED]"),
        // No key, no hash.
        ("account_id", "a-1", "[REDACTED]"),
        ("pan_secret", "4111 1111 1111 1234", "[REDACTED]"),
        ("city", "Berlin", "[FILTERED]"),
    ] {
        assert_eq!(policy.field(name, None, value), expected, "{name}");
    }
    assert_eq!(policy.decide("email"), Decision::Act(Class::Email));
    assert_eq!(policy.explain("email").cause(), &Cause::Class(Class::Email));
    assert_eq!(Policy::production().decide("email"), Decision::Filter);
    assert_eq!(Policy::production().decide("card_number"), Decision::Redact);
}

#[test]
fn a_keyed_hash_joins_equal_values_and_nothing_else() {
    let file = KeyFile::new("joins", &key("k1", 1));
    let policy = hashing(&file);
    assert!(policy.notices().is_empty());
    let hash = |class, team, value| policy.keyed_hash(class, team, value);
    let one = hash("email", Some("acme"), "alice@example.com");

    let (prefix, rest) = one.rsplit_once(':').unwrap();
    assert_eq!(prefix, "hmac:k1");
    assert_eq!(rest.len(), 22);
    assert!(rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte)));

    assert_eq!(one, hash("email", Some("acme"), "alice@example.com"));
    assert_eq!(one, policy.field("email", Some("acme"), "alice@example.com"));
    for other in [
        hash("email", Some("acme"), "bob@example.com"),
        hash("email", Some("globex"), "alice@example.com"),
        hash("email", None, "alice@example.com"),
        hash("user", Some("acme"), "alice@example.com"),
        // The same bytes with the borders elsewhere.
        hash("emaila", Some("cme"), "alice@example.com"),
        hash("email", Some("acmea"), "lice@example.com"),
        hash("email", Some(""), "acmealice@example.com"),
    ] {
        assert_ne!(one, other);
    }
    assert_eq!(policy.scrub(&one), one, "a hash is a marker");
    assert_eq!(policy.scrub(&format!("email={one} x")), format!("email={one} x"));
    assert!(!format!("{policy:?}").contains(&base64(&[1; 32])[..8]), "keys are not shown");
}

#[test]
fn the_hash_is_the_one_that_others_compute() {
    // HMAC-SHA256 with 32 bytes of 0x01 over the domain, 0x01, and each part behind its length in eight bytes.
    let file = KeyFile::new("known", &key("k1", 1));
    assert_eq!(hashing(&file).keyed_hash("email", Some("acme"), "alice@example.com"), KNOWN);
}

/// Computed with another implementation.
const KNOWN: &str = "hmac:k1:a1Rc1w_YXFTJnlFfp0Lf7Q";

#[test]
fn keys_change_while_the_service_runs() {
    let file = KeyFile::new("rotates", &key("old", 1));
    let policy = hashing(&file);
    let ring = policy.keys().unwrap();
    let hash = || policy.keyed_hash("email", None, "alice@example.com");
    let old = hash();
    assert!(old.starts_with("hmac:old:"));

    file.write(&(key("new", 2) + &key("old", 1)));
    await_change(&old, hash);
    let new = hash();
    assert!(new.starts_with("hmac:new:"));
    assert_eq!(ring.forms("email", None, "alice@example.com"), [new.clone(), old], "both can be searched for");

    fs::remove_file(&file.0).unwrap();
    await_change(&new, hash);
    assert_eq!(hash(), "[REDACTED]", "a missing key erases");
    assert!(!ring.has_key());

    file.write(&key("back", 3));
    await_change("[REDACTED]", hash);
    assert!(hash().starts_with("hmac:back:"));
}

fn await_change(before: &str, now: impl Fn() -> String) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while now() == before && Instant::now() < deadline {
        std::thread::sleep(Duration::from_millis(50));
    }
}

#[cfg(unix)]
#[test]
fn another_file_of_the_same_size_and_time_is_another_file() {
    let file = KeyFile::new("same", &key("k1", 1));
    let policy = hashing(&file);
    let hash = || policy.keyed_hash("email", None, "alice@example.com");
    let before = hash();
    let time = fs::metadata(&file.0).unwrap().modified().unwrap();
    let beside = file.0.with_extension("beside");
    fs::write(&beside, key("k2", 2)).unwrap();
    fs::File::options().write(true).open(&beside).unwrap().set_modified(time).unwrap();
    fs::rename(&beside, &file.0).unwrap();
    await_change(&before, hash);
    assert!(hash().starts_with("hmac:k2:"));
}

#[test]
fn the_file_is_not_looked_at_for_every_value() {
    // A machine that has much to do may need more than one attempt.
    let looked_at_once = (0..20).any(|attempt| {
        let file = KeyFile::new("fresh", &key("k1", 1));
        let begun = Instant::now();
        let ring = KeyRing::new(&file.0);
        std::thread::sleep(Duration::from_millis(5));
        file.write(&key("k2", 2));
        let still = ring.forms("email", None, "x").concat().starts_with("hmac:k1:");
        assert!(still || begun.elapsed() > Duration::from_millis(900), "attempt {attempt}");
        still
    });
    assert!(looked_at_once);
}

#[test]
fn a_ring_shows_ids_and_no_keys() {
    let file = KeyFile::new("shown", &(key("k1", 1) + &key("k2", 2)));
    let ring = KeyRing::new(&file.0);
    assert_eq!(ring.path(), file.0);
    let shown = format!("{ring:?}");
    assert!(shown.contains(r#"keys: ["k1", "k2"]"#), "{shown}");
    assert!(!shown.contains(&base64(&[1; 32])[..8]) && !shown.contains("1, 1"), "{shown}");
}

#[test]
fn a_bad_key_file_gives_no_keys() {
    let short = format!("k1:{}\n", base64(&[1; 31]));
    let good = key("k1", 1);
    for (name, lines, problem) in [
        ("empty", String::new(), KeyFileProblem::NoKey),
        ("comment", "# nothing\n\n".to_owned(), KeyFileProblem::NoKey),
        ("short", short, KeyFileProblem::ShortKey(1)),
        ("no-id", format!(":{}\n", base64(&[1; 32])), KeyFileProblem::BadId(1)),
        ("bad-id", key("k 1", 1), KeyFileProblem::BadId(1)),
        ("long-id", key(&"k".repeat(33), 1), KeyFileProblem::BadId(1)),
        ("not-base64", "k1:!!!!\n".to_owned(), KeyFileProblem::NotBase64(1)),
        ("no-colon", base64(&[1; 32]), KeyFileProblem::NoColon(1)),
        ("one-bad-line", format!("{good}\nk2:abcd\n"), KeyFileProblem::ShortKey(3)),
        ("twice", format!("{good}# again\n{good}"), KeyFileProblem::RepeatedId(3)),
        ("huge", format!("{good}{}", "#".repeat(70_000)), KeyFileProblem::TooLong),
    ] {
        let file = KeyFile::new(name, &lines);
        let ring = KeyRing::new(&file.0);
        assert!(!ring.has_key(), "{name}");
        assert_eq!(ring.problem(), Some(problem), "{name}");
        let told = problem.to_string();
        assert!(!told.is_empty() && !told.contains("k1") && !told.contains(&base64(&[1; 30])), "{told}");
        let policy = hashing(&file);
        assert_eq!(policy.notices(), [Notice::InvalidVariable("REDACT_HMAC_KEY_FILE")], "{name}");
        assert_eq!(policy.field("email", None, "alice@example.com"), "[REDACTED]", "{name}");
    }
    let file = KeyFile::new("fine", &format!("# keys\n\n {} \n", good.trim().trim_end_matches('=')));
    assert!(KeyRing::new(&file.0).has_key());
    assert_eq!(KeyRing::new(&file.0).problem(), None);
    let full = |len: usize| format!("{good}{}", "#".repeat(len - good.len()));
    let file = KeyFile::new("full", &full(65_536));
    assert_eq!(KeyRing::new(&file.0).problem(), None);
    let file = KeyFile::new("over-full", &full(65_537));
    assert_eq!(KeyRing::new(&file.0).problem(), Some(KeyFileProblem::TooLong));
    let missing = KeyRing::new("/nowhere/at/all");
    assert!(!missing.has_key());
    assert_eq!(missing.problem(), Some(KeyFileProblem::Unreadable(std::io::ErrorKind::NotFound)));
}

#[test]
fn the_environment_names_the_key_file() {
    let file = KeyFile::new("environment", &key("k1", 1));
    let path = file.0.display().to_string();
    let policy = Policy::builder(Mode::Production)
        .environment(|name| (name == "REDACT_HMAC_KEY_FILE").then(|| path.clone()))
        .build()
        .unwrap();
    assert!(policy.keyed_hash("a", None, "b").starts_with("hmac:k1:"));
    let policy = Policy::builder(Mode::Production)
        .environment(|name| (name == "REDACT_HMAC_KEY_FILE").then(|| "/nowhere".into()))
        .build()
        .unwrap();
    assert_eq!(policy.notices(), [Notice::InvalidVariable("REDACT_HMAC_KEY_FILE")]);
}

#[test]
fn an_id_that_is_a_secret_is_hashed_or_marked() {
    let plain = Policy::production();
    for (id, expected) in [
        ("u-4711", "u-4711"),
        ("018f2b6e-7c1a-7d3e-9b55-0242ac120002", "018f2b6e-7c1a-7d3e-9b55-0242ac120002"),
        ("alice@example.com", "[REDACTED:email]"),
        ("token=abc", "[REDACTED]"),
    ] {
        assert_eq!(plain.id("user", Some("acme"), id), expected);
    }
    let file = KeyFile::new("ids", &key("k1", 1));
    let keyed = hashing(&file);
    assert_eq!(keyed.id("user", Some("acme"), "u-4711"), "u-4711");
    let hashed = keyed.id("user", Some("acme"), "alice@example.com").into_owned();
    assert!(hashed.starts_with("hmac:k1:"));
    assert_eq!(keyed.id("user", Some("acme"), "alice@example.com"), hashed);
    assert_ne!(keyed.id("team", None, "alice@example.com"), hashed);
}

#[test]
fn names_from_outside_are_scanned_and_cut() {
    let policy = Policy::production();
    let long = "n".repeat(70);
    for (name, expected) in [
        ("plain", "plain"),
        ("alice@example.com", "[REDACTED:email]"),
        (long.as_str(), &long[..64]),
        ("größe", "größe"),
    ] {
        assert_eq!(policy.outside_name(name), expected);
    }
    let bracket = format!("[REDACTED:email] {} [x", "n".repeat(44));
    assert_eq!(policy.outside_name(&bracket.replace("[REDACTED:email]", "alice@example.com")), bracket, "64 bytes");
    assert_eq!(policy.outside_name(&format!("{}é", "n".repeat(63))), "n".repeat(63));
    let straddling = format!("{} alice@example.com", "n".repeat(55));
    assert_eq!(policy.outside_name(&straddling), format!("{} ", "n".repeat(55)), "no half marker");
}

#[test]
fn the_keys_are_those_of_the_file() {
    let file = KeyFile::new("of-the-file", &key("k1", 1));
    assert!(hashing(&file).keys().is_some());
    assert!(Policy::production().keys().is_none());
}

#[test]
fn a_name_is_likely_that_of_a_person() {
    for name in ["name", "customerName", "user_name"] {
        assert_eq!(Class::likely(name), Some(Class::Name), "{name}");
    }
    for name in ["queue_name", "customer_queue_name", "shop"] {
        assert_eq!(Class::likely(name), None, "{name}");
    }
}
