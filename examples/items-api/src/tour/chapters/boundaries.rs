use crate::tour::script::Script;

/// Somebody reaches for what is another team's.
pub(in crate::tour) fn boundaries(script: &mut Script) {
    script.chapter("Boundaries");
    script.step("one's own team", script.ours("GET", "/v1/teams/team-a/items"), 200);
    script.step("another team", script.ours("GET", "/v1/teams/team-b/items"), 403);
    script.feature();
    script.step("a team that is none", script.ours("GET", "/v1/teams/%0ateam-a/items"), 403);
}
