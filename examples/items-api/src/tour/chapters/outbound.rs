use crate::tour::script::Script;
use crate::tour::upstream::{BROKEN, UNKNOWN};

/// Calls to another service, whose URL holds a key. It gets the id of the request; the log gets neither the key nor the
/// address that was asked for.
pub(in crate::tour) fn outbound(script: &mut Script) {
    script.chapter("Calls to another service");
    let ip = script.planted().ip().to_owned();
    script.step("a place", script.ours("GET", format!("/v1/geo/{ip}")), 200);
    script.feature();
    script.step("no address, so no call", script.ours("GET", "/v1/geo/nowhere"), 400);
    script.step("an address that nobody knows", script.ours("GET", format!("/v1/geo/{UNKNOWN}")), 404);
    script.step("the other service fails", script.ours("GET", format!("/v1/geo/{BROKEN}")), 502);
    script.feature();
}
