use std::time::Duration;

use crate::tour::client::Request;
use crate::tour::script::Script;

/// Handlers that fail, wait and stream, and clients that don't wait.
pub(in crate::tour) fn failures(script: &mut Script) {
    script.chapter("Failures and streams");
    script.step("a handler panics", Request::get("/debug/panic"), 500);
    script.feature();
    script.step("a handler fails on purpose", Request::get("/debug/error/503"), 503);
    script.step("a client's mistake", Request::get("/debug/error/409"), 409);
    script.step("a query that does not fit", Request::get("/debug/slow?ms=soon"), 400);
    script.step("a slow answer", Request::get("/debug/slow?ms=120"), 200);
    script.step("a stream", Request::get("/debug/stream?chunks=5&ms=10"), 200);
    script.step("the head of a stream", Request::new("HEAD", "/debug/stream?chunks=5&ms=10"), 200);
    let leave = Duration::from_millis(100);
    script.leave("a client leaves before the answer", Request::get("/debug/slow?ms=5000"), 200, leave);
    script.feature();
    script.leave_amid("a client leaves amid the answer", Request::get("/debug/stream?chunks=500&ms=20"), 200);
    script.feature();
}
