use crate::tour::script::Script;

/// What happens to a team's objects, followed as it happens.
pub(in crate::tour) fn events(script: &mut Script) {
    script.chapter("Live events");
    script.leave_amid("one's own are followed for a while", script.ours("GET", "/v1/events"), 200);
    script.feature();
    script.step("another team's are not", script.ours("GET", "/v1/events?team_id=team-b"), 403);
    script.step("a job's name may be no sentence", script.ours("GET", "/v1/events?job_id=two%20words"), 400);
}
