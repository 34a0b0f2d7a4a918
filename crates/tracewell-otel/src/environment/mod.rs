//! What the environment asks for: the standard `OTEL_*` variables, read once at start.

mod batch;
mod certificates;
mod destination;
mod resource;
mod sampler;
mod settings;

pub(crate) use self::batch::Batch;
pub(crate) use self::destination::{Destination, Protocol};
pub(crate) use self::sampler::SamplerSetting;
pub use self::settings::{Reading, Settings};
