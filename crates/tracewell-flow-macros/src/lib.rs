//! The attribute `#[stage]` of [`tracewell-flow`](https://docs.rs/tracewell-flow), which re-exports it and says how to use it.
//!
//! ```text
//! #[stage(Price, outcome = Resolved)]
//! async fn price(basket: &Basket) -> Result<Cost, Error> { .. }
//! ```
//!
//! It reads what stands around a function's body and leaves the body as it is. It depends on nothing but the compiler: a build
//! does not wait for it.
#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]

mod arguments;
mod code;
mod expand;
mod function;
mod mistake;
mod returned;

use proc_macro::TokenStream;

/// Puts a function inside a stage. See [`tracewell_flow::stage`](https://docs.rs/tracewell-flow/latest/tracewell_flow/attr.stage.html).
#[proc_macro_attribute]
pub fn stage(arguments: TokenStream, item: TokenStream) -> TokenStream {
    expand::expand(arguments, item)
}
