use std::error::Error;
use std::fmt::Arguments;

use tracing_core::field::{DisplayValue, Value};

/// The value of one field, or where in the buffers it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum Slot {
    Absent,
    F64(f64),
    I64(i64),
    U64(u64),
    I128(i128),
    U128(u128),
    Bool(bool),
    Marker(&'static str),
    Text(Stretch),
    /// Text of a value that was formatted: sinks get it as they would have got the value.
    Formatted(Stretch),
    Bytes(Stretch),
    Error(usize),
}

/// A value of which an action leaves something.
pub(super) enum Raw<'a> {
    Text(&'a str),
    Bytes(&'a [u8]),
    Formatted(Arguments<'a>),
}

/// A part of a buffer.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stretch {
    pub(super) start: usize,
    pub(super) end: usize,
}

/// What is in the buffers for a slot, in a type that a `dyn Value` can be made of.
pub(super) enum Lent<'v> {
    Nothing,
    Text(&'v str),
    Formatted(DisplayValue<&'v str>),
    Bytes(&'v [u8]),
    Error(&'v (dyn Error + 'static)),
}

impl Slot {
    /// The value in its own type; `lent` is what was lent for this slot.
    #[inline]
    pub(super) fn value<'v>(&'v self, lent: &'v Lent<'v>) -> Option<&'v dyn Value> {
        Some(match self {
            Self::F64(number) => number,
            Self::I64(number) => number,
            Self::U64(number) => number,
            Self::I128(number) => number,
            Self::U128(number) => number,
            Self::Bool(truth) => truth,
            _ => match lent {
                Lent::Nothing => return None,
                Lent::Text(text) => text,
                Lent::Formatted(text) => text,
                Lent::Bytes(bytes) => bytes,
                Lent::Error(error) => error,
            },
        })
    }
}
