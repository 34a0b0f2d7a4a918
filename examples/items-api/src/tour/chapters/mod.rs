//! What the tour does, chapter by chapter.

mod audit;
mod boundaries;
mod end;
mod events;
mod failures;
mod ids;
mod objects;
mod outbound;
mod refusals;
mod secrets;

pub(super) use self::audit::audit;
pub(super) use self::boundaries::boundaries;
pub(super) use self::end::end;
pub(super) use self::events::events;
pub(super) use self::failures::failures;
pub(super) use self::ids::ids;
pub(super) use self::objects::objects;
pub(super) use self::outbound::outbound;
pub(super) use self::refusals::refusals;
pub(super) use self::secrets::secrets;
