use serde_json::json;

use crate::tour::client::Request;
use crate::tour::script::Script;

/// Secrets wherever a client can put one. The log shows that there was something, never what.
pub(in crate::tour) fn secrets(script: &mut Script) {
    script.chapter("Secrets, planted");
    let planted = script.planted().clone();
    let (password, email) = (planted.password(), planted.email());
    let query = format!("/v1/items?password={password}&email={email}");
    script.step("secrets in the query", script.ours("GET", query), 200);
    script.feature();
    let item = json!({"properties": {"email": email, "password": password}}).to_string();
    script.step("secrets in the body", script.ours("POST", "/v1/items").body(item), 200);
    let broken = format!("{{\"password\": \"{password}\", \"email\": {email}");
    script.step("secrets in a broken body", script.ours("POST", "/v1/items").body(broken), 400);
    let headers = Request::get("/health")
        .header("cookie", format!("session={}", planted.cookie()))
        .header("user-agent", format!("{email}/1.0"))
        .header("referer", format!("http://mail.example/?password={password}"));
    script.step("secrets in headers", headers, 200);
    script.step(
        "a secret as a refused token",
        Request::get("/metrics").header("authorization", format!("Basic {password}")),
        401,
    );
    let signed = planted.signed();
    script.step("an address in the path", script.ours("GET", format!("/v1/items/{email}")), 404);
    script.feature();
    script.bad_ids("an address as the id", [email]);
    script.step("an address in a panic", Request::get(format!("/debug/panic?text=:%20no%20user%20{email}")), 500);
    script.step("a token in an error", Request::get(format!("/debug/error/500?text=:%20refused%20{signed}")), 500);
    script.feature();
}
