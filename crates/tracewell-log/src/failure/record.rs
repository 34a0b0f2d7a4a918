/// One line in one format, as it is kept: which format, whether it is the first of its line, and how long it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record<'r> {
    /// 0 is JSON, the others are those for eyes in their order.
    pub(crate) format: u8,
    /// The same line in another format follows a first one.
    pub(crate) first: bool,
    pub(crate) line: &'r [u8],
}

/// Bytes in front of a line.
pub(super) const HEAD: usize = 1 + size_of::<u32>();

const FIRST: u8 = 0x80;

impl<'r> Record<'r> {
    pub(super) fn write(self, out: &mut Vec<u8>) {
        out.push(if self.first { self.format | FIRST } else { self.format });
        // A line is far shorter than 4 GiB.
        out.extend_from_slice(&u32::try_from(self.line.len()).unwrap_or(u32::MAX).to_le_bytes());
        out.extend_from_slice(self.line);
    }

    /// The first of `records`, and those behind it.
    pub(super) fn read(records: &'r [u8]) -> Option<(Self, &'r [u8])> {
        let (head, rest) = records.split_first_chunk::<HEAD>()?;
        let [format, length @ ..] = *head;
        let (line, rest) = rest.split_at_checked(u32::from_le_bytes(length) as usize)?;
        Some((Self { format: format & !FIRST, first: format & FIRST != 0, line }, rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let one = Record { format: 0, first: true, line: b"{}\n" };
        let two = Record { format: 3, first: false, line: b"" };
        let mut bytes = Vec::new();
        one.write(&mut bytes);
        two.write(&mut bytes);
        let (first, rest) = Record::read(&bytes).unwrap();
        let (second, end) = Record::read(rest).unwrap();
        assert_eq!((first, second), (one, two));
        assert!(Record::read(end).is_none() && Record::read(&bytes[..6]).is_none());
    }
}
