/// A `Result`, whatever it is called: `io::Result<u32>` is one.
#[diagnostic::on_unimplemented(
    message = "a function in a stage returns a `Result`, and not `{Self}`",
    label = "this is no `Result`: nothing in it says whether the stage ended well"
)]
pub trait IsResult {
    /// What it holds if all is well.
    type Value;
    /// And if not.
    type Error;
}

impl<T, E> IsResult for Result<T, E> {
    type Value = T;
    type Error = E;
}
