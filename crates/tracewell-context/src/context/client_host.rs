use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;

use super::Context;
use crate::TeamId;

/// Makes what is shown of an address: that of the client, for work of this team.
pub type ShowClientAddr = Arc<dyn Fn(IpAddr, Option<&TeamId>) -> String + Send + Sync>;

/// How the client's address is shown.
pub(super) struct ClientHost(ShowClientAddr);

impl fmt::Debug for ClientHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ClientHost")
    }
}

impl Context {
    /// Says how [`client_host`](Self::client_host) shows the client's address, once.
    pub fn show_client_addr(&self, show: &ShowClientAddr) {
        let _ = self.cell().client_host.set(ClientHost(Arc::clone(show)));
    }

    /// The client's address as an event's `client_host` shows it: whole, its network, or a keyed hash, as the layer that
    /// took the request was told. None where the address is not known, or nobody said how to show it.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use tracewell_context::{Context, ShowClientAddr};
    ///
    /// let context = Context::open();
    /// context.set_client_addr("203.0.113.7".parse().unwrap());
    /// assert_eq!(context.client_host(), None);
    /// let show: ShowClientAddr = Arc::new(|_address, _team| "203.0.113.0".to_owned());
    /// context.show_client_addr(&show);
    /// assert_eq!(context.client_host().as_deref(), Some("203.0.113.0"));
    /// ```
    #[must_use]
    pub fn client_host(&self) -> Option<String> {
        let (ClientHost(show), address) = (self.cell().client_host.get()?, self.client_addr()?);
        Some(show(address, self.team_id()))
    }
}
