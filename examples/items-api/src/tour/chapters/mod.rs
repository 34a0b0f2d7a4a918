//! What the tour does, chapter by chapter.

mod end;
mod failures;
mod ids;
mod objects;
mod outbound;
mod refusals;
mod secrets;

pub(super) use self::end::end;
pub(super) use self::failures::failures;
pub(super) use self::ids::ids;
pub(super) use self::objects::objects;
pub(super) use self::outbound::outbound;
pub(super) use self::refusals::refusals;
pub(super) use self::secrets::secrets;
