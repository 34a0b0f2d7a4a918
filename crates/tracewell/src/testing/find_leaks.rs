use std::collections::HashSet;

use super::decode::each_view;
use super::search::{ByteLists, Cells, HexDigits, Needle, Text};
use super::{Form, Leak};

/// Finds the secrets in what was captured, in every form of [`Form`], in the order in which they stand there.
///
/// Each place is reported once, in the simplest form it can be read in. A secret that was refused comes first.
///
/// ```
/// use tracewell::testing::{Form, find_leaks};
///
/// let leaks = find_leaks("Basic YW5uOnRyMHViNGRvciAmIDM=", ["tr0ub4dor & 3"]);
/// assert_eq!(leaks[0].forms(), [Form::Base64]);
/// assert!(find_leaks("Basic [REDACTED:basic]", ["tr0ub4dor & 3"]).is_empty());
/// ```
#[must_use]
pub fn find_leaks(captured: impl AsRef<[u8]>, secrets: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<Leak> {
    let captured = captured.as_ref();
    let mut leaks = Vec::new();
    let mut needles = Vec::new();
    for (secret, text) in secrets.into_iter().enumerate() {
        match Needle::new(text.as_ref()) {
            Some(needle) => needles.push((secret, needle)),
            None => leaks.push(Leak::too_short(secret)),
        }
    }
    let mut places = HashSet::new();
    each_view(captured, |view| {
        let (text, cells) = (Text::of(&view.bytes), Cells::of(&view.bytes));
        let (digits, lists) = (HexDigits::of(&view.bytes), ByteLists::of(&view.bytes));
        for (secret, needle) in &needles {
            let mut found = |at: usize, form: Form| {
                let offset = view.origin(at);
                if places.insert((*secret, offset)) {
                    leaks.push(Leak::found(*secret, captured, offset, view.forms_with(form)));
                }
            };
            text.find(needle, &mut found);
            cells.find(needle, |at| found(at, Form::Base64));
            digits.find(needle, |at| found(at, Form::Hex));
            lists.find(needle, |at| found(at, Form::ByteList));
        }
    });
    leaks.sort_by_key(|leak| (leak.line() > 0, leak.offset(), leak.secret()));
    leaks
}
