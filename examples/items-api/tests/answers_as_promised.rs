//! Each route with a request that it should accept.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use serde_json::{Value, json};
use support::client::Request;
use support::{Service, TOKEN, USER};

fn is_uuid(value: &Value) -> bool {
    value.as_str().is_some_and(|id| id.len() == 36 && uuid::Uuid::try_parse(id).is_ok())
}

fn ids(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|object| object["id"].as_str().unwrap()).collect()
}

#[test]
fn probes_need_no_token() {
    let service = Service::start();
    for (target, text) in [("/", "items-api"), ("/health", "UP"), ("/ready", "READY")] {
        let answer = service.send(&Request::get(target));
        assert_eq!(answer.status(), 200, "{target}");
        assert!(answer.text().contains(text), "{target}");
        assert!(answer.header("content-type").unwrap().starts_with("text/plain"), "{target}");
        let head = service.send(&Request::new("HEAD", target));
        assert_eq!((head.status(), head.text().as_str()), (200, ""), "{target}");
    }
}

#[test]
fn items_are_made_read_and_changed() {
    let service = Service::start();
    let body = json!({"properties": {"colour": "red"}, "unknown": [1, 2], "id": null});
    let made = service.call("POST", "/v1/items", Some(&body));
    assert_eq!(made.status(), 200);
    assert_eq!(made.header("content-type"), Some("application/json"));
    let made = made.json();
    assert!(is_uuid(&made["id"]), "{made}");
    assert_eq!(made["created_by"], USER);
    let time = made["created_at"].as_str().unwrap();
    assert!(time.len() == 27 && time.ends_with('Z') && time.parse::<jiff::Timestamp>().is_ok(), "{time}");
    assert_eq!(made["properties"], json!({"colour": "red"}));
    assert_eq!(made.as_object().unwrap().len(), 4, "{made}");

    let path = format!("/v1/items/{}", made["id"].as_str().unwrap());
    assert_eq!(service.call("GET", &path, None).json(), made);

    let mut whole = made.clone();
    whole["properties"] = json!({"size": 5});
    let changed = service.call("PUT", &path, Some(&whole));
    assert_eq!((changed.status(), changed.json()), (200, whole.clone()));
    assert_eq!(service.call("GET", &path, None).json(), whole);

    // Without the fields that can't be changed it is the whole item too; without properties they are gone.
    let changed = service.call("PUT", &path, Some(&json!({})));
    assert_eq!((changed.status(), &changed.json()["properties"]), (200, &json!({})));
    assert_eq!(changed.json()["created_at"], made["created_at"]);
}

#[test]
fn items_without_properties_have_none() {
    let service = Service::start();
    for body in [json!({}), json!({"properties": {}}), json!({"properties": null})] {
        assert_eq!(service.call("POST", "/v1/items", Some(&body)).json()["properties"], json!({}), "{body}");
    }
}

#[test]
fn the_content_type_is_not_looked_at() {
    let service = Service::start();
    for kind in ["text/plain", "application/x-www-form-urlencoded", "nonsense"] {
        let request = Request::new("POST", "/v1/items").bearer(TOKEN).header("content-type", kind).body("{}");
        assert_eq!(service.send(&request).status(), 200, "{kind}");
    }
}

#[test]
fn items_are_searched_by_their_properties() {
    let service = Service::start();
    let red = service.item(json!({"colour": "red", "size": 5, "sold": false}));
    let blue = service.item(json!({"colour": "blue", "size": 5, "two words": "a b&c"}));
    let list = |query: &str| {
        let answer = service.call("GET", &format!("/v1/items{query}"), None);
        assert_eq!(answer.status(), 200, "{query}");
        ids(&answer.json()).into_iter().map(str::to_owned).collect::<Vec<_>>()
    };
    let both = [red.clone(), blue.clone()];
    assert_eq!(list(""), both);
    assert_eq!(list("?"), both);
    assert_eq!(list("?size=5"), both);
    assert_eq!(list("?colour=red"), both[..1]);
    assert_eq!(list("?sold=false"), both[..1]);
    assert_eq!(list("?size=5&colour=blue"), both[1..]);
    assert_eq!(list("?two%20words=a+b%26c"), both[1..]);
    for none in ["?colour=green", "?colour=red&colour=blue", "?weight=1", "?colour", "?colour=%ff", "?%"] {
        assert!(list(none).is_empty(), "{none}");
    }
}

