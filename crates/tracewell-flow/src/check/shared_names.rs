use std::sync::Arc;

/// Names that come again and again, as those of stages and outcomes: each is held once, so that an event is small.
///
/// ```
/// use std::sync::Arc;
/// use tracewell_flow::SharedNames;
///
/// let mut names = SharedNames::default();
/// assert!(Arc::ptr_eq(&names.get("identity.jwks"), &names.get("identity.jwks")));
/// ```
#[derive(Debug)]
pub struct SharedNames {
    /// By a few of their bytes; of names that meet in a place the last one is known.
    known: [Option<Arc<str>>; Self::PLACES],
}

impl Default for SharedNames {
    fn default() -> Self {
        Self { known: [const { None }; Self::PLACES] }
    }
}

impl SharedNames {
    const PLACES: usize = 128;

    /// This name, held once if it came lately.
    #[must_use]
    pub fn get(&mut self, name: &str) -> Arc<str> {
        match self.place(name) {
            Some(Some(known)) if **known == *name => Arc::clone(known),
            Some(place) => Arc::clone(place.insert(name.into())),
            None => name.into(),
        }
    }

    /// The same of a name that is held already.
    pub(super) fn share(&mut self, name: Arc<str>) -> Arc<str> {
        match self.place(&name) {
            Some(Some(known)) if Arc::ptr_eq(known, &name) => name,
            Some(Some(known)) if *known == name => Arc::clone(known),
            Some(place) => Arc::clone(place.insert(name)),
            None => name,
        }
    }

    fn place(&mut self, name: &str) -> Option<&mut Option<Arc<str>>> {
        let bytes = name.as_bytes();
        let at = |place: usize| bytes.get(place).copied().map_or(0, usize::from);
        let sum = bytes.len() * 31 + at(bytes.len() / 2) * 7 + at(bytes.len().saturating_sub(1)) * 3 + at(0);
        self.known.get_mut(sum % Self::PLACES)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_comes_again_is_held_once() {
        let mut names = SharedNames::default();
        let first = names.share("identity.jwks".into());
        let again = names.share("identity.jwks".into());
        assert!(Arc::ptr_eq(&first, &again));
        for name in ["", "a", "identity.jwkt", "é", &"x".repeat(1000)] {
            assert_eq!(&*names.share(name.into()), name);
            assert!(Arc::ptr_eq(&names.get(name), &names.get(name)));
            assert_eq!(&*names.get(name), name);
        }
    }
}
