use bytes::Bytes;

/// Where a signal's requests come from.
pub(crate) trait Batches: Send {
    /// The next request, which is on its way from then on; `None` if nothing waits. With it, how many items are in it.
    fn next(&mut self) -> Option<(Bytes, usize)>;

    /// Returns when it may be worth asking.
    fn ready(&self) -> impl Future<Output = ()>;

    /// Whether another may follow at once.
    fn has_more(&self) -> bool {
        true
    }

    /// Takes nothing more in.
    fn close(&self) {}

    /// The time is over: gives up what waits.
    fn settle(&self) {}
}
