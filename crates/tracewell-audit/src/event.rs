use std::borrow::Cow;

use serde::Serialize;
use tracewell_context::{Identity, TeamId, current};

use crate::{Error, ErrorKind};

/// One thing that happened, for the log.
///
/// Its type is free text whose first word names what it is about and whose last word says what happened to it
/// (`Item created`). Replay folds `created`, `updated` and `deleted`, and passes over the rest.
///
/// ```
/// use tracewell_audit::Event;
/// use tracewell_context::{Identity, Principal, TeamId, UserId};
///
/// let principal = Principal::new(TeamId::new("acme")?).user(UserId::new("user-7")?);
/// let event = Event::new("Report read", &"report-12")?.by(&Identity::verified(principal));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Event {
    pub(crate) kind: Cow<'static, str>,
    pub(crate) user: Option<String>,
    pub(crate) team: Option<String>,
    pub(crate) correlation_id: Option<String>,
    pub(crate) value: String,
}

impl Event {
    /// An event of nobody, with the correlation id that is current.
    ///
    /// # Errors
    ///
    /// The value has no JSON form.
    pub fn new(kind: impl Into<Cow<'static, str>>, value: &(impl Serialize + ?Sized)) -> Result<Self, Error> {
        let value = serde_json::to_string(value).map_err(|_| Error::new(ErrorKind::Value))?;
        let correlation_id = current().map(|context| context.correlation_id().as_str().to_owned());
        Ok(Self { kind: kind.into(), user: None, team: None, correlation_id, value })
    }

    /// Whose doing it was: user and team.
    #[must_use]
    pub fn by(mut self, caller: &Identity) -> Self {
        self.user = caller.user_id().map(|user| user.as_str().to_owned());
        self.team = Some(caller.team().as_str().to_owned());
        self
    }

    /// The team that owns what it happened to, where that is not the caller's.
    #[must_use]
    pub fn team(mut self, team: &TeamId) -> Self {
        self.team = Some(team.as_str().to_owned());
        self
    }
}
