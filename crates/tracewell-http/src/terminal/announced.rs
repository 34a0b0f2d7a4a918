use http_body::Body;

/// What a body says of itself before it is polled.
#[derive(Clone, Copy, Debug)]
pub(super) struct Announced {
    /// There is nothing to poll.
    pub(super) ended: bool,
    /// All bytes that will come, if it knows.
    pub(super) length: Option<u64>,
}

impl Announced {
    /// Runs the body's own code.
    pub(super) fn by<B: Body>(body: &B) -> Self {
        Self { ended: body.is_end_stream(), length: body.size_hint().exact() }
    }
}
