/// What a message is, for a socket that counts them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Text or binary: counted.
    Data,
    /// Ping or pong.
    Control,
    /// A close frame and its code, if it has one.
    Close(Option<u16>),
}
