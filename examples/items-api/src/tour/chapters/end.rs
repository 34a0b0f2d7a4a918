use std::time::Duration;

use crate::tour::client::Request;
use crate::tour::process::Process;
use crate::tour::script::Script;

/// SIGTERM while a request runs: the service is not ready any more, but the request ends well.
pub(in crate::tour) fn end(script: &mut Script, service: &Process) {
    script.chapter("The end");
    let slow = Request::get("/debug/slow?ms=400");
    script.step_around("a request that runs at SIGTERM", slow, 200, |script| {
        // A service that cannot be told to end is found out by its exit code.
        let _ = service.terminate();
        std::thread::sleep(Duration::from_millis(100));
        script.step("the service is not ready any more", Request::get("/ready"), 503);
    });
}
