/// How long a value and a line may be, in bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    pub(crate) value: usize,
    pub(crate) line: usize,
}

impl Limits {
    /// Room for the keys of the line that are always there.
    const SHORTEST_LINE: usize = 512;

    pub(crate) fn value(self, bytes: usize) -> Self {
        Self { value: bytes.clamp(1, 1 << 20), ..self }
    }

    pub(crate) fn line(self, bytes: usize) -> Self {
        Self { line: bytes.clamp(Self::SHORTEST_LINE, 1 << 24), ..self }
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { value: 8192, line: 65536 }
    }
}
