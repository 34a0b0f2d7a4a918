use std::time::Duration;

use crate::tour::client::Request;
use crate::tour::process::Process;
use crate::tour::script::Script;

/// SIGTERM while a request runs and a stream is open: the service is not ready any more, but both end well.
pub(in crate::tour) fn end(script: &mut Script, service: &Process) {
    script.chapter("The end");
    let slow = Request::get("/debug/slow?ms=400");
    let stream = script.ours("GET", "/v1/events");
    script.step_around("a stream that is open at SIGTERM", stream, 200, |script| {
        script.step_around("a request that runs at SIGTERM", slow, 200, |script| {
            // A service that cannot be told to end is found out by its exit code.
            let _ = service.terminate();
            std::thread::sleep(Duration::from_millis(100));
            script.step("the service is not ready any more", Request::get("/ready"), 503);
        });
    });
}
