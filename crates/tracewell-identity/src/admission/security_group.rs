use std::sync::Arc;

use tracewell_context::Identity;

use crate::{Error, ErrorKind};

/// Who may pass: everybody who is known, or those with one of some roles.
#[derive(Clone, Debug, Default)]
pub(crate) struct SecurityGroup(Option<Arc<[Box<str>]>>);

impl SecurityGroup {
    pub(crate) fn of_roles(roles: impl IntoIterator<Item = impl Into<Box<str>>>) -> Self {
        Self(Some(roles.into_iter().map(Into::into).collect()))
    }

    pub(crate) fn admit(&self, caller: &Identity) -> Result<(), Error> {
        match &self.0 {
            Some(roles) if !roles.iter().any(|role| caller.has_role(role)) => {
                Err(Error::new(ErrorKind::PermissionDenied))
            }
            _ => Ok(()),
        }
    }
}
