use uuid::Uuid;

/// Secrets made for one tour, planted wherever a client may send some. None may turn up in what the service writes.
#[derive(Clone, Debug)]
pub(super) struct Planted {
    token: String,
    password: String,
    email: String,
    cookie: String,
    signed: String,
    key: String,
    ip: String,
}

impl Planted {
    pub(super) fn new() -> Self {
        Self {
            token: format!("tour-token-{}", random()),
            password: format!("hunter-{}", random()),
            email: format!("jane.{}@mail.example", random()),
            cookie: format!("session-{}", random()),
            // Shaped like a JSON web token: each of the first two parts begins as an object does in base64.
            signed: ["ey", "JhbGciOiJIUzI1NiJ9.", "ey", "JzdWIiOiJ0b3VyIn0.", &random(), &random(), &random()].concat(),
            key: format!("key-{}", random()),
            ip: format!("2001:db8:{}::{}", &random()[8..], &random()[8..])
                .parse()
                .map_or_else(|_| "2001:db8::7".to_owned(), |ip: std::net::Ipv6Addr| ip.to_string()),
        }
    }

    pub(super) fn token(&self) -> &str {
        &self.token
    }

    pub(super) fn password(&self) -> &str {
        &self.password
    }

    pub(super) fn email(&self) -> &str {
        &self.email
    }

    pub(super) fn cookie(&self) -> &str {
        &self.cookie
    }

    pub(super) fn signed(&self) -> &str {
        &self.signed
    }

    /// The key in the URL of the service that this one calls.
    pub(super) fn key(&self) -> &str {
        &self.key
    }

    /// The address of a person.
    pub(super) fn ip(&self) -> &str {
        &self.ip
    }

    /// Each secret with the name that a report may call it by.
    pub(super) fn all(&self) -> [(&'static str, &str); 7] {
        [
            ("token", &self.token),
            ("password", &self.password),
            ("e-mail", &self.email),
            ("cookie", &self.cookie),
            ("signed token", &self.signed),
            ("key of another service", &self.key),
            ("address", &self.ip),
        ]
    }
}

/// Twelve random hex digits: the last of a UUIDv7 are nothing but random.
fn random() -> String {
    Uuid::now_v7().simple().to_string()[20..].to_owned()
}
