use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};

use tracewell_context::{Identity, TeamId};

use super::Object;
use super::claim::Claims;
use crate::state::Change;
use crate::{Entry, Error, ErrorKind, Scope};

type Teams<T> = BTreeMap<TeamId, BTreeMap<String, Arc<T>>>;

/// Objects of one type in memory, each team's apart, as the log says they are.
///
/// Only a [`Journal`](super::Journal) changes them, and only once the change is on disk. Clones are handles to the same
/// objects.
pub struct Collection<T> {
    teams: Arc<RwLock<Teams<T>>>,
    pub(super) claims: Claims,
}

impl<T: Object> Collection<T> {
    /// No objects.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in an entry of the log, while it is opened. One of another type is passed over.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`]: the object is not of this type.
    pub fn restore(&self, entry: &Entry<'_>) -> Result<(), Error> {
        let invalid = || Error::new(ErrorKind::Value);
        match Change::of(entry)? {
            Some(Change::Put { subject, team, object, .. }) if subject == T::SUBJECT => {
                let team = TeamId::new(team).map_err(|_| invalid())?;
                let object: T = serde_json::from_str(&object).map_err(|_| invalid())?;
                self.put(&team, Arc::new(object));
            }
            Some(Change::Removed { subject, team, id }) if subject == T::SUBJECT => {
                self.remove(&TeamId::new(team).map_err(|_| invalid())?, &id);
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether a team has an object of this id: for rules that join objects, not for answers.
    #[must_use]
    pub fn contains(&self, team: &TeamId, id: &str) -> bool {
        self.read(|teams| teams.get(team).is_some_and(|objects| objects.contains_key(id)))
    }

    /// How many objects there are, of all teams.
    #[must_use]
    pub fn len(&self) -> usize {
        self.read(|teams| teams.values().map(BTreeMap::len).sum())
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn find(&self, scope: Scope, caller: &Identity, id: &str) -> Option<(TeamId, Arc<T>)> {
        self.read(|teams| {
            let of = |(team, objects): (&TeamId, &BTreeMap<String, Arc<T>>)| {
                objects.get(id).map(|object| (team.clone(), Arc::clone(object)))
            };
            let own = teams.get_key_value(caller.team()).and_then(of);
            match scope {
                Scope::OwnTeam => own,
                Scope::AllTeams => own.or_else(|| teams.iter().find_map(of)),
            }
        })
    }

    /// Objects of one team or all, in the order of their ids.
    pub(super) fn all(&self, scope: Scope, caller: &Identity) -> Vec<(TeamId, Arc<T>)> {
        self.read(|teams| {
            let of = |(team, objects): (&TeamId, &BTreeMap<String, Arc<T>>)| {
                objects.values().map(|object| (team.clone(), Arc::clone(object))).collect::<Vec<_>>()
            };
            match scope {
                Scope::OwnTeam => teams.get_key_value(caller.team()).map(of).unwrap_or_default(),
                Scope::AllTeams => teams.iter().flat_map(of).collect(),
            }
        })
    }

    pub(super) fn put(&self, team: &TeamId, object: Arc<T>) {
        let id = object.id().into_owned();
        self.write(|teams| drop(teams.entry(team.clone()).or_default().insert(id, object)));
    }

    pub(super) fn remove(&self, team: &TeamId, id: &str) {
        self.write(|teams| drop(teams.get_mut(team).and_then(|objects| objects.remove(id))));
    }

    // Each change is one map operation: a panic elsewhere can't have left a half-made one behind.
    fn read<R>(&self, read: impl FnOnce(&Teams<T>) -> R) -> R {
        read(&self.teams.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, write: impl FnOnce(&mut Teams<T>)) {
        write(&mut self.teams.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl<T> Default for Collection<T> {
    fn default() -> Self {
        Self { teams: Arc::default(), claims: Claims::default() }
    }
}

impl<T> Clone for Collection<T> {
    fn clone(&self) -> Self {
        Self { teams: Arc::clone(&self.teams), claims: self.claims.clone() }
    }
}

impl<T> fmt::Debug for Collection<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Collection").finish_non_exhaustive()
    }
}
