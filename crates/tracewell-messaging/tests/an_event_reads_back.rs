//! Whatever the data of an event, a client reads that event and no other.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use proptest::prelude::*;
use support::team;
use tracewell_messaging::{Event, Hub, Next};

/// The fields of a block, by the parsing rules of the HTML standard, 9.2.6.
fn parse(block: &str) -> (String, String, String) {
    let (mut kind, mut id, mut data) = (String::new(), String::new(), String::new());
    let mut rest = block;
    while !rest.is_empty() {
        let end = rest.find(['\n', '\r']).unwrap();
        let line = &rest[..end];
        rest = if rest[end..].starts_with("\r\n") { &rest[end + 2..] } else { &rest[end + 1..] };
        if line.is_empty() {
            assert!(rest.is_empty(), "one event is one block");
            break;
        }
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "event" => value.clone_into(&mut kind),
            "id" => value.clone_into(&mut id),
            "data" => {
                data.push_str(value);
                data.push('\n');
            }
            _ => panic!("{line}"),
        }
    }
    data.pop();
    (kind, id, data)
}

fn frame(kind: String, data: String) -> Option<(String, String, String)> {
    let hub = Hub::builder().stats_every(None).build();
    let mut subscription = hub.subscribe(team("acme")).unwrap();
    let published = hub.publish(&team("acme"), &Event::new(kind, data)).ok()?;
    let mut task = std::task::Context::from_waker(std::task::Waker::noop());
    let std::task::Poll::Ready(Some(Next::Event(frame))) = subscription.poll_next(&mut task) else { panic!() };
    let parsed = parse(std::str::from_utf8(frame.bytes()).unwrap());
    assert_eq!(parsed.1, published.id().to_string());
    Some(parsed)
}

proptest! {
    #[test]
    fn any_data_comes_back_line_by_line(data in "(\\PC|[\n\r:]|data: |id: |\u{feff}){0,60}") {
        let (kind, _, read) = frame("item.created".to_owned(), data.clone()).unwrap();
        prop_assert_eq!(kind, "item.created");
        // A client has line feeds where there were other ends of lines.
        prop_assert_eq!(read, data.replace("\r\n", "\n").replace('\r', "\n"));
    }

    #[test]
    fn no_kind_forges_a_field(kind in "(\\PC|[\n\r:]){0,70}") {
        if let Some((read, _, data)) = frame(kind.clone(), "x".to_owned()) {
            prop_assert_eq!((read, data.as_str()), (kind, "x"));
        }
    }

    #[test]
    fn any_last_event_id_is_taken(last in "\\PC{0,80}") {
        let hub = Hub::builder().stats_every(None).build();
        prop_assert!(hub.resume(team("acme"), &last).is_ok());
    }
}
