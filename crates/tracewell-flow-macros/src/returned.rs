use proc_macro::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

/// The type that a function returns, by everything between its `fn` and its body: with `_` for each `impl Trait`, which can't be
/// written where it is needed. `None` where it names none.
pub(crate) fn returned(signature: &[TokenTree]) -> Option<TokenStream> {
    let mut angles = Angles::default();
    // Of generic parameters nothing counts: a bound may return something as well.
    let parameters = signature.iter().position(|token| {
        let outside = angles.depth == 0;
        angles.pass(token);
        outside && matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Parenthesis)
    })?;
    let [TokenTree::Punct(dash), TokenTree::Punct(head), rest @ ..] = signature.get(parameters + 1..)? else {
        return None;
    };
    if (dash.as_char(), head.as_char()) != ('-', '>') {
        return None;
    }
    let is_where = |token: &TokenTree| matches!(token, TokenTree::Ident(word) if word.to_string() == "where");
    let end = rest.iter().position(is_where).unwrap_or(rest.len());
    Some(without_impl(rest.get(..end)?.iter().cloned()))
}

fn without_impl(tokens: impl Iterator<Item = TokenTree>) -> TokenStream {
    let mut kept = TokenStream::new();
    let mut angles = Angles::default();
    let mut tokens = tokens.peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(word) if word.to_string() == "impl" => {
                kept.extend([TokenTree::from(Ident::new("_", Span::call_site()))]);
                let around = angles.depth;
                // Its bounds end where the list does that it stands in.
                while let Some(next) = tokens.next_if(|next| !(angles.depth == around && angles.ends_item(next))) {
                    angles.pass(&next);
                }
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), without_impl(group.stream().into_iter()));
                inner.set_span(group.span());
                kept.extend([TokenTree::from(inner)]);
            }
            other => {
                angles.pass(&other);
                kept.extend([other]);
            }
        }
    }
    kept
}

/// How many angle brackets are open. The head of an arrow closes none.
#[derive(Default)]
struct Angles {
    depth: usize,
    after_dash: bool,
}

impl Angles {
    fn pass(&mut self, token: &TokenTree) {
        let punct = if let TokenTree::Punct(punct) = token { Some(punct.as_char()) } else { None };
        match punct {
            Some('<') => self.depth += 1,
            Some('>') if !self.after_dash => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        self.after_dash = punct == Some('-');
    }

    fn ends_item(&self, token: &TokenTree) -> bool {
        match token {
            TokenTree::Punct(punct) => punct.as_char() == ',' || (punct.as_char() == '>' && !self.after_dash),
            _ => false,
        }
    }
}
