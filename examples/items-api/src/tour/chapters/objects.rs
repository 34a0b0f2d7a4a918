use serde_json::{Value, json};

use crate::tour::client::Request;
use crate::tour::script::Script;

/// Everyday work: items, links and teams.
pub(in crate::tour) fn objects(script: &mut Script) {
    script.chapter("Items, links and teams");
    script.step("the service is up", Request::get("/health"), 200);
    script.step("the service is ready", Request::get("/ready"), 200);
    let red = json!({"properties": {"colour": "red", "size": 5}}).to_string();
    let item = script.step("an item is made", script.ours("POST", "/v1/items").body(red), 200);
    script.feature();
    let blue = json!({"properties": {"colour": "blue"}, "unknown": true}).to_string();
    let other = script.step("another one is made", script.ours("POST", "/v1/items").body(blue), 200);
    let path = format!("/v1/items/{}", id(&item));
    script.step("it is read", script.ours("GET", path.as_str()), 200);
    script.step("only its head is read", script.ours("HEAD", path.as_str()), 200);
    let mut whole = item.clone();
    whole["properties"]["colour"] = "green".into();
    script.step("it is changed", script.ours("PUT", path.as_str()).body(whole.to_string()), 200);
    script.step("the green ones are searched", script.ours("GET", "/v1/items?colour=green&size=5"), 200);
    let link = json!({"source": id(&item), "target": id(&other)}).to_string();
    let link = script.step("the two are linked", script.ours("POST", "/v1/links").body(link), 200);
    script.step("its links are searched", script.ours("GET", format!("/v1/links?either={}", id(&item))), 200);
    let gone = format!("/v1/links/{}", id(&link));
    script.step("the link is deleted", script.ours("DELETE", gone.as_str()), 200);
    script.step("the link is gone", script.ours("GET", gone), 404);
    script.step("one's own team is listed", script.ours("GET", "/v1/teams/team-a/items"), 200);
    let theirs = script.of("team-b", Request::get("/v1/teams/team-a/items"));
    script.step("another team is not", theirs, 403);
    script.feature();
    script.step("nor is there their item", script.of("team-b", Request::get(path)), 404);
    script.step("all of it was measured", script.ours("GET", "/metrics"), 200);
}

fn id(object: &Value) -> &str {
    object["id"].as_str().unwrap_or("no-id")
}
