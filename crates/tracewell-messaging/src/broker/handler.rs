use std::any::type_name;
use std::error::Error;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use super::Message;

/// What handles messages. A function that takes a [`Message`] and answers `Result<(), Failure>` is one.
///
/// It runs in the context that the message carries, and may be given the same message more than once: brokers deliver at
/// least once, and [`Message::id`] tells.
pub trait Handler: Send + Sync + 'static {
    /// Handles one message.
    ///
    /// # Errors
    ///
    /// Why it could not; most errors turn into a [`Failure`] by `?`, and are tried again.
    fn handle(&self, message: Message) -> impl Future<Output = Result<(), Failure>> + Send;
}

impl<F, A> Handler for F
where
    F: Fn(Message) -> A + Send + Sync + 'static,
    A: Future<Output = Result<(), Failure>> + Send,
{
    fn handle(&self, message: Message) -> impl Future<Output = Result<(), Failure>> + Send {
        self(message)
    }
}

pub(crate) type Handling<'h> = Pin<Box<dyn Future<Output = Result<(), Failure>> + Send + 'h>>;

/// A handler of any type.
pub(crate) trait AnyHandler: Send + Sync + 'static {
    fn begin(&self, message: Message) -> Handling<'_>;
}

impl<H: Handler> AnyHandler for H {
    fn begin(&self, message: Message) -> Handling<'_> {
        Box::pin(self.handle(message))
    }
}

/// Why a message could not be handled.
///
/// ```
/// use tracewell_messaging::Failure;
///
/// fn parse(body: &str) -> Result<u32, Failure> {
///     // It will never be a number: trying again is no use.
///     body.parse().map_err(Failure::permanent)
/// }
/// assert!(parse("x").unwrap_err().is_permanent());
/// ```
pub struct Failure {
    error_type: &'static str,
    error: Box<dyn Error + Send + Sync>,
    permanent: bool,
    refusal: bool,
}

impl Failure {
    /// A failure that no further attempt would mend: the message is given up at once.
    #[must_use]
    pub fn permanent<E: Error + Send + Sync + 'static>(error: E) -> Self {
        Self { permanent: true, ..Self::from(error) }
    }

    /// Whether no further attempt would mend it.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        self.permanent
    }

    /// A message that can't be taken as it is, for a reason of ours. That is its publisher's failure and not the handler's:
    /// it is told by the message's own line alone.
    #[cfg(feature = "amqp")]
    pub(crate) fn refusal(error_type: &'static str) -> Self {
        Self { error_type, error: "the message was refused".into(), permanent: true, refusal: true }
    }

    pub(crate) fn is_refusal(&self) -> bool {
        self.refusal
    }

    pub(crate) fn error_type(&self) -> &'static str {
        self.error_type
    }

    pub(crate) fn error(&self) -> &(dyn Error + 'static) {
        &*self.error
    }
}

impl<E: Error + Send + Sync + 'static> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { error_type: type_name::<E>(), error: Box::new(error), permanent: false, refusal: false }
    }
}

impl fmt::Debug for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failure")
            .field("error_type", &self.error_type)
            .field("permanent", &self.permanent)
            .finish_non_exhaustive()
    }
}
