use std::sync::Arc;

use crate::broker::in_process::IN_PROCESS;
use crate::broker::state::State;
use crate::broker::tell;
use crate::hub::Outlet;
use crate::{Event, Hub, LinkStats, Topic};

/// No link, told like one.
#[derive(Debug)]
pub(super) struct Local {
    state: State,
}

impl Local {
    pub(super) fn start(hub: &Hub) -> Arc<Self> {
        let local = Arc::new(Self { state: State::new(IN_PROCESS, "", hub.shared_counters()) });
        hub.join(Arc::clone(&local) as Arc<dyn Outlet>);
        tell::started(&local.state);
        local.state.attempt();
        local.state.connected();
        local
    }

    pub(super) fn stop(&self) {
        self.state.disconnected();
        tell::stopped(&self.state);
    }
}

impl Outlet for Local {
    fn forward(&self, _: &Topic, _: &Event) -> bool {
        true
    }

    fn stats(&self) -> LinkStats {
        self.state.stats()
    }
}
