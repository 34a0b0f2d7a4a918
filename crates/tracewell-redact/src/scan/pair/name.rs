use crate::Class;
use crate::name::{Hit, Sensitivity, ascii_at_end};
use crate::scan::marker;
use crate::scan::text::{Text, invisible_end, invisible_len, is_quote, unseen_start};

/// The longest name that is read; of a longer one, the end.
const LONGEST: usize = 96;

/// The bytes of a character of full width.
const WIDE_LEN: usize = 3;

/// How many blanks may stand between name and separator: people align them.
pub(super) const MOST_BLANKS: usize = 64;

/// How many quotes, brackets and backslashes may close a name.
pub(super) const MOST_CLOSERS: usize = 16;

/// A name before a separator.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    start: usize,
    end: usize,
    quote: Option<u8>,
}

/// How strong a sensitive name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    /// A short word made it sensitive: in prose it may mean something else.
    Short,
    /// Sensitive whatever stands around it.
    Full,
}

/// The name that ends before the separator at `at`.
pub(super) fn before(text: Text<'_>, at: usize) -> Option<Name> {
    let mut end = at;
    // `:=` assigns too; `!=`, `<=` and `>=` compare.
    if text.at(at) == b'=' && text.before(end) == b':' {
        end -= 1;
    }
    end = gap_start(text, end);
    let mut quote = None;
    let closers = text.floor().max(end.saturating_sub(MOST_CLOSERS));
    while end > closers {
        match text.before(end) {
            byte if is_quote(byte) => quote = Some(byte),
            b'\\' | b'*' | b'>' => {}
            b')' if text.at(at) != b'=' => {}
            b']' if !marker::closes(text, end - 1) => {}
            _ => break,
        }
        end -= 1;
    }
    let start = start_of(text, end, quote);
    (start < end).then_some(Name { start, end, quote })
}

/// How long what stands in brackets behind a name may be.
const LONGEST_GROUP: usize = 32;

/// The name before the brackets that end before the separator at `at`: `password (new):`, `password['x']:`. In round ones
/// one word stands, and no equals sign behind them; else it may be a call.
pub(super) fn before_group(text: Text<'_>, at: usize) -> Option<Name> {
    let close = gap_start(text, at).checked_sub(1)?;
    let (open, is_round) = match text.at(close) {
        b')' if text.at(at) != b'=' => (b'(', true),
        b']' if !marker::closes(text, close) => (b'[', false),
        _ => return None,
    };
    let limit = text.floor().max(close.saturating_sub(LONGEST_GROUP)).min(close);
    let start = text.run_back(close, limit, |byte| byte != open && byte >= b' ' && (!is_round || is_name(byte)));
    if start == 0 || text.before(start) != open || start == close {
        return None;
    }
    let end = if is_round { gap_start(text, start - 1) } else { start - 1 };
    let start = start_of(text, end, None);
    (start < end).then_some(Name { start, end, quote: None })
}

/// Where the blanks before `end` begin, with what shows as none: characters without width, terminal colours.
fn gap_start(text: Text<'_>, end: usize) -> usize {
    let limit = end.saturating_sub(MOST_BLANKS).max(text.floor()).min(end);
    let mut end = end;
    loop {
        end = text.run_back(end, limit, |byte| matches!(byte, b' ' | b'\t'));
        match unseen_start(text.slice(limit, end)) {
            Some(start) => end = limit + start,
            None => return end,
        }
    }
}

fn start_of(text: Text<'_>, end: usize, quote: Option<u8>) -> usize {
    let limit = text.floor().max(end.saturating_sub(LONGEST));
    // A quoted name may hold blanks: back to its opening quote, if there is one near.
    if let Some(quote) = quote {
        let open = text.run_back(end, limit, |byte| byte != quote && byte >= b' ');
        if text.before(open) == quote {
            let is_marker = |at: &usize| text.at(*at) == b']' && marker::closes(text, *at);
            return (open..end).rev().find(is_marker).map_or(open, |at| at + 1);
        }
    }
    let mut start = end;
    while start > limit {
        match text.before(start) {
            byte if is_name(byte) => {}
            b']' if !marker::closes(text, start - 1) => {}
            0x80.. => {
                let before = text.slice(limit, start);
                let wide = || ascii_at_end(before).filter(|byte| is_name(*byte)).map(|_| WIDE_LEN);
                match invisible_end(before).or_else(wide) {
                    Some(len) => {
                        start -= len;
                        continue;
                    }
                    None => break,
                }
            }
            _ => break,
        }
        start -= 1;
    }
    behind_colour(text, start).min(end)
}

