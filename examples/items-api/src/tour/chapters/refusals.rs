use serde_json::json;

use crate::tour::client::Request;
use crate::tour::script::Script;

/// What a service must say no to.
pub(in crate::tour) fn refusals(script: &mut Script) {
    script.chapter("Refusals");
    script.step("no token", Request::get("/v1/items"), 401);
    script.step("a bad token", Request::get("/v1/items").bearer("BAAD"), 401);
    script.step("an id that is none", script.ours("GET", "/v1/items/%2e%2e%2fetc"), 404);
    script.step("a change of nothing", script.ours("PUT", "/v1/items").body("{}"), 404);
    script.step("items are never deleted", script.ours("DELETE", "/v1/items"), 405);
    script.step("a path that is none", Request::get("/v2/%0aitems"), 404);
    script.step("a body that is not JSON", script.ours("POST", "/v1/items").body("{\"properties\": "), 400);
    script.feature();
    let own = json!({"id": "mine"}).to_string();
    script.step("an id of one's own", script.ours("POST", "/v1/items").body(own), 400);
    script.step("a link from nowhere", script.ours("POST", "/v1/links").body("{}"), 400);
    script.step("a body without end", script.ours("POST", "/v1/items").body(vec![b'['; 1 << 21]), 413);
}
