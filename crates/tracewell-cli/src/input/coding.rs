/// How the bytes of a log are to be read, told by the first ones and by no name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Coding {
    /// As they are.
    Plain,
    Gzip,
    /// As Windows writes what is sent into a file there.
    Utf16 {
        big_endian: bool,
    },
    /// Nobody writes logs in it.
    Utf32,
}

impl Coding {
    /// Bytes that are looked at.
    pub(super) const LOOKED_AT: usize = 64;
    /// Without a mark at the beginning, so much of a text has to look like it.
    const CERTAIN: usize = 8;

    pub(super) fn of(first: &[u8]) -> Self {
        match first {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] => Self::Utf32,
            [0xff, 0xfe, ..] => Self::Utf16 { big_endian: false },
            [0xfe, 0xff, ..] => Self::Utf16 { big_endian: true },
            _ if Self::has_gaps(first, 0) => Self::Utf16 { big_endian: true },
            _ if Self::has_gaps(first, 1) => Self::Utf16 { big_endian: false },
            _ => Self::Plain,
        }
    }

    /// Whether every other byte, from the first or the second on, is NUL, and none between: ASCII in two bytes each.
    fn has_gaps(first: &[u8], from: usize) -> bool {
        first.len() >= Self::CERTAIN && (0..).zip(first).all(|(at, byte)| (*byte == 0) == (at % 2 == from))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_tell() {
        let (little, big) = (Coding::Utf16 { big_endian: false }, Coding::Utf16 { big_endian: true });
        for (bytes, coding) in [
            (&b""[..], Coding::Plain),
            (b"{}", Coding::Plain),
            (b"\xef\xbb\xbf{}", Coding::Plain),
            (b"\x1f\x8b\x08", Coding::Gzip),
            (b"\xff\xfea\0", little),
            (b"\xfe\xff\0a", big),
            (b"\xff\xfe\0\0", Coding::Utf32),
            (b"a\0b\0c\0d\0", little),
            (b"\0a\0b\0c\0d", big),
            (b"a\0b\0", Coding::Plain),
            (b"a\0b\0c\0d\0\0", Coding::Plain),
            (b"\0\0\0\0\0\0\0\0", Coding::Plain),
        ] {
            assert_eq!(Coding::of(bytes), coding, "{bytes:?}");
        }
    }
}
