use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value};

/// What a service knows of a caller beyond the token: a name, a language, a plan. Its `Debug` shows no value.
///
/// ```
/// use tracewell_identity::Profile;
///
/// let profile = Profile::new([("language", "de"), ("plan", "basic")]);
/// assert_eq!(profile.get("plan").unwrap(), "basic");
/// assert_eq!(format!("{profile:?}"), r#"Profile(["language", "plan"])"#);
/// ```
///
/// Cloning is cheap.
#[derive(Clone, PartialEq)]
pub struct Profile(Arc<Map<String, Value>>);

impl Profile {
    /// A profile with these members.
    pub fn new<N: Into<String>, V: Into<Value>>(members: impl IntoIterator<Item = (N, V)>) -> Self {
        Self(Arc::new(members.into_iter().map(|(name, value)| (name.into(), value.into())).collect()))
    }

    /// The member of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    /// The names of its members.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    /// About how many bytes it takes.
    pub(super) fn weight(&self) -> u32 {
        fn of(value: &Value) -> usize {
            size_of::<Value>()
                + match value {
                    Value::String(text) => text.len(),
                    Value::Array(values) => values.iter().map(of).sum(),
                    Value::Object(members) => members.iter().map(|(name, value)| 64 + name.len() + of(value)).sum(),
                    _ => 0,
                }
        }
        let members: usize = self.0.iter().map(|(name, value)| 64 + name.len() + of(value)).sum();
        u32::try_from(members).unwrap_or(u32::MAX)
    }
}

impl fmt::Debug for Profile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Profile").field(&self.names().collect::<Vec<_>>()).finish()
    }
}
