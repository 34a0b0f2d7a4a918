use std::error::Error;
use std::fmt;

/// A code that is not of the form `namespace.code`: lower-case letters, digits and `_` in two or more parts, 64 bytes at
/// most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct InvalidCode;

impl fmt::Display for InvalidCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a code needs a namespace and a name of lower-case letters, digits and `_`: `shop.coupon_guessing`")
    }
}

impl Error for InvalidCode {}