/// The colour of a name is no part of it, though most of its characters could be.
fn behind_colour(text: Text<'_>, start: usize) -> usize {
    if !matches!(text.at(start), b'[' | b'0'..=b'9') {
        return start;
    }
    let end = text.run(start, |byte| byte.is_ascii_digit() || matches!(byte, b'[' | b';')) + 1;
    let colour = unseen_start(text.slice(end.saturating_sub(LONGEST_COLOUR), end));
    if text.before(end) == b'm' && colour.is_some() { end } else { start }
}

/// More than the longest terminal colour.
const LONGEST_COLOUR: usize = 32;

pub(super) fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'%' | b'[' | b'$')
}

impl Name {
    /// A name that is known to be quoted by double quotes.
    pub(super) fn quoted(start: usize, end: usize) -> Self {
        Self { start, end, quote: Some(b'"') }
    }

    pub(super) fn start(&self) -> usize {
        self.start
    }

    pub(super) fn bytes<'t>(&self, text: Text<'t>) -> &'t [u8] {
        text.slice(self.start, self.end)
    }

    pub(super) fn is_in_double_quotes(&self) -> bool {
        self.quote == Some(b'"')
    }

    pub(super) fn is_quoted(&self) -> bool {
        self.quote.is_some()
    }

    /// Whether the name says that the value is a list of cookies.
    pub(super) fn is_cookie(&self, text: Text<'_>) -> bool {
        self.ends_with(text, "cookie")
    }

    /// Whether the value is what a server sets: attributes stand between its cookies.
    pub(super) fn sets_cookie(&self, text: Text<'_>) -> bool {
        ["set-cookie", "set_cookie", "setcookie"].iter().any(|word| self.ends_with(text, word))
    }

    pub(super) fn is_authorization(&self, text: Text<'_>) -> bool {
        self.ends_with(text, "authorization")
    }

    /// Whether a keyed hash may stand under the name: a policy writes it for classes of personal values only.
    pub(super) fn may_be_hashed(&self, text: Text<'_>) -> bool {
        std::str::from_utf8(text.slice(self.start, self.end)).is_ok_and(|name| Class::of(name).is_some())
    }

    fn ends_with(&self, text: Text<'_>, word: &str) -> bool {
        let tail = text.slice(self.end.saturating_sub(word.len()).max(self.start), self.end);
        tail.eq_ignore_ascii_case(word.as_bytes())
    }

    /// How sensitive the name is, if at all.
    pub(super) fn strength(&self, text: Text<'_>, names: &Sensitivity) -> Option<Strength> {
        let name = text.slice(self.start, self.end);
        let hit = if name.iter().any(|byte| *byte == b'%' || *byte >= 0x80) {
            decoded_hit(name, names)
        } else {
            names.of(name)
        };
        let hit = match hit {
            // A query's own names (`code`, `state`) are secrets there, and nowhere else.
            None if self.is_in_query(text) && crate::name::is_query_secret(name) => {
                return Some(Strength::Full);
            }
            hit => hit,
        };
        if self.is_quoted() {
            return hit.map(|hit| strength_of(hit, name));
        }
        // In prose a name may be written in two words: "routing key", "card number".
        match hit {
            Some(hit) => {
                let strength = strength_of(hit, name);
                let exempt = strength == Strength::Short && self.with_word_before(text, |two| names.of(two).is_none());
                (!exempt).then_some(strength)
            }
            None => {
                let sensitive = is_second_word(name)
                    && self.with_word_before(text, |two| matches!(names.of(two), Some(Hit::Exact | Hit::Added)));
                sensitive.then_some(Strength::Short)
            }
        }
    }

    fn is_in_query(&self, text: Text<'_>) -> bool {
        self.start > 0 && matches!(text.before(self.start), b'?' | b'&') || text.ends_with(self.start, "&amp;")
    }

    /// Whether `with` holds for the word before the name and the name, joined. False where no word is before.
    fn with_word_before(&self, text: Text<'_>, with: impl Fn(&[u8]) -> bool) -> bool {
        if text.before(self.start) != b' ' {
            return false;
        }
        let start =
            text.run_back(self.start - 1, self.start.saturating_sub(LONGEST), |byte| byte.is_ascii_alphanumeric());
        start < self.start - 1 && with(text.slice(start, self.end))
    }

    /// `token.rs:42` and `key.pem: not found` name a file.
    pub(super) fn is_file(&self, text: Text<'_>) -> bool {
        let name = text.slice(self.start, self.end);
        let Some(dot) = name.iter().rposition(|byte| *byte == b'.') else {
            return false;
        };
        let ending = &name[dot + 1..];
        !self.is_quoted() && dot > 0 && FILE_ENDINGS.iter().any(|other| ending.eq_ignore_ascii_case(other.as_bytes()))
    }

    /// `app::auth` names a module.
    pub(super) fn is_module(&self, text: Text<'_>) -> bool {
        self.start >= 2 && text.slice(self.start - 2, self.start) == b"::"
    }

    /// `hmac:key1:…`: the key id of a keyed hash.
    pub(super) fn is_key_id_of_hash(&self, text: Text<'_>, separator: usize) -> bool {
        let hmac = tracewell_names::marker::HMAC_PREFIX;
        text.ends_with(self.start, hmac)
            && marker::end_at(text, self.start - hmac.len()).is_some_and(|end| end > separator)
    }
}

