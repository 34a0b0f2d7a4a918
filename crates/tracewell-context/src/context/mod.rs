//! The context of one piece of work: the handle, and the cell behind it.

mod attachment;
mod cell;
mod client_host;
mod handle;
mod render;
mod when_bound;

pub use self::client_host::ShowClientAddr;
pub use self::handle::Context;
pub use self::render::RenderKey;
