use std::net::SocketAddr;
use std::sync::Mutex;

use sha2::{Digest as _, Sha256};

use super::Canaries;

/// Who plays, and where: teams with their users, and what they have made so far.
pub(crate) struct Cast {
    pub(crate) address: SocketAddr,
    pub(crate) canaries: Canaries,
    teams: Vec<Team>,
}

/// A team whose users are nobody else's.
pub(crate) struct Team {
    name: String,
    users: Vec<User>,
    items: Mutex<Vec<String>>,
}

/// A user: a token, which is a secret, and the id that development identity makes of it.
pub(crate) struct User {
    token: String,
    id: String,
}

const TEAMS: usize = 5;
const USERS: usize = 4;

impl Cast {
    pub(crate) fn new(address: SocketAddr, canaries: Canaries) -> Self {
        let user = |team: usize, number: usize| {
            let token = canaries.opaque(90_000 + team * USERS + number);
            let digest = Sha256::digest(token.as_bytes());
            let id = digest[..4].iter().map(|byte| format!("{byte:02x}")).collect::<String>();
            User { token, id: format!("a-test-only-id-{id}") }
        };
        let team = |team: usize| Team {
            name: format!("team-{}", ["red", "green", "blue", "black", "white"][team]),
            users: (0..USERS).map(|number| user(team, number)).collect(),
            items: Mutex::default(),
        };
        let teams = (0..TEAMS).map(team).collect();
        Self { address, canaries, teams }
    }

    pub(crate) fn teams(&self) -> &[Team] {
        &self.teams
    }

    /// The team of the `n`th act, and another one.
    pub(crate) fn team(&self, n: usize) -> &Team {
        &self.teams[n % TEAMS]
    }

    pub(crate) fn other_team(&self, n: usize) -> &Team {
        &self.teams[(n + 1 + n / TEAMS % (TEAMS - 1)) % TEAMS]
    }
}

impl Team {
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn user(&self, n: usize) -> &User {
        &self.users[n % USERS]
    }

    pub(crate) fn has_user(&self, id: &str) -> bool {
        self.users.iter().any(|user| user.id == id)
    }

    pub(crate) fn remember(&self, item: &str) {
        self.items.lock().unwrap().push(item.to_owned());
    }

    /// One of its items, if it has any yet.
    pub(crate) fn item(&self, n: usize) -> Option<String> {
        let items = self.items.lock().unwrap();
        (!items.is_empty()).then(|| items[n * 7919 % items.len()].clone())
    }
}

impl User {
    pub(crate) fn token(&self) -> &str {
        &self.token
    }

    pub(crate) fn id(&self) -> &str {
        &self.id
    }
}
