use proc_macro::{Delimiter, Group, Span, TokenStream, TokenTree};

use crate::mistake::Mistake;
use crate::returned::returned;

/// A function, as far as it matters here.
pub(crate) struct Function {
    /// Everything before the body.
    pub(crate) head: TokenStream,
    pub(crate) body: Group,
    pub(crate) is_async: bool,
    /// The type that it says it returns, with `_` for each `impl Trait`.
    pub(crate) returned: TokenStream,
}

impl Function {
    pub(crate) fn read(item: TokenStream) -> Result<Self, Mistake> {
        let mut tokens = bare(item);
        let start = tokens.first().map_or_else(Span::call_site, TokenTree::span);
        let keyword = tokens.iter().position(|token| is_word(token, "fn"));
        let before = keyword.and_then(|at| tokens.get(..at)).filter(|before| before.iter().all(may_precede_fn));
        let Some(before) = before else {
            return Err(Mistake::new(start, "`#[stage]` stands on a function"));
        };
        if let Some(word) = before.iter().find(|token| is_word(token, "const")) {
            return Err(Mistake::new(word.span(), "what is evaluated at compile time has no stage"));
        }
        let is_async = before.iter().any(|token| is_word(token, "async"));
        let behind = keyword.map_or(0, |at| at + 1);
        let name = tokens.get(behind).map_or(start, TokenTree::span);
        let Some(body) = tokens.pop().and_then(block) else {
            return Err(Mistake::new(name, "a function without a body does nothing that a stage could hold"));
        };
        let Some(returned) = returned(tokens.get(behind..).unwrap_or_default()) else {
            return Err(Mistake::new(
                name,
                "a stage ends well or it does not, and the function has to say which: let it return a `Result`",
            ));
        };
        Ok(Self { head: tokens.into_iter().collect(), body, is_async, returned })
    }
}

/// The tokens, out of the invisible brackets that a `macro_rules` puts around what it hands on.
fn bare(tokens: TokenStream) -> Vec<TokenTree> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    match tokens.as_slice() {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::None => bare(group.stream()),
        _ => tokens,
    }
}

fn block(last: TokenTree) -> Option<Group> {
    match bare(last.into()).as_slice() {
        [TokenTree::Group(group)] if group.delimiter() == Delimiter::Brace => Some(group.clone()),
        _ => None,
    }
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident.to_string() == word)
}

/// Attributes, visibility, and what else stands before `fn`.
fn may_precede_fn(token: &TokenTree) -> bool {
    const WORDS: [&str; 7] = ["pub", "default", "const", "async", "unsafe", "safe", "extern"];
    match token {
        TokenTree::Ident(word) => WORDS.contains(&word.to_string().as_str()),
        TokenTree::Punct(punct) => punct.as_char() == '#',
        TokenTree::Group(_) | TokenTree::Literal(_) => true,
    }
}
