//! The emitting side: stages that always end.

mod builtin;
mod event;
mod guard;
mod in_stage;
mod is_result;
mod lookup;
mod run;
mod stage;
mod stage_attribute;
mod stages;
mod unwinding;

pub use self::builtin::{
    IdentityEmail, IdentityEmailCache, IdentityExternal, IdentityJwks, IdentityProfile, IdentityProfileCache,
    RouterBodyIdpAuth, RouterCheckSecurityGroup, RouterIdentityInjection, RouterIdentityResolution,
    RouterProfileInjection, RouterProfileResolution,
};
pub use self::guard::StageGuard;
pub use self::in_stage::InStage;
#[doc(hidden)]
pub use self::is_result::IsResult;
pub use self::lookup::Lookup;
pub use self::run::{Run, StageFutureExt};
pub use self::stage::Stage;
#[doc(hidden)]
pub use self::stage_attribute::StageAttribute;
pub use self::stage_attribute::stage;
