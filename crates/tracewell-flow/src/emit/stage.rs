use tracing::Span;

use super::StageGuard;
use super::event;
use super::run::Run;

/// A stage of a flow: its name, and what it may end in when all is well.
///
/// Declared by [`stages!`](crate::stages), which makes an enum of the outcomes: a stage or an outcome that was never
/// declared does not compile. Every stage may also end as `error`, `denied` or `cancelled`.
///
/// ```
/// use tracewell_flow::{Stage, stages};
///
/// stages! {
///     /// The price of a basket.
///     pub Price = "checkout.price" { FromCache = "from_cache", Resolved = "resolved" }
/// }
///
/// assert_eq!(Price::NAME, "checkout.price");
/// assert_eq!(Price::OUTCOMES, ["from_cache", "resolved"]);
/// ```
///
/// ```compile_fail
/// # use tracewell_flow::{Stage, stages};
/// # stages! { pub Price = "checkout.price" { FromCache = "from_cache" } }
/// Price::start().end(Price::FromCach);
/// ```
pub trait Stage: Copy + Send + 'static {
    /// The value of the field `stage`.
    const NAME: &'static str;
    /// The outcomes of a stage that went well.
    const OUTCOMES: &'static [&'static str];

    /// The value of the field `outcome`.
    fn outcome(self) -> &'static str;

    /// A span of this name, for [`Run::in_span`]. None where the stage was not declared by the macro.
    #[must_use]
    fn span() -> Span {
        Span::none()
    }

    /// Begins the stage, for code that does not await. See [`StageGuard`].
    ///
    /// ```
    /// use tracewell_flow::{Stage, stages};
    ///
    /// stages! { pub Parse = "import.parse" { Ok = "ok" } }
    ///
    /// fn parse(text: &str) -> Result<u32, std::num::ParseIntError> {
    ///     let stage = Parse::start();
    ///     let number = text.parse()?; // ends it as `error`
    ///     stage.end(Parse::Ok);
    ///     Ok(number)
    /// }
    /// # assert!(parse("7").is_ok() && parse("x").is_err());
    /// ```
    fn start() -> StageGuard<Self> {
        StageGuard::start()
    }

    /// Puts a future inside the stage, exactly: however it ends, and if it never does, the stage has its end.
    ///
    /// The future says with its value in which outcome it ended. An error ends the stage as `error`, or as `denied` by
    /// [`Run::denied_if`]; a panic as `error`; the drop of the future as `cancelled`.
    ///
    /// ```
    /// use tracewell_flow::{Stage, stages};
    ///
    /// stages! { pub Price = "checkout.price" { FromCache = "from_cache", Resolved = "resolved" } }
    ///
    /// # async fn stored() -> Option<u32> { None }
    /// # async fn fetch() -> Result<u32, std::io::Error> { Ok(7) }
    /// async fn price() -> Result<u32, std::io::Error> {
    ///     Price::run(async {
    ///         if let Some(price) = stored().await {
    ///             return Ok((price, Price::FromCache));
    ///         }
    ///         Ok((fetch().await?, Price::Resolved))
    ///     })
    ///     .await
    /// }
    /// # assert_eq!(futures_util::FutureExt::now_or_never(price()).unwrap().unwrap(), 7);
    /// ```
    fn run<F, T, E>(work: F) -> Run<F, T, Self, E>
    where
        F: Future<Output = Result<(T, Self), E>>,
    {
        Run::new(work)
    }

    /// The same for code that does not await.
    ///
    /// ```
    /// use tracewell_flow::{IdentityEmail, Stage};
    ///
    /// let email = IdentityEmail::call(|| Ok::<_, ()>(("a@b.example", IdentityEmail::Resolved)));
    /// assert_eq!(email, Ok("a@b.example"));
    /// ```
    ///
    /// # Errors
    ///
    /// Those of `work`.
    fn call<T, E>(work: impl FnOnce() -> Result<(T, Self), E>) -> Result<T, E> {
        let stage = Self::start();
        let (value, outcome) = work()?;
        stage.end(outcome);
        Ok(value)
    }

    /// Says an outcome that has no start before it: `identity.email` that the token carried.
    fn without_start(self) {
        event::end(Self::NAME, self.outcome(), None);
    }
}
