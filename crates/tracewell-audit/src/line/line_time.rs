use jiff::Timestamp;

/// A time as lines hold it. One serves all lines that are written at once.
#[derive(Clone, Debug)]
pub(crate) struct LineTime(String);

impl LineTime {
    pub(super) fn as_bytes(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl From<Timestamp> for LineTime {
    fn from(time: Timestamp) -> Self {
        Self(format!("{time:.6}"))
    }
}
