use std::borrow::Cow;
use std::error::Error as StdError;
use std::fmt;
#[cfg(feature = "tonic")]
use std::sync::Arc;

use crate::ErrorKind;

/// What stands behind an error: one of the texts that are safe to keep, and at the end of them, for a client of tonic, the
/// status that it looks for. It would find none else, and call everything UNKNOWN, which nobody repeats.
#[derive(Clone, Debug)]
pub(crate) enum Link {
    Text(Box<Cause>),
    #[cfg(feature = "tonic")]
    Status(Arc<tonic::Status>),
}

/// A text, and what stands behind it.
#[derive(Clone, Debug)]
pub(crate) struct Cause {
    text: Cow<'static, str>,
    next: Option<Link>,
}

impl Link {
    /// The chain of an error of this kind.
    pub(crate) fn chain(kind: ErrorKind, texts: Vec<Cow<'static, str>>) -> Option<Self> {
        let texts = texts.into_iter().rev();
        texts.fold(Self::end(kind), |next, text| Some(Self::Text(Box::new(Cause { text, next }))))
    }

    #[cfg(feature = "tonic")]
    fn end(kind: ErrorKind) -> Option<Self> {
        let code = match kind {
            ErrorKind::Unreachable | ErrorKind::Closed => tonic::Code::Unavailable,
            ErrorKind::Timeout => tonic::Code::DeadlineExceeded,
            _ => return None,
        };
        Some(Self::Status(Arc::new(tonic::Status::new(code, format!("the call {}", kind.text())))))
    }

    #[cfg(not(feature = "tonic"))]
    const fn end(_: ErrorKind) -> Option<Self> {
        None
    }

    /// Its text, if it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(cause) => Some(&cause.text),
            #[cfg(feature = "tonic")]
            Self::Status(_) => None,
        }
    }

    /// Its text, if it is one, and what is behind it.
    pub(crate) fn text_and_next(&self) -> Option<(&str, Option<&Self>)> {
        match self {
            Self::Text(cause) => Some((&cause.text, cause.next.as_ref())),
            #[cfg(feature = "tonic")]
            Self::Status(_) => None,
        }
    }

    pub(crate) fn as_error(&self) -> &(dyn StdError + 'static) {
        match self {
            Self::Text(cause) => &**cause,
            #[cfg(feature = "tonic")]
            Self::Status(status) => &**status,
        }
    }
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl StdError for Cause {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.next.as_ref().map(Link::as_error)
    }
}
