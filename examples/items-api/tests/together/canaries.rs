use memchr::memmem::find;
use uuid::Uuid;

/// Secrets made for one run, each another one and each known again by a word that is in all of them.
///
/// Some are an application's data: they belong into the audit log and into events, and nowhere else. The others belong
/// nowhere.
#[derive(Debug)]
pub(crate) struct Canaries {
    word: String,
    data: String,
    cards: [String; 3],
    network: String,
}

impl Canaries {
    pub(crate) fn new() -> Self {
        let digits = letters(40).bytes().map(|letter| char::from(b'0' + letter % 10)).collect::<String>();
        let cards = [0, 11, 22].map(|at| with_check_digit(format!("4{}", &digits[at..at + 14])));
        let part = |at: usize| format!("{:x}", 0x1000 + digits[at..at + 4].parse::<u32>().unwrap());
        Self { word: letters(16), data: letters(16), cards, network: format!("{}:{}:{}", part(26), part(30), part(34)) }
    }

    /// What no pattern knows: it must stand under a sensitive name, or where nothing is told.
    pub(crate) fn opaque(&self, n: usize) -> String {
        format!("{}{n:05}", self.word)
    }

    /// A value that is stored, and answered, and told to those who may see it.
    pub(crate) fn data(&self, n: usize) -> String {
        format!("{}{n:05}", self.data)
    }

    pub(crate) fn email(&self, n: usize) -> String {
        [format!("jane.{}", self.opaque(n)), "mail.example".to_owned()].join("@")
    }

    pub(crate) fn jwt(&self, n: usize) -> String {
        let part = self.opaque(n);
        ["ey", "JhbGciOi", &part, ".ey", "JzdWIiOi", &part, ".", &part, &part].concat()
    }

    pub(crate) fn github(&self, n: usize) -> String {
        let tail = format!("{}{}", self.opaque(n), self.word);
        ["gh", "p_", &tail[..36]].concat()
    }

    pub(crate) fn card(&self, n: usize) -> &str {
        &self.cards[n % self.cards.len()]
    }

    /// A person's address, with `kind` and `n` in it.
    pub(crate) fn address(&self, kind: u16, n: usize) -> String {
        format!("2001:db8:{}:0:{kind:x}:{n:x}", self.network).parse::<std::net::Ipv6Addr>().unwrap().to_string()
    }

    /// A sentence that careless code might write, with something secret in it.
    pub(crate) fn spilled(&self, n: usize) -> String {
        let opaque = self.opaque(n);
        match n % 9 {
            0 => format!(": no user {}", self.email(n)),
            1 => format!(": refused {}", self.jwt(n)),
            2 => format!(": password={opaque} is wrong"),
            3 => format!(": Bearer {opaque} has expired"),
            4 => format!(": postgres://app:{opaque}@db:5432/main is away"),
            5 => format!(": {} may not push", self.github(n)),
            6 => format!(": card {} was declined", self.card(n)),
            7 => format!(": {{\"client_secret\":\"{opaque}\",\"n\":1}}"),
            _ => format!("\r\n\x1b[31m{{\"level\":\"ERROR\",\"token\":\"{opaque}\"}}\u{202e}"),
        }
    }

    /// Where in these bytes something is that belongs nowhere.
    pub(crate) fn leak(&self, bytes: &[u8]) -> Option<String> {
        let nowhere = [&*self.word, &self.network].into_iter().chain(self.cards.iter().map(String::as_str));
        nowhere.into_iter().find_map(|secret| around(bytes, secret))
    }

    /// The same, and the application's data too.
    pub(crate) fn leak_or_data(&self, bytes: &[u8]) -> Option<String> {
        self.leak(bytes).or_else(|| around(bytes, &self.data))
    }
}

/// What stands around a piece: it was made up, so it may be shown.
fn around(bytes: &[u8], piece: &str) -> Option<String> {
    let at = find(bytes, piece.as_bytes())?;
    let (from, to) = (at.saturating_sub(160), (at + 80).min(bytes.len()));
    Some(String::from_utf8_lossy(&bytes[from..to]).into_owned())
}

/// Random letters: the last bits of a UUIDv7 are nothing but random.
fn letters(count: usize) -> String {
    let mut letters = String::new();
    while letters.len() < count {
        let bytes = Uuid::now_v7().into_bytes();
        letters.extend(bytes[9..].iter().map(|byte| char::from(b'a' + byte % 26)));
    }
    letters.truncate(count);
    letters
}

/// The Luhn check.
fn with_check_digit(digits: String) -> String {
    let sum: u32 = digits
        .bytes()
        .rev()
        .enumerate()
        .map(|(place, digit)| {
            let value = u32::from(digit - b'0') * if place % 2 == 0 { 2 } else { 1 };
            if value > 9 { value - 9 } else { value }
        })
        .sum();
    format!("{digits}{}", (10 - sum % 10) % 10)
}
