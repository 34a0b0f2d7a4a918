//! What a flow is: its stages, how they end, and how they stand to each other.

mod builtin;
mod flow_spec;
#[cfg(feature = "toml")]
mod parse;
mod relation;
#[cfg(feature = "toml")]
mod sense;
#[cfg(feature = "toml")]
mod spec_error;
mod stage_spec;

pub(crate) use self::flow_spec::Sequence;
pub use self::flow_spec::{FlowSpec, Unknown};
pub use self::relation::Relation;
pub(crate) use self::relation::Trigger;
#[cfg(feature = "toml")]
pub use self::spec_error::SpecError;
pub(crate) use self::stage_spec::StageKind;
pub use self::stage_spec::StageSpec;
