use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;

/// Something that a service keeps, and whose changes are events of the log.
pub trait Object: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// What it is called in the types of events: `Item` gives `Item created`.
    const SUBJECT: &'static str;

    /// Its id, which never changes. It must also be the member `id` of its JSON form.
    fn id(&self) -> Cow<'_, str>;
}
