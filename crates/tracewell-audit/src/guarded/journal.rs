use std::sync::Arc;

use tracewell_context::{Identity, TeamId};

use super::{Collection, Object, Refusal};
use crate::{Action, AuditLog, Authority, Denied, Error, ErrorKind, Event, TeamIsolation};

/// The way to objects: find, check, write ahead, apply, answer, in this order and no other.
///
/// ```
/// # use std::borrow::Cow;
/// use serde::{Deserialize, Serialize};
/// use tracewell_audit::{AuditLog, Collection, Journal, Object, Options, wait};
/// use tracewell_context::{Identity, Principal, TeamId, UserId};
///
/// #[derive(Serialize, Deserialize)]
/// struct Note { id: String, text: String }
///
/// impl Object for Note {
///     const SUBJECT: &'static str = "Note";
///     fn id(&self) -> Cow<'_, str> { (&self.id).into() }
/// }
///
/// # let folder = std::env::temp_dir().join(format!("journal-doc-{}", std::process::id()));
/// let notes = Collection::<Note>::new();
/// let (log, _) = AuditLog::open(folder.join("audit.jsonl"), Options::new(), |entry| notes.restore(entry))?;
/// let journal = Journal::new(log);
///
/// let caller = Identity::verified(Principal::new(TeamId::new("acme")?).user(UserId::new("user-7")?));
/// let note = Note { id: "n-1".into(), text: "buy milk".into() };
/// wait(journal.create(&notes, &caller, note))?;
/// wait(journal.update(&notes, &caller, "n-1", |old| {
///     Ok::<_, std::fmt::Error>(Note { text: old.text.to_uppercase(), id: old.id.clone() })
/// }))?;
/// assert_eq!(wait(journal.read(&notes, &caller, "n-1"))?.text, "BUY MILK");
///
/// let stranger = Identity::verified(Principal::new(TeamId::new("other")?));
/// assert!(wait(journal.read(&notes, &stranger, "n-1")).is_err());
/// journal.log().close();
/// # std::fs::remove_dir_all(folder)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Changes are carried out whole even if the future is dropped while the log writes: who left gets no answer, and the
/// change is there, in the log and in memory.
#[derive(Clone, Debug)]
pub struct Journal<A = TeamIsolation> {
    log: AuditLog,
    authority: Arc<A>,
}

impl Journal {
    /// With each team for itself.
    #[must_use]
    pub fn new(log: AuditLog) -> Self {
        Self::with_authority(log, TeamIsolation)
    }
}

impl<A> Journal<A> {
    /// With an authority of the service's own.
    #[must_use]
    pub fn with_authority(log: AuditLog, authority: A) -> Self {
        Self { log, authority: Arc::new(authority) }
    }

    /// The log itself, for events that change no object.
    #[must_use]
    pub fn log(&self) -> &AuditLog {
        &self.log
    }

    /// Makes an object of the caller's team.
    ///
    /// # Errors
    ///
    /// There is one of this id, the caller may not, or it can't be written.
    pub async fn create<T: Object>(
        &self,
        objects: &Collection<T>,
        caller: &Identity,
        object: T,
    ) -> Result<Arc<T>, Refusal<Denied>>
    where
        A: Authority<T>,
    {
        let id = object.id().into_owned();
        let claim = objects.claims.claim(&id).await;
        if objects.contains(caller.team(), &id) {
            return Err(Refusal::Exists);
        }
        self.authority.check(caller, Action::Create, caller.team(), &object).map_err(Refusal::Denied)?;
        self.put(objects, caller, caller.team().clone(), object, ("created", claim)).await.map_err(Refusal::Unwritten)
    }

    /// Replaces an object by what `change` makes of it.
    ///
    /// # Errors
    ///
    /// There is none, the caller may not, `change` said no or gave it another id, or it can't be written.
    pub async fn update<T: Object, E>(
        &self,
        objects: &Collection<T>,
        caller: &Identity,
        id: &str,
        change: impl FnOnce(&T) -> Result<T, E>,
    ) -> Result<Arc<T>, Refusal<E>>
    where
        A: Authority<T>,
    {
        let claim = objects.claims.claim(id).await;
        let (team, found) = self.find(objects, caller, Action::Update, id)?;
        let changed = change(&found).map_err(Refusal::Own)?;
        if changed.id() != id {
            return Err(Refusal::Unwritten(Error::new(ErrorKind::Value)));
        }
        self.put(objects, caller, team, changed, ("updated", claim)).await.map_err(Refusal::Unwritten)
    }

