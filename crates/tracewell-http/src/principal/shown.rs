use std::borrow::Cow;

use tracewell_context::{Principal, UserId};
use tracewell_names::field;
use tracewell_redact::{Class, Decision, Policy};

/// As which class the id of a team is hashed.
const TEAM: &str = "team";

/// Team and user as a span may show them: an id that is a secret itself in the form that `policy` gives it.
pub(crate) fn shown<'p>(principal: &'p Principal, policy: &Policy) -> (Cow<'p, str>, Option<Cow<'p, str>>) {
    let team = principal.team().as_str();
    let user = principal.user_id().map(UserId::as_str).map(|user| match policy.decide(field::USER_ID) {
        // For the guard in front of whoever listens to do, as with any field of this name.
        Decision::Act(_) => Cow::Borrowed(user),
        _ => policy.id(Class::User.as_str(), Some(team), user),
    });
    (policy.id(TEAM, None, team), user)
}

#[cfg(test)]
mod tests {
    use tracewell_context::TeamId;
    use tracewell_redact::{Action, Mode};

    use super::*;

    #[test]
    fn an_id_that_is_a_secret_is_not_shown() {
        let address = ["alice", "example.com"].join("@");
        let principal = Principal::new(TeamId::new("acme").unwrap()).user(UserId::new(&address).unwrap());
        let (team, user) = shown(&principal, &Policy::production());
        assert_eq!((&*team, user.as_deref()), ("acme", Some("[REDACTED:email]")));
        let acting = Policy::builder(Mode::Production).action(Class::User, Action::Erase).build().unwrap();
        assert_eq!(shown(&principal, &acting).1.as_deref(), Some(address.as_str()), "the guard's to do");
    }
}
