//! What happens to a team's items and links, as it happens: to its event streams here, and over a broker to those of other
//! instances.

mod accept;
mod change;
mod describe;
#[expect(clippy::module_inception, reason = "the folder is the events with all that belongs to them")]
mod events;
mod health;
mod index;
mod live;
mod recognise;
mod stream;

pub(crate) use self::change::Change;
pub(crate) use self::describe::describe;
pub(crate) use self::events::Events;
pub(crate) use self::health::health;
pub(crate) use self::index::index;
pub(crate) use self::live::Live;
pub(crate) use self::recognise::recognise;
pub(crate) use self::stream::routes;
