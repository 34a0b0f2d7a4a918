use std::hash::{BuildHasher, Hash, Hasher};
use std::net::IpAddr;

use tracewell_context::{Principal, UserId};

use super::Kind;

/// The longest name that tells users apart, in bytes.
const MAX_NAME: usize = 256;

/// Whom a window is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Subject<'s> {
    /// A client's address, whole.
    Host(IpAddr),
    /// A user, whichever team they come as; also one that somebody only claims to be. Told apart by 256 bytes.
    User(&'s str),
    /// A verified principal: the user of a team, or the team itself. What a limiter goes by, as nobody can speak in
    /// somebody else's place.
    Principal(&'s Principal),
}

impl Subject<'_> {
    pub(crate) const fn kind(&self) -> Kind {
        match self {
            Self::Host(_) => Kind::Host,
            Self::User(_) => Kind::User,
            Self::Principal(_) => Kind::Principal,
        }
    }

    /// A number for the subject that nobody outside can predict; never 0.
    pub(crate) fn key(&self, hashes: &impl BuildHasher) -> u64 {
        let mut hasher = hashes.build_hasher();
        self.kind().hash(&mut hasher);
        match self {
            Self::Host(address) => address.to_canonical().hash(&mut hasher),
            Self::User(name) => beginning(name).hash(&mut hasher),
            Self::Principal(principal) => {
                principal.team().as_str().hash(&mut hasher);
                principal.user_id().map(UserId::as_str).hash(&mut hasher);
            }
        }
        hasher.finish().max(1)
    }
}

/// As much of a name as counts.
pub(crate) fn beginning(name: &str) -> &str {
    name.get(..name.floor_char_boundary(MAX_NAME)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::hash::RandomState;

    use tracewell_context::TeamId;

    use super::*;

    #[test]
    fn subjects_of_different_kinds_and_teams_are_different() {
        let hashes = RandomState::new();
        let principal =
            |team: &str, user: &str| Principal::new(TeamId::new(team).unwrap()).user(UserId::new(user).unwrap());
        let (one, other) = (principal("ab", "c"), principal("a", "bc"));
        let mapped: IpAddr = "::ffff:203.0.113.7".parse().unwrap();
        let plain: IpAddr = "203.0.113.7".parse().unwrap();
        assert_ne!(Subject::Principal(&one).key(&hashes), Subject::Principal(&other).key(&hashes));
        assert_ne!(Subject::User("203.0.113.7").key(&hashes), Subject::Host(plain).key(&hashes));
        assert_eq!(Subject::Host(mapped).key(&hashes), Subject::Host(plain).key(&hashes));
        let long = "x".repeat(1 << 20);
        assert_eq!(Subject::User(&long).key(&hashes), Subject::User(&long[..300]).key(&hashes));
    }
}
