use std::fmt;

use crate::{Event, LinkStats, Topic};

/// Where events go besides the hub's own subscribers: to a broker, and from there to other instances.
pub(crate) trait Outlet: fmt::Debug + Send + Sync {
    /// Takes an event along. `false`: there was no room for it. Never waits.
    fn forward(&self, topic: &Topic, event: &Event) -> bool;

    /// How the link is doing.
    fn stats(&self) -> LinkStats;
}
