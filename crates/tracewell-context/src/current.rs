use std::cell::RefCell;
use std::mem::ManuallyDrop;

use crate::{BindError, Context, Principal};

thread_local! {
    /// Without a destructor, so that it can be had while the thread ends: what other thread-locals hold of a request is
    /// dropped inside that request then too. Whoever sets it puts back what was there, so that nothing is left in it.
    static CURRENT: RefCell<ManuallyDrop<Option<Context>>> = const { RefCell::new(ManuallyDrop::new(None)) };
}

/// The context of the work that this thread does right now.
///
/// `None` outside any request, job or message; what is spawned starts with none, unless it is
/// [carried over](crate::FutureExt).
///
/// ```
/// use tracewell_context::{Context, current};
///
/// assert!(current().is_none());
/// let context = Context::open();
/// context.in_scope(|| assert!(current().unwrap().is_same(&context)));
/// assert!(current().is_none());
/// ```
#[must_use]
pub fn current() -> Option<Context> {
    with_current(|context| context.cloned())
}

/// Gives `read` the current context without cloning the handle: the cheapest look there is, for a sink that looks at
/// each line.
///
/// `read` must not enter a scope: a scope entered inside it leaves the current context as it is.
///
/// ```
/// use tracewell_context::{Context, with_current};
///
/// let context = Context::open();
/// let team = context.in_scope(|| with_current(|context| context.and_then(|c| c.team_id().cloned())));
/// assert_eq!(team, None);
/// ```
pub fn with_current<R>(read: impl FnOnce(Option<&Context>) -> R) -> R {
    // The reader goes through a cell so that it runs exactly once on either path.
    let mut read = Some(read);
    let answer = CURRENT.try_with(|current| match current.try_borrow() {
        Ok(current) => read.take().map(|read| read(current.as_ref())),
        Err(_) => None,
    });
    match (answer, read) {
        (Ok(Some(answer)), _) => answer,
        (_, Some(read)) => read(None),
        (_, None) => unreachable!("the reader is taken only where it answers"),
    }
}

/// Binds the principal to the current context: `context.bind` for code that has no handle.
///
/// # Errors
///
/// [`BindError::NoContext`] outside any context, [`BindError::AlreadyBound`] if another principal is bound.
///
/// ```
/// use tracewell_context::{BindError, Context, Principal, TeamId, bind};
///
/// let acme = Principal::new(TeamId::new("acme")?);
/// let other = Principal::new(TeamId::new("other")?);
/// assert_eq!(bind(acme.clone()), Err(BindError::NoContext));
/// Context::open().in_scope(|| {
///     assert_eq!(bind(acme.clone()), Ok(()));
///     assert_eq!(bind(acme), Ok(()));
///     assert_eq!(bind(other), Err(BindError::AlreadyBound));
/// });
/// # Ok::<(), tracewell_context::InvalidId>(())
/// ```
pub fn bind(principal: Principal) -> Result<(), BindError> {
    match current() {
        Some(context) => Ok(context.bind(principal)?),
        None => Err(BindError::NoContext),
    }
}

/// Runs `work` with `context` (or none) current, and puts back what was current before, also when `work` panics.
#[inline]
pub(crate) fn run<R>(context: Option<&Context>, work: impl FnOnce() -> R) -> R {
    let _restore = Restore::enter(context);
    work()
}

struct Restore {
    before: Option<Option<Context>>,
}

impl Restore {
    #[inline]
    fn enter(context: Option<&Context>) -> Self {
        let before = CURRENT.try_with(|current| {
            let mut current = current.try_borrow_mut().ok()?;
            let changes = !same(current.as_ref(), context);
            changes.then(|| std::mem::replace(&mut **current, context.cloned()))
        });
        Self { before: before.ok().flatten() }
    }
}

impl Drop for Restore {
    #[inline]
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            let left = CURRENT.try_with(|current| {
                current.try_borrow_mut().ok().map(|mut current| std::mem::replace(&mut **current, before))
            });
            // The handle that was current is dropped here, outside the borrow.
            drop(left);
        }
    }
}

/// As [`run`], for a caller that owns its handle: it is swapped in and back, not counted up and down.
///
/// Meanwhile the place of the handle holds what was current before.
#[inline]
pub(crate) fn run_swapped<R>(context: &mut Option<Context>, work: impl FnOnce() -> R) -> R {
    let _swap = Swap::enter(context);
    work()
}

struct Swap<'c> {
    /// What to swap back, if anything was swapped.
    context: Option<&'c mut Option<Context>>,
}

impl<'c> Swap<'c> {
    #[inline]
    fn enter(context: &'c mut Option<Context>) -> Self {
        let swapped = CURRENT.try_with(|current| {
            let Ok(mut current) = current.try_borrow_mut() else { return false };
            let changes = !same(current.as_ref(), context.as_ref());
            if changes {
                std::mem::swap(&mut **current, context);
            }
            changes
        });
        Self { context: swapped.unwrap_or(false).then_some(context) }
    }
}

impl Drop for Swap<'_> {
    #[inline]
    fn drop(&mut self) {
        if let Some(context) = self.context.take() {
            let _ = CURRENT.try_with(|current| {
                if let Ok(mut current) = current.try_borrow_mut() {
                    std::mem::swap(&mut **current, context);
                }
            });
        }
    }
}

/// Layers of one stack enter the same context inside each other: no handle needs to move then.
fn same(current: Option<&Context>, context: Option<&Context>) -> bool {
    match (current, context) {
        (Some(current), Some(context)) => current.is_same(context),
        (None, None) => true,
        _ => false,
    }
}
