//! Looking for a secret in bytes: as text, and in the encodings that hide it.

mod byte_lists;
mod cells;
mod hex_digits;
mod needle;
mod text;

pub(super) use self::byte_lists::ByteLists;
pub(super) use self::cells::Cells;
use self::cells::Pattern;
pub(super) use self::hex_digits::HexDigits;
pub(super) use self::needle::Needle;
pub(super) use self::text::Text;
