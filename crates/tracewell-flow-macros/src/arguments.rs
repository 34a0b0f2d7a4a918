use proc_macro::{Span, TokenStream, TokenTree};

use crate::mistake::Mistake;

const NAME_IT: &str = "name the stage that the function is in, as `stages!` declares it: `#[stage(Price)]`";

/// What stands in the brackets of the attribute.
pub(crate) struct Arguments {
    /// The path of the stage.
    pub(crate) stage: TokenStream,
    /// The one outcome of a function that ends well; without it the body names the outcome.
    pub(crate) outcome: Option<TokenStream>,
    pub(crate) denied_if: Option<TokenStream>,
    pub(crate) span: bool,
}

impl Arguments {
    pub(crate) fn read(arguments: TokenStream) -> Result<Self, Mistake> {
        let mut parts = parts(arguments).into_iter();
        let stage = parts.next().unwrap_or_default();
        match stage.as_slice() {
            [] => return Err(Mistake::new(Span::call_site(), NAME_IT)),
            [first, ..] if !stage.iter().all(is_of_path) => return Err(Mistake::new(first.span(), NAME_IT)),
            _ => {}
        }
        let mut read = Self { stage: stage.into_iter().collect(), outcome: None, denied_if: None, span: false };
        for part in parts {
            read.take(part)?;
        }
        Ok(read)
    }

    fn take(&mut self, part: Vec<TokenTree>) -> Result<(), Mistake> {
        let Some(first) = part.first() else { return Ok(()) };
        let (at, name) = (first.span(), first.to_string());
        let value = match part.get(1) {
            None => None,
            Some(TokenTree::Punct(assign)) if assign.as_char() == '=' => part.get(2..).filter(|rest| !rest.is_empty()),
            Some(other) => return Err(Mistake::new(other.span(), expected(&name))),
        };
        let value = value.map(|value| value.iter().cloned().collect::<TokenStream>());
        let again = match (name.as_str(), value) {
            ("outcome", Some(value)) => self.outcome.replace(value).is_some(),
            ("denied_if", Some(value)) => self.denied_if.replace(value).is_some(),
            ("span", None) if part.len() == 1 => std::mem::replace(&mut self.span, true),
            ("outcome", None) => return Err(Mistake::new(at, "which outcome? `outcome = Resolved`")),
            ("denied_if", None) => return Err(Mistake::new(at, "if what? `denied_if = Refused::is_denial`")),
            _ => return Err(Mistake::new(at, expected(&name))),
        };
        if again { Err(Mistake::new(at, format!("`{name}` stands here twice"))) } else { Ok(()) }
    }
}

fn expected(name: &str) -> String {
    format!("`{name}` is no argument of `#[stage]`: expected `outcome = ..`, `denied_if = ..` or `span`")
}

fn is_of_path(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(punct) => punct.as_char() == ':',
        // What a `macro_rules` has handed on.
        TokenTree::Group(group) => group.delimiter() == proc_macro::Delimiter::None,
        TokenTree::Literal(_) => false,
    }
}

/// Takes a list apart at its commas.
fn parts(list: TokenStream) -> Vec<Vec<TokenTree>> {
    let mut parts = vec![Vec::new()];
    for token in list {
        match (&token, parts.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => parts.push(Vec::new()),
            (_, Some(part)) => part.push(token),
            (_, None) => parts.push(vec![token]),
        }
    }
    parts
}
