use serde_json::Value;

use crate::tour::script::Script;

/// What the audit log says, and to whom.
pub(in crate::tour) fn audit(script: &mut Script) -> Value {
    script.chapter("The audit log");
    script.step("not for everybody", script.ours("GET", "/v1/audit"), 403);
    let auditor = |script: &Script, target: &str| script.ours("GET", target).header("x-dev-roles", "auditor");
    script.step("a time that is none", auditor(script, "/v1/audit?until=yesterday"), 400);
    script.step("before there was anything", auditor(script, "/v1/audit?until=2020-01-01T00:00:00Z"), 200);
    script.step("the state, from the log alone", auditor(script, "/v1/audit"), 200)
}
