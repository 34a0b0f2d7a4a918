/// What a [`Sink`](crate::Sink) is asked to write: records end to end, and where each ends.
///
/// A record is one line, or the several lines of one event in the format for eyes. The first one may be the rest of a
/// record whose beginning is written already.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    bytes: &'a [u8],
    ends: &'a [u32],
    offset: usize,
    torn: bool,
}

impl<'a> Batch<'a> {
    /// `ends` count from the start of `all`; what is before `offset` is done.
    pub(super) fn new(all: &'a [u8], ends: &'a [u32], offset: usize) -> Self {
        let done = ends.partition_point(|&end| end as usize <= offset);
        let start = done.checked_sub(1).map_or(0, |last| ends[last] as usize);
        Self { bytes: &all[offset..], ends: &ends[done..], offset, torn: start != offset }
    }

    /// All of it; ends at the end of a record.
    #[must_use]
    pub const fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The first of it: as many whole records as fit into `limit` bytes, but at least one.
    #[must_use]
    pub fn whole_records(&self, limit: usize) -> &'a [u8] {
        let edge = self.offset.saturating_add(limit);
        let fitting = self.ends.partition_point(|&end| end as usize <= edge);
        self.ends.get(fitting.saturating_sub(1)).map_or(self.bytes, |&end| &self.bytes[..end as usize - self.offset])
    }

    /// How many records there are, a torn one included.
    #[must_use]
    pub const fn records(&self) -> usize {
        self.ends.len()
    }

    /// Whether the first record is the rest of one whose beginning is written already.
    #[must_use]
    pub const fn is_torn(&self) -> bool {
        self.torn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: &[u8] = b"aa\nbbbb\nc\n";
    const ENDS: &[u32] = &[3, 8, 10];

    #[test]
    fn is_cut_between_records() {
        let batch = Batch::new(BYTES, ENDS, 0);
        assert_eq!(batch.whole_records(2), b"aa\n", "at least one, however small the limit");
        assert_eq!(batch.whole_records(3), b"aa\n");
        assert_eq!(batch.whole_records(7), b"aa\n");
        assert_eq!(batch.whole_records(8), b"aa\nbbbb\n");
        assert_eq!(batch.whole_records(usize::MAX), BYTES);
        assert_eq!((batch.records(), batch.is_torn()), (3, false));
    }

    #[test]
    fn starts_with_the_rest_of_a_torn_record() {
        let batch = Batch::new(BYTES, ENDS, 5);
        assert_eq!(batch.bytes(), b"bb\nc\n");
        assert_eq!(batch.whole_records(3), b"bb\n");
        assert_eq!((batch.records(), batch.is_torn()), (2, true));
        assert!(!Batch::new(BYTES, ENDS, 3).is_torn());
    }
}
