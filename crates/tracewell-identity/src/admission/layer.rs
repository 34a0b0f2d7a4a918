use tower_layer::Layer;

use super::{Bare, IdentityService, SecurityGroup};

/// Lets requests of known callers pass to the service inside, as theirs, and answers all others.
///
/// Behind it the extensions of a request hold the [`Caller`](crate::Caller) and its
/// [`Identity`](tracewell_context::Identity), and each line of the request says team and user. The response to a request
/// that is refused holds the [`Error`](crate::Error) in its extensions, for whoever tells of denials.
///
/// It goes inside the layers that open the context of a request.
///
/// ```
/// use http::{Request, Response};
/// use tower::{ServiceBuilder, service_fn};
/// use tracewell_identity::{Caller, IdentityLayer, Verifier};
///
/// let verifier = Verifier::builder("http://127.0.0.1:9000").build()?;
/// let service = ServiceBuilder::new()
///     .layer(IdentityLayer::new(verifier).require_any_role(["auditor"]))
///     .service(service_fn(|request: Request<String>| async move {
///         let caller = request.extensions().get::<Caller>().expect("the layer is around it");
///         Ok::<_, std::convert::Infallible>(Response::new(format!("hello {}", caller.team())))
///     }));
/// # let _ = service;
/// # Ok::<(), tracewell_identity::ConfigError>(())
/// ```
#[derive(Clone, Debug)]
pub struct IdentityLayer<A, R = Bare> {
    authority: A,
    group: SecurityGroup,
    refuse: R,
}

impl<A> IdentityLayer<A> {
    /// A layer that asks `authority` who is calling.
    #[must_use]
    pub fn new(authority: A) -> Self {
        Self { authority, group: SecurityGroup::default(), refuse: Bare }
    }
}

impl<A, R> IdentityLayer<A, R> {
    /// Lets only those pass that have one of these roles.
    #[must_use]
    pub fn require_any_role<N: Into<Box<str>>>(mut self, roles: impl IntoIterator<Item = N>) -> Self {
        self.group = SecurityGroup::of_roles(roles);
        self
    }

    /// Answers those that are refused with what this makes: see [`Refuse`](super::Refuse).
    #[must_use]
    pub fn refuse<N>(self, refuse: N) -> IdentityLayer<A, N> {
        IdentityLayer { authority: self.authority, group: self.group, refuse }
    }
}

impl<S, A: Clone, R: Clone> Layer<S> for IdentityLayer<A, R> {
    type Service = IdentityService<S, A, R>;

    fn layer(&self, inner: S) -> Self::Service {
        IdentityService::new(inner, self.authority.clone(), self.group.clone(), self.refuse.clone())
    }
}
