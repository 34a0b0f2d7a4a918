use super::batch::Batch;

/// What a full chunk holds, in bytes; also the most that goes into one `write(2)`.
pub(super) const CHUNK_BYTES: usize = 64 * 1024;

/// What a record costs beside its bytes: the place where it ends.
const END_BYTES: usize = size_of::<u32>();

/// Records end to end in one buffer, with the places where they end, and how many were refused while it was being filled.
///
/// Fixed in size instead of growing, so that nobody copies megabytes under the lock, and reused, so that nobody allocates.
#[derive(Debug, Default)]
pub(super) struct Chunk {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    lost: u64,
}

impl Chunk {
    /// A chunk whose memory is there already.
    pub(super) fn roomy() -> Self {
        Self { bytes: Vec::with_capacity(CHUNK_BYTES), ends: Vec::with_capacity(CHUNK_BYTES / 256), lost: 0 }
    }

    /// What `line` adds to the queue's account.
    pub(super) fn cost(line: &[u8]) -> usize {
        line.len().saturating_add(usize::from(!line.ends_with(b"\n"))).saturating_add(END_BYTES)
    }

    /// Whether `line` goes in here; a longer one than any chunk goes into an empty one.
    pub(super) fn fits(&self, line: &[u8]) -> bool {
        self.bytes.is_empty() || self.bytes.len() + line.len() < CHUNK_BYTES
    }

    /// Adds one record, ended by a newline even if `line` is not.
    pub(super) fn push(&mut self, line: &[u8]) {
        if self.bytes.capacity() == 0 {
            self.bytes.reserve_exact(CHUNK_BYTES.max(line.len() + 1));
        }
        self.bytes.extend_from_slice(line);
        if !line.ends_with(b"\n") {
            self.bytes.push(b'\n');
        }
        // The queue's limit is far below 4 GiB, and so is a chunk.
        self.ends.push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    /// Notes that a record was refused after those in here.
    pub(super) const fn lose(&mut self) {
        self.lost += 1;
    }

    pub(super) const fn lost(&self) -> u64 {
        self.lost
    }

    pub(super) const fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Whether there is nothing to write and nothing to tell.
    pub(super) const fn is_blank(&self) -> bool {
        self.bytes.is_empty() && self.lost == 0
    }

    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
        self.lost = 0;
    }

    /// Whether it is of the usual size and worth keeping.
    pub(super) const fn is_reusable(&self) -> bool {
        self.bytes.capacity() >= CHUNK_BYTES && self.bytes.capacity() < 2 * CHUNK_BYTES
    }

    /// What is left to write from `offset` on.
    pub(super) fn rest(&self, offset: usize) -> Batch<'_> {
        Batch::new(&self.bytes, &self.ends, offset)
    }

    /// How many records end at or before `offset`.
    pub(super) fn records_before(&self, offset: usize) -> usize {
        self.ends.partition_point(|&end| end as usize <= offset)
    }

    /// Where record number `index` starts.
    pub(super) fn start_of(&self, index: usize) -> usize {
        index.checked_sub(1).map_or(0, |before| self.ends[before] as usize)
    }

    /// What records `from..to` cost the queue's account.
    pub(super) fn cost_of(&self, from: usize, to: usize) -> usize {
        self.start_of(to) - self.start_of(from) + (to - from) * END_BYTES
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn costs_add_up() {
        let lines: [&[u8]; 3] = [b"one\n", b"no newline", b"\n"];
        let mut chunk = Chunk::default();
        lines.iter().for_each(|line| chunk.push(line));
        assert_eq!(chunk.rest(0).bytes(), b"one\nno newline\n\n");
        let costs: usize = lines.iter().map(|line| Chunk::cost(line)).sum();
        assert_eq!(chunk.cost_of(0, 3), costs);
        assert_eq!(chunk.cost_of(0, 1) + chunk.cost_of(1, 3), costs);
    }

    #[test]
    fn counts_whole_records_only() {
        let mut chunk = Chunk::default();
        chunk.push(b"abc\n");
        chunk.push(b"de\n");
        let counts: Vec<_> = (0..=7).map(|offset| chunk.records_before(offset)).collect();
        assert_eq!(counts, [0, 0, 0, 0, 1, 1, 1, 2]);
        assert_eq!([chunk.start_of(0), chunk.start_of(1), chunk.start_of(2)], [0, 4, 7]);
    }

    #[test]
    fn an_overlong_line_gets_a_chunk_of_its_own() {
        let line = vec![b'x'; 3 * CHUNK_BYTES];
        let mut chunk = Chunk::default();
        assert!(chunk.fits(&line));
        chunk.push(&line);
        assert!(!chunk.fits(b"x"));
        assert!(!chunk.is_reusable());
    }
}