#[test]
fn links_are_made_read_changed_searched_and_deleted() {
    let service = Service::start();
    let [a, b, c] = [(); 3].map(|()| service.item(json!({})));
    let made =
        service.call("POST", "/v1/links", Some(&json!({"source": a, "target": b, "properties": {"kind": "part"}})));
    assert_eq!(made.status(), 200, "{}", made.text());
    let made = made.json();
    assert!(is_uuid(&made["id"]), "{made}");
    assert_eq!((&made["source"], &made["target"]), (&json!(a), &json!(b)));
    assert_eq!((&made["created_by"], &made["properties"]), (&json!(USER), &json!({"kind": "part"})));
    let other = service.call("POST", "/v1/links", Some(&json!({"source": b, "target": c}))).json();
    assert_eq!(other["properties"], json!({}));

    let path = format!("/v1/links/{}", made["id"].as_str().unwrap());
    assert_eq!(service.call("GET", &path, None).json(), made);
    let [first, second] = [&made, &other].map(|link| link["id"].as_str().unwrap());
    for (query, expected) in [
        (String::new(), vec![first, second]),
        (format!("?source={a}"), vec![first]),
        (format!("?source={b}"), vec![second]),
        (format!("?target={b}"), vec![first]),
        (format!("?either={b}"), vec![first, second]),
        (format!("?either={b}&source={b}"), vec![second]),
        (format!("?source={c}"), vec![]),
        ("?source=nonsense".to_owned(), vec![]),
        (format!("?either={}", uuid::Uuid::now_v7()), vec![]),
    ] {
        let answer = service.call("GET", &format!("/v1/links{query}"), None);
        assert_eq!((answer.status(), ids(&answer.json())), (200, expected), "{query}");
    }

    let mut whole = made.clone();
    whole["target"] = json!(c);
    whole["properties"] = json!({});
    let changed = service.call("PUT", &path, Some(&whole));
    assert_eq!((changed.status(), changed.json()), (200, whole.clone()));

    assert_eq!(service.call("DELETE", &path, None).status(), 200);
    for method in ["GET", "DELETE"] {
        assert_eq!(service.call(method, &path, None).status(), 404, "{method}");
    }
    assert_eq!(service.call("PUT", &path, Some(&whole)).status(), 404);
}

#[test]
fn each_team_sees_its_own() {
    let service = Service::start();
    let id = service.item(json!({"colour": "red"}));
    let other = service.item(json!({}));
    let link = service.call("POST", "/v1/links", Some(&json!({"source": id, "target": other}))).json();
    let link = link["id"].as_str().unwrap();

    assert_eq!(ids(&service.call("GET", "/v1/teams/team-a/items", None).json()), [id.as_str(), &other]);
    assert_eq!(service.call_as("team-b", "GET", "/v1/teams/team-b/items", None).json(), json!([]));
    for list in ["/v1/items", "/v1/items?colour=red", "/v1/links"] {
        assert_eq!(service.call_as("team-b", "GET", list, None).json(), json!([]), "{list}");
    }
    for path in [format!("/v1/items/{id}"), format!("/v1/links/{link}")] {
        for (method, body) in [("GET", None), ("PUT", Some(json!({})))] {
            let theirs = service.call_as("team-b", method, &path, body.as_ref());
            assert_eq!(theirs.status(), 404, "{method} {path}");
            // Not a hair different from an id that nobody has.
            let nobody = format!("{}{}", &path[..10], uuid::Uuid::now_v7());
            let nobodys = service.call_as("team-b", method, &nobody, body.as_ref());
            assert_eq!(theirs.json()["detail"], nobodys.json()["detail"]);
        }
    }
    assert_eq!(service.call_as("team-b", "DELETE", &format!("/v1/links/{link}"), None).status(), 404);
    assert_eq!(service.call("GET", &format!("/v1/links/{link}"), None).status(), 200);
}

#[test]
fn metrics_count_every_code() {
    let service = Service::start();
    for (target, status) in [("/health", 200), ("/nowhere", 404), ("/v1/items", 401), ("/debug/panic", 500)] {
        assert_eq!(service.send(&Request::get(target)).status(), status, "{target}");
    }
    assert_eq!(service.send(&Request::new("POST", "/health")).status(), 405);
    assert_eq!(service.send(&Request::get("/metrics")).status(), 401);
    let answer = service.call("GET", "/metrics", None);
    assert_eq!(answer.status(), 200);
    assert!(answer.header("content-type").unwrap().starts_with("text/plain"));
    let text = answer.text();
    for line in [
        "http_responses{code=\"200\"} 1",
        "http_responses{code=\"401\"} 2",
        "http_responses{code=\"404\"} 1",
        "http_responses{code=\"405\"} 1",
        "http_responses{code=\"500\"} 1",
        "redactions_total{reason=\"not_allowlisted\"} 0",
        "redactions_total{reason=\"jwt\"} 0",
        "# TYPE http_server_request_duration_seconds histogram",
    ] {
        assert!(text.lines().any(|found| found == line), "{line} is missing in\n{text}");
    }
    let duration = |part: &str| {
        text.lines().any(|line| line.starts_with("http_server_request_duration_seconds_bucket{") && line.contains(part))
    };
    assert!(duration("http_route=\"/health\"") && duration("le=\"0.075\"") && duration("le=\"10\""), "{text}");
    for absent in ["team-a", USER, "/nowhere"] {
        assert!(!text.contains(absent), "{absent} in\n{text}");
    }
}

#[test]
fn debug_routes_do_what_their_names_say() {
    let service = Service::start();
    let slow = service.send(&Request::get("/debug/slow?ms=50"));
    assert_eq!((slow.status(), slow.text().as_str()), (200, "waited 50 ms\n"));
    let stream = service.send(&Request::get("/debug/stream?chunks=3&ms=1"));
    assert_eq!((stream.status(), stream.text().as_str()), (200, "chunk 1\nchunk 2\nchunk 3\n"));
    assert_eq!(stream.header("transfer-encoding"), Some("chunked"));
    assert_eq!(service.send(&Request::get("/debug/stream?chunks=0")).text(), "");
    for status in [400, 404, 418, 499, 500, 503, 599] {
        let answer = service.send(&Request::get(format!("/debug/error/{status}")));
        assert_eq!(answer.status(), status);
        assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    }
    for target in
        ["/debug/error/200", "/debug/error/600", "/debug/error/x", "/debug/slow?ms=-1", "/debug/stream?chunks=x"]
    {
        assert_eq!(service.send(&Request::get(target)).status(), 400, "{target}");
    }
}
