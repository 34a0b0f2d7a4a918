/// What to do where the chain of a log is found broken when it is opened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnBreak {
    /// Refuse to open it, naming the line.
    #[default]
    Refuse,
    /// Go on in a new segment that is linked to the last line before the break, and say so with an ERROR.
    ///
    /// What stands behind the break is kept, and counts no more. The log never verifies as intact again.
    NewSegment,
}
