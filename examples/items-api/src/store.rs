use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};

use tracewell::TeamId;
use uuid::Uuid;

type Teams<T> = BTreeMap<TeamId, BTreeMap<Uuid, Arc<T>>>;

/// Objects of one kind, in memory, each team's apart.
///
/// Every call names the team, so that no call can see another team's objects. Lists are in the order of the ids, which is
/// that of creation. No lock outlives a call.
#[derive(Debug)]
pub(crate) struct Store<T> {
    teams: RwLock<Teams<T>>,
}

impl<T> Store<T> {
    pub(crate) fn new() -> Self {
        Self { teams: RwLock::new(BTreeMap::new()) }
    }

    /// The team's objects that `wanted` says yes to.
    ///
    /// They are asked for outside the lock: how long that takes is for the caller's query to say.
    pub(crate) fn list(&self, team: &TeamId, wanted: impl Fn(&T) -> bool) -> Vec<Arc<T>> {
        let mut objects: Vec<_> = self.read().get(team).into_iter().flat_map(BTreeMap::values).cloned().collect();
        objects.retain(|object| wanted(object));
        objects
    }

    pub(crate) fn get(&self, team: &TeamId, id: Uuid) -> Option<Arc<T>> {
        self.read().get(team)?.get(&id).cloned()
    }

    pub(crate) fn insert(&self, team: &TeamId, id: Uuid, object: T) -> Arc<T> {
        let object = Arc::new(object);
        self.write().entry(team.clone()).or_default().insert(id, Arc::clone(&object));
        object
    }

    /// Replaces an object by what `change` makes of it, in one step; `None` if the team has none of this id.
    pub(crate) fn update<E>(
        &self,
        team: &TeamId,
        id: Uuid,
        change: impl FnOnce(&T) -> Result<T, E>,
    ) -> Option<Result<Arc<T>, E>> {
        let mut teams = self.write();
        let object = teams.get_mut(team)?.get_mut(&id)?;
        Some(change(object).map(|changed| {
            *object = Arc::new(changed);
            Arc::clone(object)
        }))
    }

    pub(crate) fn remove(&self, team: &TeamId, id: Uuid) -> Option<Arc<T>> {
        self.write().get_mut(team)?.remove(&id)
    }

    // Each change is one map operation: a panic elsewhere can't have left a half-made one behind.
    fn read(&self) -> RwLockReadGuard<'_, Teams<T>> {
        self.teams.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn write(&self) -> RwLockWriteGuard<'_, Teams<T>> {
        self.teams.write().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn team(id: &str) -> TeamId {
        TeamId::new(id).unwrap()
    }

    #[test]
    fn a_team_reaches_its_own_objects_only() {
        let store = Store::new();
        let id = Uuid::now_v7();
        store.insert(&team("a"), id, 1);
        assert_eq!(store.get(&team("a"), id).as_deref(), Some(&1));
        assert_eq!(store.get(&team("b"), id), None);
        assert!(store.list(&team("b"), |_| true).is_empty());
        assert!(store.update(&team("b"), id, |_| Ok::<_, ()>(2)).is_none());
        assert_eq!(store.remove(&team("b"), id), None);
        assert_eq!(store.remove(&team("a"), id).as_deref(), Some(&1));
        assert_eq!(store.get(&team("a"), id), None);
    }

    #[test]
    fn a_refused_change_leaves_the_object_as_it_was() {
        let store = Store::new();
        let id = Uuid::now_v7();
        store.insert(&team("a"), id, 1);
        assert_eq!(store.update(&team("a"), id, |_| Err("no")), Some(Err("no")));
        assert_eq!(store.get(&team("a"), id).as_deref(), Some(&1));
        let changed = store.update(&team("a"), id, |old| Ok::<_, ()>(old + 1));
        assert_eq!(changed, Some(Ok(Arc::new(2))));
    }

    #[test]
    fn lists_keep_the_order_of_creation() {
        let store = Store::new();
        for number in 0..100 {
            store.insert(&team("a"), Uuid::now_v7(), number);
        }
        let odd: Vec<_> = store.list(&team("a"), |number| number % 2 == 1).iter().map(|number| **number).collect();
        assert_eq!(odd, (0..100).filter(|number| number % 2 == 1).collect::<Vec<_>>());
    }
}
