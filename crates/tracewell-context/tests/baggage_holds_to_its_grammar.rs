//! Whatever is sent as `baggage`: what is kept is what was allowed, bounded, and reads back as it was.

use proptest::prelude::*;
use tracewell_context::{Baggage, Context, FutureExt, current};

fn all(header: &str) -> Option<Baggage> {
    Baggage::read([header], |_| true, |_| true)
}

fn pairs(baggage: &Baggage) -> Vec<(String, String)> {
    baggage.iter().map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

proptest! {
    #[test]
    fn nothing_makes_it_panic_and_what_is_kept_reads_back(lines in prop::collection::vec(".{0,200}", 0..5)) {
        read_back(&lines)?;
    }

    #[test]
    fn nor_does_what_looks_like_it(lines in prop::collection::vec("([a-c]{0,2} ?=[ -~]{0,6}(%[0-9a-fA-F]{0,2}){0,3}[,;]?){0,8}", 0..4)) {
        read_back(&lines)?;
    }

    #[test]
    fn any_text_goes_through_a_header(values in prop::collection::vec("\\PC{0,60}", 1..16)) {
        let header: Vec<String> = values.iter().enumerate().map(|(n, value)| {
            let value: String = value.bytes().map(|byte| format!("%{byte:02x}")).collect();
            format!("key-{n} =\t{value} ;meta=1;flag")
        }).collect();
        let baggage = all(&header.join(" , ")).unwrap();
        let expected: Vec<_> = values.iter().enumerate().map(|(n, value)| (format!("key-{n}"), value.clone())).collect();
        prop_assert_eq!(pairs(&baggage), expected);
        prop_assert_eq!(all(&baggage.to_string()), Some(baggage));
    }

    #[test]
    fn what_is_not_allowed_is_not_kept(header in "([a-d]=[a-z%0-9]{0,4},){0,10}") {
        let baggage = Baggage::read([header.as_str()], |key| key == "b", |value| !value.contains('z'));
        if let Some(baggage) = baggage {
            prop_assert!(baggage.iter().all(|(key, value)| key == "b" && !value.contains('z')));
        }
    }
}

fn read_back(lines: &[String]) -> Result<(), TestCaseError> {
    let Some(baggage) = Baggage::read(lines.iter().map(String::as_str), |_| true, |_| true) else { return Ok(()) };
    let mut keys: Vec<&str> = baggage.iter().map(|(key, _)| key).collect();
    prop_assert!((1..=16).contains(&keys.len()));
    keys.sort_unstable();
    keys.dedup();
    prop_assert_eq!(keys.len(), baggage.iter().count(), "a key twice");
    for (key, value) in baggage.iter() {
        prop_assert!(Baggage::is_key(key) && value.len() <= 256 && !value.contains(char::is_control));
    }
    let header = baggage.to_string();
    prop_assert!(header.len() <= 8192 && header.bytes().all(|byte| matches!(byte, b'!'..=b'~')), "{}", header);
    prop_assert_eq!(all(&header), Some(baggage));
    Ok(())
}

#[test]
fn members_are_read_as_the_recommendation_says() {
    for (header, expected) in [
        ("a=1", Some("a=1")),
        ("a=1,b=2", Some("a=1,b=2")),
        ("  a \t=\t1 ; x=y ;z , , b=2;q", Some("a=1,b=2")),
        ("a=", Some("a=")),
        ("a==b=c", Some("a==b=c")),
        ("A=1,a=2", Some("A=1,a=2")),
        ("a=%c3%a9%20%25", Some("a=%C3%A9%20%25")),
        ("%41=1", Some("%41=1")),
        // Twice the same is once; two answers are none.
        ("a=1,a=1", Some("a=1")),
        ("a=1,b=2,a=%31;x", Some("a=1,b=2")),
        ("a=1,b=2,a=3,a=1", Some("b=2")),
        // What does not keep to the grammar is not there.
        ("", None),
        ("a", None),
        ("=1", None),
        ("a b=1", None),
        ("a=1 2,b=2", Some("b=2")),
        ("a=\"1\"", None),
        ("a=%,b=%4,c=%4g,d=%zz,e=%+1,f=1", Some("f=1")),
        ("a=%ff,b=%c3", None),
        ("a=%0d%0Aset-cookie:x,b=%00,c=%7f,d=%c2%85", None),
        ("é=1,a=é", None),
        ("(a)=1,{a}=1,a/b=1", None),
    ] {
        assert_eq!(all(header).map(|baggage| baggage.to_string()).as_deref(), expected, "{header}");
    }
}

#[test]
fn everything_has_a_bound() {
    let value = |length: usize| format!("a={}", "x".repeat(length));
    assert!(all(&value(256)).is_some() && all(&value(257)).is_none());
    assert!(all(&format!("a={}", "%41".repeat(256))).is_some(), "it is the decoded one that counts");
    assert!(all(&format!("{}=1", "k".repeat(64))).is_some() && all(&format!("{}=1", "k".repeat(65))).is_none());
    let many = |count: usize| (0..count).map(|n| format!("k{n}=v")).collect::<Vec<_>>();
    assert_eq!(all(&many(64).join(",")).unwrap().iter().count(), 16);
    assert!(all(&many(65).join(",")).is_none());
    let lines = many(64);
    assert!(
        Baggage::read(lines.iter().map(String::as_str), |key| key == "k63", |_| true).is_some(),
        "lines are one list"
    );
    assert!(Baggage::read(["a=1", &"x".repeat(8190)], |_| true, |_| true).is_none());
    assert!(Baggage::read(["a=1", &"x".repeat(8189)], |_| true, |_| true).is_some());
}

#[test]
fn it_goes_where_the_work_goes() {
    let work = Context::open();
    assert!(work.baggage().is_none());
    work.set_baggage(all("tier=gold").unwrap());
    work.set_baggage(all("tier=lead").unwrap());
    let seen = work.in_scope(|| {
        let elsewhere = async { current().unwrap().baggage().unwrap().get("tier").unwrap().to_owned() };
        let elsewhere = elsewhere.in_current_context();
        std::thread::scope(|scope| scope.spawn(|| futures_util::FutureExt::now_or_never(elsewhere)).join().unwrap())
    });
    assert_eq!(seen.as_deref(), Some("gold"), "it is set once");
    assert!(!format!("{work:?} {:?}", work.baggage()).contains("gold"));
}
