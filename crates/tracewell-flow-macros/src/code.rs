use proc_macro::TokenStream;

/// The tokens of a piece of code that is written in this crate, and that can't fail to be one.
pub(crate) fn code(text: &str) -> TokenStream {
    text.parse().unwrap_or_default()
}
