use std::fmt;
use std::str::FromStr;

use uuid::Uuid;

use super::InvalidId;
use super::fresh::{hyphenated, uuid_v7};
use super::text::IdText;

/// The id that ties together all that one request, job or message caused, across tasks and services.
///
/// 1 to 128 characters of `A-Z a-z 0-9 . _ ~ : + / = @ -`, so that it can stand in a header, a URL, a file name and a
/// log line as it is. A fresh one is a UUIDv7 (RFC 9562): its order is the order in time. Cloning is cheap.
///
/// ```
/// use tracewell_context::CorrelationId;
///
/// let kept = CorrelationId::new("order-7/attempt:2")?;
/// assert_eq!(kept.to_string(), "order-7/attempt:2");
/// assert_eq!(kept.urn(), "urn:request:order-7/attempt:2");
///
/// let fresh = CorrelationId::generate();
/// assert!(fresh.urn().starts_with("urn:uuid:"));
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct CorrelationId(IdText);

impl CorrelationId {
    /// The longest id that is kept, in characters (all of them ASCII).
    pub const MAX_LEN: usize = 128;

    /// Takes `id` if it keeps to the grammar above.
    ///
    /// # Errors
    ///
    /// [`InvalidId`] says which rule was broken, without the value.
    pub fn new(id: impl AsRef<str>) -> Result<Self, InvalidId> {
        let id = id.as_ref();
        if id.is_empty() {
            return Err(InvalidId::Empty);
        }
        if id.len() > Self::MAX_LEN {
            return Err(InvalidId::TooLong);
        }
        if !id.bytes().all(allowed) {
            return Err(InvalidId::Character);
        }
        Ok(Self(IdText::new(id)))
    }

    /// A fresh UUIDv7.
    #[must_use]
    pub fn generate() -> Self {
        // Digits and dashes are text.
        Self(IdText::new(std::str::from_utf8(&hyphenated(uuid_v7())).unwrap_or_default()))
    }

    /// The id as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// A URI that names this occurrence, for `instance` of a problem report (RFC 9457): `urn:uuid:…` for a UUID,
    /// `urn:request:…` for any other id.
    #[must_use]
    pub fn urn(&self) -> String {
        // 36 characters: only the hyphenated form is a UUID in a URN (RFC 9562, section 4).
        let id = self.as_str();
        let is_uuid = id.len() == 36 && Uuid::try_parse(id).is_ok();
        let namespace = if is_uuid { "urn:uuid:" } else { "urn:request:" };
        [namespace, id].concat()
    }
}

const fn allowed(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'~' | b':' | b'+' | b'/' | b'=' | b'@' | b'-')
}

impl AsRef<str> for CorrelationId {
    fn as_ref(&self) -> &str {
        self.as_str()
    }
}

impl fmt::Display for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for CorrelationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("CorrelationId").field(&self.as_str()).finish()
    }
}

impl FromStr for CorrelationId {
    type Err = InvalidId;

    fn from_str(id: &str) -> Result<Self, InvalidId> {
        Self::new(id)
    }
}
