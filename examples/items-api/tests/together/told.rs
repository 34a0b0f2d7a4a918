/// One request, as its client saw it: what the service must have told of it, once.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) id: String,
    /// What kind of request, for whoever reads a failure.
    pub(crate) what: &'static str,
    pub(crate) method: &'static str,
    pub(crate) status: u16,
    /// Team and user, if there were any.
    pub(crate) owner: Option<(String, String)>,
    pub(crate) trace: Option<String>,
    pub(crate) end: End,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    Answered,
    /// The client did not stay to the end.
    Left,
    /// It left an event stream.
    LeftStream,
    /// It went on as a WebSocket, which was closed.
    Socket,
    /// It left a job behind.
    Job,
}

impl Told {
    /// Whether it is a failure of the service's.
    pub(crate) fn failed(&self) -> bool {
        self.status >= 500
    }

    pub(crate) fn denied(&self) -> bool {
        [401, 403].contains(&self.status)
    }
}
