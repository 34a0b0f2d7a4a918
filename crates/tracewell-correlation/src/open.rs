use std::borrow::Cow;

use http::Request;
use tracewell_context::Context;
use tracewell_names::metric::METHOD_OTHER;
use tracewell_redact::Policy;

/// The longest method that is printed, in bytes; the registered ones have at most seventeen.
const MAX_METHOD: usize = 32;

/// The context of `request`: the one in its extensions, or else a new one that is put there, with method and safe path
/// noted and the correlation id still open.
///
/// Every layer that needs the context begins with this, so that any order of layers will do.
///
/// ```
/// use tracewell_correlation::open;
/// use tracewell_redact::Policy;
///
/// let mut request = http::Request::get("/v1/items?page=2").body(()).unwrap();
/// let context = open(&mut request, &Policy::production());
/// assert_eq!(context.path(), Some("/v1/items"));
/// assert!(open(&mut request, &Policy::production()).is_same(&context));
/// ```
pub fn open<B>(request: &mut Request<B>, policy: &Policy) -> Context {
    if let Some(context) = request.extensions().get::<Context>() {
        return context.clone();
    }
    let context = Context::open();
    context.set_request(&method(request.method().as_str(), policy), &policy.path(request.uri().path()));
    request.extensions_mut().insert(context.clone());
    context
}

/// A method is a token of the client's choice (RFC 9110, 9.1): it can hold anything that a token can.
fn method<'m>(method: &'m str, policy: &Policy) -> Cow<'m, str> {
    // Not cut: of half a token nobody can tell what it is.
    if method.len() > MAX_METHOD { Cow::Borrowed(METHOD_OTHER) } else { policy.scrub(method) }
}
