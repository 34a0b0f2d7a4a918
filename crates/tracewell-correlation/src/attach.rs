use http::Extensions;
use tracewell_context::Context;

/// Puts `context` where the layers outside, or inside, look for it: into the extensions of a request or a response.
///
/// What is there already stays, if it is the same: most layers of a stack find the work done.
///
/// ```
/// use tracewell_context::Context;
/// use tracewell_correlation::attach;
///
/// let context = Context::open();
/// let mut response = http::Response::new(());
/// attach(&context, response.extensions_mut());
/// assert!(response.extensions().get::<Context>().unwrap().is_same(&context));
/// ```
pub fn attach(context: &Context, extensions: &mut Extensions) {
    if !extensions.get::<Context>().is_some_and(|known| known.is_same(context)) {
        extensions.insert(context.clone());
    }
}
