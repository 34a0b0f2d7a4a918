use std::fmt;

/// How a secret is written where it was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Form {
    /// As it is.
    Raw,
    /// With other upper and lower case letters.
    OtherCase,
    /// With `%41` for some or all of it.
    Percent,
    /// The same, with `+` for spaces.
    FormEncoded,
    /// With escapes as in JSON, in `Debug` output or in a byte string: `\"`, `\u0041`, `\u{41}`, `\x41`.
    Escaped,
    /// Standard or URL-safe base64, on its own or inside a longer text.
    Base64,
    /// Two hexadecimal digits a byte.
    Hex,
    /// Decimal numbers, one a byte: `[65, 66]`.
    ByteList,
    /// It has fewer than four bytes: not looked for, since it would be found by chance.
    TooShort,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Raw => "raw",
            Self::OtherCase => "in other case",
            Self::Percent => "percent-encoded",
            Self::FormEncoded => "form-encoded",
            Self::Escaped => "escaped",
            Self::Base64 => "base64",
            Self::Hex => "hex",
            Self::ByteList => "a list of bytes",
            Self::TooShort => "not looked for, fewer than 4 bytes would be found by chance",
        })
    }
}
