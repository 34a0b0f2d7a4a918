//! The context of one piece of work: the handle, and the cell behind it.

mod cell;
mod handle;
mod render;

pub use self::handle::Context;
pub use self::render::RenderKey;
