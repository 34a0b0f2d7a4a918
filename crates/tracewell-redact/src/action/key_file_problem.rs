use std::{fmt, io};

/// What is wrong with a file of keys, so that it gives none. It names lines, never what stands in them.
///
/// ```
/// use tracewell_redact::KeyRing;
///
/// let problem = KeyRing::new("/nowhere/at/all").problem();
/// assert_eq!(problem.map(|problem| problem.to_string()).as_deref(), Some("it cannot be read: entity not found"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum KeyFileProblem {
    /// The file is not there, may not be read, or is no text.
    Unreadable(io::ErrorKind),
    /// It is no file, but a directory, a pipe or a device.
    NotAFile,
    /// The file is longer than 64 KiB.
    TooLong,
    /// The file has no line with a key.
    NoKey,
    /// This line, counted from 1, has no colon between id and key.
    NoColon(usize),
    /// The id in this line is not made of 1 to 32 letters, digits, `.`, `_` and `-`.
    BadId(usize),
    /// The key in this line is no Base64, of either alphabet.
    NotBase64(usize),
    /// The key in this line has less than 32 bytes.
    ShortKey(usize),
    /// The id in this line stands in an earlier one.
    RepeatedId(usize),
}

impl fmt::Display for KeyFileProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unreadable(kind) => write!(f, "it cannot be read: {kind}"),
            Self::NotAFile => f.write_str("it is no file, but a directory, a pipe or a device"),
            Self::TooLong => f.write_str("it is longer than 64 KiB"),
            Self::NoKey => f.write_str("it holds no key"),
            Self::NoColon(line) => write!(f, "line {line} is not of the form id:base64"),
            Self::BadId(line) => {
                write!(f, "the id in line {line} is not made of 1 to 32 letters, digits, dots, `_` and `-`")
            }
            Self::NotBase64(line) => write!(f, "the key in line {line} is no Base64"),
            Self::ShortKey(line) => write!(f, "the key in line {line} is shorter than 32 bytes"),
            Self::RepeatedId(line) => write!(f, "the id in line {line} stands in an earlier line too"),
        }
    }
}
