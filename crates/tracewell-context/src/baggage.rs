use std::borrow::Cow;
use std::fmt::{self, Write as _};

/// The longest header that is read, all its lines together, in bytes (W3C Baggage, 3.3.2).
const LONGEST: usize = 8192;
/// More members than this are none (W3C Baggage, 3.3.2).
const MOST_MEMBERS: usize = 64;
/// As many members are kept at most.
const MOST_KEPT: usize = 16;
/// The longest key that is kept, in bytes.
const LONGEST_KEY: usize = 64;
/// The longest value that is kept, decoded, in bytes.
const LONGEST_VALUE: usize = 256;

/// Names and values that a caller sent along, to be read anywhere in the work and handed on: W3C Baggage.
///
/// There is always at least one. Each key is there once, at most 64 bytes long; a value has at most 256 bytes and no
/// control characters. Printed it is what the header holds.
///
/// ```
/// use tracewell_context::Baggage;
///
/// let header = "tier=gold, cart=12;ttl=5, greeting=hello%20there";
/// let baggage = Baggage::read([header], |key| key != "cart", |_value| true).unwrap();
/// assert_eq!((baggage.get("tier"), baggage.get("cart")), (Some("gold"), None));
/// assert_eq!(baggage.get("greeting"), Some("hello there"));
/// assert_eq!(baggage.to_string(), "tier=gold,greeting=hello%20there");
/// ```
///
/// What is left out, as if it were not there: what the caller of this refuses, a member that does not keep to the grammar,
/// properties (`;ttl=5`), a value that is too long, is no UTF-8 or has control characters in it. A key with two different
/// values is left out as well: which of them was meant nobody can tell. A header of more than 8192 bytes or 64 members is
/// no header.
#[derive(Clone, PartialEq, Eq)]
pub struct Baggage(Box<[(Box<str>, Box<str>)]>);

impl Baggage {
    /// Reads the lines of a `baggage` header: the members whose key `allows` wants and whose decoded value is `harmless`.
    /// `None` if nothing is left.
    #[must_use]
    pub fn read<'h>(
        lines: impl IntoIterator<Item = &'h str>,
        allows: impl Fn(&str) -> bool,
        harmless: impl Fn(&str) -> bool,
    ) -> Option<Self> {
        // A key with a value, or with none that counts.
        let mut kept: Vec<(&str, Option<Cow<'h, str>>)> = Vec::new();
        let (mut bytes, mut members) = (0, 0);
        for line in lines {
            bytes += line.len();
            if bytes > LONGEST {
                return None;
            }
            for text in line.split(',').map(|text| text.trim_matches(is_space)).filter(|text| !text.is_empty()) {
                members += 1;
                if members > MOST_MEMBERS {
                    return None;
                }
                let Some((key, value)) = member(text).filter(|(key, _)| allows(key)) else { continue };
                let Some(value) = decoded(value).filter(|value| harmless(value)) else { continue };
                if let Some((_, known)) = kept.iter_mut().find(|(known, _)| *known == key) {
                    if known.as_ref() != Some(&value) {
                        *known = None;
                    }
                } else if kept.len() < MOST_KEPT {
                    kept.push((key, Some(value)));
                }
            }
        }
        let members: Box<[_]> = kept.into_iter().filter_map(|(key, value)| Some((key.into(), value?.into()))).collect();
        (!members.is_empty()).then_some(Self(members))
    }

    /// Whether a member can have this key: a token of RFC 9110, of at most 64 bytes.
    #[must_use]
    pub fn is_key(key: &str) -> bool {
        (1..=LONGEST_KEY).contains(&key.len()) && key.bytes().all(is_token)
    }

    /// The value of a key, decoded. Keys differ by case.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter().find(|(known, _)| *known == key).map(|(_, value)| value)
    }

    /// Keys and values, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().map(|(key, value)| (&**key, &**value))
    }
}

impl fmt::Display for Baggage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, (key, value)) in self.iter().enumerate() {
            if place > 0 {
                f.write_char(',')?;
            }
            write!(f, "{key}=")?;
            for byte in value.bytes() {
                if byte != b'%' && is_octet(byte) {
                    f.write_char(char::from(byte))?;
                } else {
                    write!(f, "%{byte:02X}")?;
                }
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Baggage {
    /// The keys: values are a caller's.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().map(|(key, _)| key)).finish()
    }
}

/// Key and encoded value of a member, if they keep to the grammar (W3C Baggage, 3.3.1). Properties are not looked at.
fn member(text: &str) -> Option<(&str, &str)> {
    let pair = text.split_once(';').map_or(text, |(pair, _)| pair);
    let (key, value) = pair.split_once('=')?;
    let (key, value) = (key.trim_end_matches(is_space), value.trim_matches(is_space));
    (Baggage::is_key(key) && value.bytes().all(is_octet)).then_some((key, value))
}

/// A value without its percent-encoding.
fn decoded(value: &str) -> Option<Cow<'_, str>> {
    let value = if value.contains('%') {
        let mut bytes = Vec::with_capacity(value.len());
        let mut rest = value.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(if byte == b'%' { digit(rest.next()?)? << 4 | digit(rest.next()?)? } else { byte });
        }
        Cow::Owned(String::from_utf8(bytes).ok()?)
    } else {
        Cow::Borrowed(value)
    };
    (value.len() <= LONGEST_VALUE && !value.contains(char::is_control)).then_some(value)
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok())
}

/// What a value may hold as it is: neither white space nor `"`, `,`, `;` or `\`.
const fn is_octet(byte: u8) -> bool {
    matches!(byte, b'!' | b'#'..=b'+' | b'-'..=b':' | b'<'..=b'[' | b']'..=b'~')
}

const fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric()
        || matches!(byte, b'!' | b'#'..=b'\'' | b'*' | b'+' | b'-' | b'.' | b'^'..=b'`' | b'|' | b'~')
}

const fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\t')
}
