/// Claims with a meaning of their own, which cannot be a team or a list of roles as well.
const TAKEN: [&str; 8] = ["iss", "sub", "jti", "aud", "exp", "nbf", "email", "email_verified"];

/// In which claims an issuer puts what is no standard.
#[derive(Clone, Debug)]
pub(crate) struct ClaimNames {
    team: Box<str>,
    roles: Box<str>,
}

impl Default for ClaimNames {
    fn default() -> Self {
        Self { team: "team_id".into(), roles: "roles".into() }
    }
}

impl ClaimNames {
    pub(crate) fn set_team(&mut self, name: &str) {
        self.team = name.into();
    }

    pub(crate) fn set_roles(&mut self, name: &str) {
        self.roles = name.into();
    }

    pub(crate) fn team(&self) -> &str {
        &self.team
    }

    pub(crate) fn roles(&self) -> &str {
        &self.roles
    }

    pub(crate) fn are_distinct(&self) -> bool {
        self.team != self.roles && !TAKEN.contains(&&*self.team) && !TAKEN.contains(&&*self.roles)
    }
}
