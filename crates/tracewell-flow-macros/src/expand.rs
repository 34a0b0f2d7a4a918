use proc_macro::{Delimiter, Group, TokenStream, TokenTree};

use crate::arguments::Arguments;
use crate::code::code;
use crate::function::Function;
use crate::mistake::Mistake;

/// The function with its body inside of the stage.
pub(crate) fn expand(arguments: TokenStream, item: TokenStream) -> TokenStream {
    match staged(arguments, item.clone()) {
        Ok(function) => function,
        Err(mistake) => mistake.before(item),
    }
}

fn staged(arguments: TokenStream, item: TokenStream) -> Result<TokenStream, Mistake> {
    let Arguments { stage, outcome, denied_if, span } = Arguments::read(arguments)?;
    let Function { head, body, is_async, returned } = Function::read(item)?;

    // The way to the library is not known here, and the stage knows it: `stages!` has put it there.
    let staged: TokenStream =
        [code("<"), stage.clone(), code(">::__stage::<"), returned, code(">()")].into_iter().collect();
    let mut work = staged.clone();
    if let Some(denied_if) = denied_if {
        work.extend([code(".denied_if"), in_brackets(denied_if)]);
    }
    if span {
        work.extend(code(".in_span()"));
    }
    let (around, no_end) = match (is_async, outcome.is_some()) {
        (true, false) => (".run", ".no_named_end()"),
        (true, true) => (".run_to", ".no_end()"),
        (false, false) => (".call", ""),
        (false, true) => (".call_to", ""),
    };
    work.extend(code(around));
    let mut inside = outcome.map_or_else(TokenStream::new, |outcome| outcome_of(stage, outcome));
    if is_async {
        let typed = [code("if let ::core::option::Option::Some(end) ="), staged, code(no_end), code("{ return end; }")];
        let body = typed.into_iter().chain([TokenTree::from(body.clone()).into()]).collect();
        inside.extend([code("async move"), in_braces(body)]);
    } else {
        inside.extend([code("move ||"), TokenTree::from(body.clone()).into()]);
    }
    work.extend(in_brackets(inside));
    if is_async {
        work.extend(code(".await"));
    }
    let mut block = Group::new(Delimiter::Brace, work);
    block.set_span(body.span());
    Ok(head.into_iter().chain([TokenTree::from(block)]).collect())
}

/// An outcome as an argument: a word is one of the stage, anything else says itself what it is.
fn outcome_of(stage: TokenStream, outcome: TokenStream) -> TokenStream {
    let mut tokens = outcome.clone().into_iter();
    match (tokens.next(), tokens.next()) {
        (Some(TokenTree::Ident(_)), None) => [code("<"), stage, code(">::"), outcome, code(",")].into_iter().collect(),
        _ => [outcome, code(",")].into_iter().collect(),
    }
}

fn in_brackets(inside: TokenStream) -> TokenStream {
    TokenTree::from(Group::new(Delimiter::Parenthesis, inside)).into()
}

fn in_braces(inside: TokenStream) -> TokenStream {
    TokenTree::from(Group::new(Delimiter::Brace, inside)).into()
}