    /// Deletes an object, and answers what it was.
    ///
    /// # Errors
    ///
    /// There is none, the caller may not, or it can't be written.
    pub async fn delete<T: Object>(
        &self,
        objects: &Collection<T>,
        caller: &Identity,
        id: &str,
    ) -> Result<Arc<T>, Refusal<Denied>>
    where
        A: Authority<T>,
    {
        let claim = objects.claims.claim(id).await;
        let (team, found) = self.find(objects, caller, Action::Delete, id)?;
        let event = event::<T>("deleted", id).map_err(Refusal::Unwritten)?.by(caller).team(&team);
        let (objects, id) = (objects.clone(), id.to_owned());
        let apply = move |written: &Result<_, _>| {
            if written.is_ok() {
                objects.remove(&team, &id);
            }
            drop(claim);
        };
        self.log.append_then(event, apply).await.map_err(Refusal::Unwritten)?;
        Ok(found)
    }

    /// Answers an object. A read that can't be written to the log is answered all the same.
    ///
    /// # Errors
    ///
    /// There is none, or the caller may not.
    pub async fn read<T: Object>(
        &self,
        objects: &Collection<T>,
        caller: &Identity,
        id: &str,
    ) -> Result<Arc<T>, Refusal<Denied>>
    where
        A: Authority<T>,
    {
        let (team, found) = self.find(objects, caller, Action::Read, id)?;
        if let Ok(event) = event::<T>("read", id) {
            let _ = self.log.note(event.by(caller).team(&team)).await;
        }
        Ok(found)
    }

    /// Answers the objects that are `wanted` and that the caller may see, in the order of their ids; audited as
    /// [`read`](Self::read) is.
    pub async fn search<T: Object>(
        &self,
        objects: &Collection<T>,
        caller: &Identity,
        wanted: impl Fn(&T) -> bool,
    ) -> Vec<Arc<T>>
    where
        A: Authority<T>,
    {
        let mut found = objects.all(self.authority.scope(caller), caller);
        found.retain(|(team, object)| {
            wanted(object) && self.authority.check(caller, Action::Read, team, object).is_ok()
        });
        let found: Vec<_> = found.into_iter().map(|(_, object)| object).collect();
        let ids: Vec<_> = found.iter().map(|object| object.id()).collect();
        if let Ok(event) = event::<T>("search", &ids) {
            let _ = self.log.note(event.by(caller)).await;
        }
        found
    }

    fn find<T: Object, E>(
        &self,
        objects: &Collection<T>,
        caller: &Identity,
        action: Action,
        id: &str,
    ) -> Result<(TeamId, Arc<T>), Refusal<E>>
    where
        A: Authority<T>,
    {
        let (team, found) = objects.find(self.authority.scope(caller), caller, id).ok_or(Refusal::Unknown)?;
        self.authority.check(caller, action, &team, &found).map_err(Refusal::Denied)?;
        Ok((team, found))
    }

    async fn put<T: Object>(
        &self,
        objects: &Collection<T>,
        caller: &Identity,
        team: TeamId,
        object: T,
        (verb, claim): (&'static str, super::claim::Claim),
    ) -> Result<Arc<T>, Error> {
        let object = Arc::new(object);
        let event = event::<T>(verb, &*object)?.by(caller).team(&team);
        let (objects, applied) = (objects.clone(), Arc::clone(&object));
        let apply = move |written: &Result<_, _>| {
            if written.is_ok() {
                objects.put(&team, applied);
            }
            drop(claim);
        };
        self.log.append_then(event, apply).await?;
        Ok(object)
    }
}

fn event<T: Object>(verb: &str, value: &(impl serde::Serialize + ?Sized)) -> Result<Event, Error> {
    Event::new([T::SUBJECT, " ", verb].concat(), value)
}
