/// Panics, as a handler with a bug does.
pub(super) async fn panic() {
    panic!("a handler with a bug")
}
