use std::borrow::Cow;

use http::{Method, Request};
use tracewell_context::{Context, CorrelationId};
use tracewell_redact::Policy;

use crate::inbound;

/// The longest method that is printed, in bytes; the standard ones have at most seven.
const MAX_METHOD: usize = 32;

/// The methods of RFC 9110 and RFC 5789.
const STANDARD: [Method; 9] = [
    Method::GET,
    Method::HEAD,
    Method::POST,
    Method::PUT,
    Method::DELETE,
    Method::CONNECT,
    Method::OPTIONS,
    Method::TRACE,
    Method::PATCH,
];

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
    match request.extensions().get::<Context>() {
        Some(known) => known.clone(),
        None => begin(request, policy, None),
    }
}

/// A new context for `request`, which has none.
pub(crate) fn begin<B>(request: &mut Request<B>, policy: &Policy, id: Option<CorrelationId>) -> Context {
    let (method, path) = (method(request.method(), policy), policy.path(request.uri().path()));
    let context = Context::of_request(id, &method, &path);
    if let Some(parent) = inbound::trace_parent(request.headers()) {
        context.set_trace_parent(parent);
        if let Some(state) = inbound::trace_state(request.headers(), policy) {
            context.set_trace_state(&state);
        }
    }
    request.extensions_mut().insert(context.clone());
    context
}

/// A method of no standard is a token of the client's choice (RFC 9110, 9.1): it can hold anything that a token can.
fn method<'m>(method: &'m Method, policy: &Policy) -> Cow<'m, str> {
    let name = method.as_str();
    if STANDARD.contains(method) {
        return Cow::Borrowed(name);
    }
    // Scanned before it is cut: half a secret is not recognised.
    match policy.scrub(name) {
        Cow::Borrowed(clean) => Cow::Borrowed(cut(clean)),
        Cow::Owned(clean) => Cow::Owned(cut(&clean).to_owned()),
    }
}

fn cut(method: &str) -> &str {
    method.get(..method.floor_char_boundary(MAX_METHOD)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn noted(method: &str) -> String {
        let mut request = Request::builder().method(method).body(()).unwrap();
        open(&mut request, &Policy::production()).method().unwrap().to_owned()
    }

    #[test]
    fn a_method_of_the_clients_choice_is_cut() {
        assert_eq!(noted("PATCH"), "PATCH");
        assert_eq!(noted("purge"), "purge");
        assert_eq!(noted(&"x".repeat(500)), "x".repeat(32));
    }

    #[test]
    fn a_secret_for_a_method_is_replaced_before_it_is_cut() {
        let tail = (1..=36_u32).map(|n| char::from_digit(n.pow(3) % 37 % 36, 36).unwrap());
        let token: String = "ghp_".chars().chain(tail).collect();
        assert_eq!(noted(&token), "[REDACTED:github_token]");
    }
}
