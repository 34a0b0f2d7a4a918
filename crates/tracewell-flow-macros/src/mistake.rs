use proc_macro::{Delimiter, Group, Literal, Span, TokenStream, TokenTree};

use crate::code::code;

/// What is wrong with a use of the attribute, and where.
pub(crate) struct Mistake {
    at: Span,
    text: String,
}

impl Mistake {
    pub(crate) fn new(at: Span, text: impl Into<String>) -> Self {
        Self { at, text: text.into() }
    }

    /// The error, in front of the item as it was: it stays known by its name, so that nothing else is reported.
    pub(crate) fn before(&self, item: TokenStream) -> TokenStream {
        let mut text = Literal::string(&self.text);
        text.set_span(self.at);
        let text = Group::new(Delimiter::Brace, TokenTree::from(text).into());
        let mut error = code("::core::compile_error!");
        error.extend([TokenTree::from(text)]);
        let error = error.into_iter().map(|mut token| {
            token.set_span(self.at);
            token
        });
        error.chain(item).collect()
    }
}
