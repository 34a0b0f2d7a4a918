//! Chromium at the service: the page that shows live events, and an `EventSource` of the browser's own.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod browser;
mod support;
#[path = "browser/wire.rs"]
mod wire;

use browser::Browser;
use serde_json::{Value, json};
use support::{Service, TOKEN, lines};
use wire::Wire;

const OF_A_STREAM: [&str; 3] = ["sse_stream_started", "sse_client_disconnected", "sse_stream_ended"];

/// The lines about streams, each with its reason.
fn told(lines: &[Value]) -> Vec<(&str, &str)> {
    let name = |line: &'_ Value| OF_A_STREAM.into_iter().find(|name| line["message"] == *name);
    lines.iter().filter_map(|line| Some((name(line)?, line["reason"].as_str().unwrap_or_default()))).collect()
}

#[test]
fn the_page_shows_what_happens_as_it_happens() {
    let service = Service::start();
    let mut browser = Browser::start();
    browser.open(service.process().address());
    browser.wait_for("document.title === 'items-api: live events'");
    browser.evaluate("document.querySelector('form').requestSubmit()");
    browser.wait_for("document.querySelector('#state').textContent === 'Connected as team-a.'");

    // What somebody puts into an item is text in whoever's page.
    let hostile = "<img src=x onerror='window.taken = 1'>\u{202e}\nevent: forged\ndata: {}";
    let id = service.item(json!({ "note": hostile }));
    service.call_as("team-b", "POST", "/v1/items", Some(&json!({ "properties": { "note": "of-another-team" } })));
    browser.wait_for(&format!("document.querySelector('li code')?.textContent.includes('{id}') ?? false"));
    browser.evaluate("document.querySelector('#make').click()");
    browser.wait_for("document.querySelectorAll('li').length === 2");
    let kinds = browser.evaluate("[...document.querySelectorAll('li b')].map(kind => kind.textContent)");
    assert_eq!(kinds, json!(["item.created", "item.created"]));
    let shown =
        browser.evaluate("JSON.parse(document.querySelector('li:last-child code').textContent).properties.note");
    assert_eq!(shown, hostile);
    assert_eq!(browser.evaluate("document.querySelectorAll('li img').length + (window.taken ?? 0)"), 0);
    assert_eq!(browser.evaluate("document.body.innerText.includes('of-another-team')"), false);

    // The token is in no place that outlives the page or that others see.
    let places = "document.cookie + location.href + JSON.stringify({ ...localStorage, ...sessionStorage })
        + performance.getEntriesByType('resource').map(entry => entry.name).join()";
    let places = browser.evaluate(places);
    assert!(!places.as_str().unwrap().contains(TOKEN), "{places}");
    // Nothing that got into the page could be run, or could carry the token away.
    browser.evaluate(
        "document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.ran = 1' }));
         window.blocked = 0; fetch('http://127.0.0.1:9/').catch(() => window.blocked = 1)",
    );
    browser.wait_for("window.blocked === 1");
    assert_eq!(browser.evaluate("window.ran ?? 0"), 0);

    let ended = service.end();
    browser.wait_for("document.querySelector('#state').textContent !== 'Connected as team-a.'");
    assert_eq!(ended.code(), Some(0));
    let lines = lines(&ended);
    assert_eq!(told(&lines), [(OF_A_STREAM[0], ""), (OF_A_STREAM[2], "server_shutdown")]);
    let started = lines.iter().find(|line| line["message"] == OF_A_STREAM[0]).unwrap();
    assert!(started["user_agent"].as_str().unwrap().contains("Chrome"), "{started}");
    assert_eq!((&started["team_id"], &started["user_id"]), (&json!("team-a"), &json!(support::USER)));
}

#[test]
fn an_event_source_resumes_where_it_was() {
    let (service, other) = (Service::start(), Service::start());
    let wire = Wire::to(service.process().address());
    let mut browser = Browser::start();
    browser.open(wire.address());
    // An `EventSource` can't say who it is; whatever stands between it and the service can.
    browser.send_headers(&json!({ "authorization": format!("Bearer {TOKEN}"), "x-dev-team": "team-a" }));
    browser.evaluate(
        "window.seen = []; window.opened = 0;
         const source = new EventSource('/v1/events');
         source.onopen = () => window.opened++;
         for (const kind of ['item.created', 'gap', 'forged', 'message'])
             source.addEventListener(kind, event => window.seen.push([event.type, event.data, event.lastEventId]));
         0",
    );
    browser.wait_for("window.opened === 1");
    let first = service.item(json!({ "note": "two\nlines\r\nevent: forged\n\ndata: {}" }));
    browser.wait_for("window.seen.length === 1");

    // The connection breaks, and something happens before the browser is back.
    wire.cut();
    let second = service.item(json!({}));
    browser.wait_for("window.opened === 2");
    browser.wait_for("window.seen.length === 2");

    // It comes back to another instance, which does not know what it has seen.
    wire.lead_to(other.process().address());
    let elsewhere = other.item(json!({}));
    wire.cut();
    browser.wait_for("window.opened === 3");
    browser.wait_for("window.seen.length === 4");
    let seen = browser.evaluate("window.seen");
    let kinds: Vec<_> = seen.as_array().unwrap().iter().map(|event| event[0].as_str().unwrap()).collect();
    assert_eq!(kinds, ["item.created", "item.created", "gap", "item.created"], "{seen}");
    for (index, id) in [(0, &first), (1, &second), (3, &elsewhere)] {
        assert!(seen[index][1].as_str().unwrap().contains(id), "{seen}");
    }
    assert_eq!(seen[2][1], r#"{"missed":null}"#);
    assert_eq!(seen[2][2], seen[1][2], "a gap has no id: the place stays what it was");

    drop(browser);
    let lines = lines(&service.end());
    let gone = "client_gone";
    let stream = [(OF_A_STREAM[0], ""), (OF_A_STREAM[1], gone), (OF_A_STREAM[2], gone)];
    assert_eq!(told(&lines), [stream, stream].concat());
    other.end();
}
