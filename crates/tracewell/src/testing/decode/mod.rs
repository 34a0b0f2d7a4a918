//! Captured bytes, read through the encodings that leave text readable.

mod decoded;
mod each_view;
mod escapes;
mod percent;
mod view;

use self::decoded::Decoded;
pub(super) use self::each_view::each_view;
use self::escapes::unescape;
use self::percent::{decode_form, decode_percent};
use self::view::View;