/// Whether the word before it may make `name` sensitive.
pub(super) fn is_second_word(name: &[u8]) -> bool {
    // Most words are told by their length and first letter.
    let may_be = (2..=9).contains(&name.len())
        && matches!(name[0] | 0x20, b'a' | b'c' | b'f' | b'i' | b'l' | b'n' | b'r'..=b's' | b'u'..=b'w');
    may_be && SECOND_WORDS.iter().any(|word| name.eq_ignore_ascii_case(word.as_bytes()))
}

/// The second words of sensitive names that are sensitive with their first word only.
const SECOND_WORDS: &[&str] =
    &["assertion", "code", "factor", "id", "license", "number", "response", "string", "url", "verifier", "word"];

/// What names of files end with that may well begin with a sensitive word.
const FILE_ENDINGS: &[&str] = &[
    "c", "cc", "cfg", "conf", "cpp", "crt", "cs", "der", "ex", "go", "h", "html", "java", "js", "json", "jsx", "kt",
    "lock", "log", "lua", "md", "pem", "php", "proto", "pub", "py", "rb", "rs", "scala", "sh", "sql", "swift", "toml",
    "ts", "tsx", "txt", "xml", "yaml", "yml", "zig",
];

fn strength_of(hit: Hit, name: &[u8]) -> Strength {
    match hit {
        Hit::ShortWord(_) => Strength::Short,
        Hit::Exact if crate::name::is_short_only(name) => Strength::Short,
        _ => Strength::Full,
    }
}

/// Whether a name hits with its percent-encoded characters decoded, and without what nobody sees of it.
fn decoded_hit(name: &[u8], names: &Sensitivity) -> Option<Hit> {
    let mut decoded = [0; LONGEST];
    let mut len = 0;
    for (place, byte) in decoded.iter_mut().zip(percent_encoding::percent_decode(name)) {
        *place = byte;
        len += 1;
    }
    let mut kept = 0;
    let mut at = 0;
    while at < len {
        match invisible_len(&decoded[at..len]) {
            Some(unseen) => at += unseen,
            None => {
                decoded[kept] = decoded[at];
                kept += 1;
                at += 1;
            }
        }
    }
    names.of(&decoded[..kept])
}
