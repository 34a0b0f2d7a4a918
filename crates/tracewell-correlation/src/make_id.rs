use tracewell_context::CorrelationId;

/// Makes the id of a request that came without a usable one.
///
/// ```
/// use tracewell_correlation::MakeId;
/// use tracewell_context::CorrelationId;
///
/// #[derive(Clone)]
/// struct Prefixed;
///
/// impl MakeId for Prefixed {
///     fn make_id(&self) -> CorrelationId {
///         let fresh = CorrelationId::generate();
///         CorrelationId::new(format!("eu-1:{fresh}")).unwrap_or(fresh)
///     }
/// }
/// assert!(Prefixed.make_id().as_str().starts_with("eu-1:"));
/// ```
pub trait MakeId {
    /// A new id, different from all others.
    fn make_id(&self) -> CorrelationId;
}

/// The default: a UUIDv7 (RFC 9562).
#[derive(Clone, Copy, Debug, Default)]
pub struct UuidV7;

impl MakeId for UuidV7 {
    fn make_id(&self) -> CorrelationId {
        CorrelationId::generate()
    }
}

impl<F: Fn() -> CorrelationId> MakeId for F {
    fn make_id(&self) -> CorrelationId {
        self()
    }
}
