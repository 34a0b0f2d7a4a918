use std::fmt;
use std::marker::PhantomData;

use super::{InStage, Run, Stage, StageFutureExt};

/// Puts a function inside a stage: however it ends, and if its future is dropped before, the stage has its end.
///
/// The attribute names a stage that [`stages!`](crate::stages) has declared.
///
/// ```
/// use tracewell_flow::{stage, stages};
///
/// stages! {
///     pub Price = "checkout.price" { FromCache = "from_cache", Resolved = "resolved" }
///     pub Charge = "checkout.charge" { Ok = "ok" }
/// }
/// # async fn stored() -> Option<u32> { None }
/// # async fn fetch() -> Result<u32, std::io::Error> { Ok(7) }
///
/// // One good outcome: the body knows nothing of stages.
/// #[stage(Charge, outcome = Ok)]
/// async fn charge(cents: u32) -> Result<u32, std::io::Error> {
///     Ok(cents + fetch().await?)
/// }
///
/// // Several: the body says with its value which one it was. Its caller gets the value.
/// #[stage(Price)]
/// async fn price() -> Result<u32, std::io::Error> {
///     if let Some(price) = stored().await {
///         return Ok((price, Price::FromCache));
///     }
///     Ok((fetch().await?, Price::Resolved))
/// }
///
/// # futures_util::FutureExt::now_or_never(async {
/// assert_eq!((price().await?, charge(5).await?), (7, 12));
/// # Ok::<_, std::io::Error>(())
/// # }).unwrap().unwrap();
/// ```
///
/// | argument | meaning |
/// |---|---|
/// | `Price` | the stage; always the first one |
/// | `outcome = Resolved` | what the stage ends in if the function ends well. Without it the body ends in `Ok((value, Price::Resolved))` |
/// | `denied_if = Refused::is_denial` | the errors that end the stage as `denied`, a `fn(&E) -> bool`; the others end it as `error` |
/// | `span` | a span of the stage's name around the work, as [`Run::in_span`] |
///
/// It does what [`Stage::run`] does, and [`Stage::call`] for a function that is not `async`. Whatever else the function has
/// stays as it is: generic parameters, lifetimes, `self`, `impl Trait`, other attributes. It may stand on functions of an
/// `impl`, also of a trait.
///
/// ```
/// use tracewell_flow::{stage, stages};
///
/// stages! { pub Admit = "door.admit" { Ok = "ok" } }
///
/// #[derive(Debug, PartialEq)]
/// enum Refused { NoRole, Unreachable }
///
/// impl Refused {
///     fn is_denial(&self) -> bool { *self == Self::NoRole }
/// }
///
/// #[stage(Admit, outcome = Ok, denied_if = Refused::is_denial, span)]
/// fn admit(role: &str) -> Result<(), Refused> {
///     if role.is_empty() { Err(Refused::NoRole) } else { Ok(()) } // `denied` or `ok`
/// }
/// # assert_eq!(admit(""), Err(Refused::NoRole));
/// ```
///
/// An outcome that the stage does not have is no program:
///
/// ```compile_fail,E0599
/// # use tracewell_flow::{stage, stages};
/// # stages! { pub Charge = "checkout.charge" { Ok = "ok" } }
/// #[stage(Charge, outcome = Okay)]
/// async fn charge() -> Result<(), std::io::Error> { Ok(()) }
/// ```
///
/// neither is one of another stage,
///
/// ```compile_fail,E0308
/// # use tracewell_flow::{stage, stages};
/// # stages! {
/// #     pub Price = "checkout.price" { Resolved = "resolved" }
/// #     pub Charge = "checkout.charge" { Ok = "ok" }
/// # }
/// #[stage(Price)]
/// async fn price() -> Result<u32, std::io::Error> { Ok((7, Charge::Ok)) }
/// ```
///
/// nor a body that names none, where the attribute does not either:
///
/// ```compile_fail,E0308
/// # use tracewell_flow::{stage, stages};
/// # stages! { pub Charge = "checkout.charge" { Ok = "ok" } }
/// #[stage(Charge)]
/// async fn charge() -> Result<u32, std::io::Error> { Ok(7) }
/// ```
pub use tracewell_flow_macros::stage;

/// What [`stage`] puts around the body of a function.
pub struct StageAttribute<S, T, E> {
    denied: fn(&E) -> bool,
    span: bool,
    stage: PhantomData<fn() -> (S, T)>,
}

impl<S: Stage, T, E> StageAttribute<S, T, E> {
    /// As the attribute has it without further arguments.
    #[must_use]
    pub fn new() -> Self {
        Self { denied: |_| false, span: false, stage: PhantomData }
    }

    /// Errors that are denials.
    #[must_use]
    pub fn denied_if(mut self, denied: fn(&E) -> bool) -> Self {
        self.denied = denied;
        self
    }

    /// A span around it.
    #[must_use]
    pub fn in_span(mut self) -> Self {
        self.span = true;
        self
    }

    /// None, of the type that a body ends in which names its outcome. An `async` block can't say of which type it is, and takes it
    /// from the first `return` in it: without one `Err(Box::new(error))` is no `Box<dyn Error>`.
    #[must_use]
    #[inline]
    pub fn no_named_end(self) -> Option<Result<(T, S), E>> {
        None
    }

    /// The same for a body with one outcome.
    #[must_use]
    #[inline]
    pub fn no_end(self) -> Option<Result<T, E>> {
        None
    }

    /// A body that awaits, and names its outcome.
    pub fn run<F>(self, work: F) -> Run<F, T, S, E>
    where
        F: Future<Output = Result<(T, S), E>>,
    {
        self.around(S::run(work))
    }

    /// A body that awaits, and has one outcome.
    pub fn run_to<F>(self, outcome: S, work: F) -> Run<InStage<F, S>, T, S, E>
    where
        F: Future<Output = Result<T, E>>,
    {
        self.around(work.in_stage(outcome))
    }

    /// A body that does not await, and names its outcome.
    ///
    /// # Errors
    ///
    /// Those of `work`.
    pub fn call(self, work: impl FnOnce() -> Result<(T, S), E>) -> Result<T, E> {
        let _span = self.span.then(|| S::span().entered());
        let stage = S::start();
        match work() {
            Ok((value, outcome)) => {
                stage.end(outcome);
                Ok(value)
            }
            Err(error) => {
                if (self.denied)(&error) {
                    stage.deny();
                } else {
                    stage.fail();
                }
                Err(error)
            }
        }
    }

    /// A body that does not await, and has one outcome.
    ///
    /// # Errors
    ///
    /// Those of `work`.
    pub fn call_to(self, outcome: S, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.call(|| work().map(|value| (value, outcome)))
    }

    fn around<F>(self, run: Run<F, T, S, E>) -> Run<F, T, S, E>
    where
        F: Future<Output = Result<(T, S), E>>,
    {
        let run = run.denied_if(self.denied);
        if self.span { run.in_span() } else { run }
    }
}

impl<S: Stage, T, E> Default for StageAttribute<S, T, E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<S: Stage, T, E> fmt::Debug for StageAttribute<S, T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StageAttribute").field("stage", &S::NAME).field("span", &self.span).finish_non_exhaustive()
    }
}
