use std::borrow::Cow;

/// How often a text is decoded that was encoded more than once.
const MOST_OFTEN: usize = 3;
/// The longest reference that is one.
const LONGEST: usize = 12;

/// A text with what references to characters stand for, so that no name and no quote hides behind one.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..MOST_OFTEN {
        match once(&text) {
            Some(other) => text = Cow::Owned(other),
            None => break,
        }
    }
    text
}

/// None if there is none in it.
fn once(text: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = text;
    let mut found = false;
    while let Some(at) = rest.find('&') {
        let (before, behind) = rest.split_at(at);
        out.push_str(before);
        let reference = behind.bytes().take(LONGEST).position(|byte| byte == b';').and_then(|end| behind.get(1..end));
        match reference.and_then(|reference| Some((reference.len() + 2, character(reference)?))) {
            Some((len, character)) => {
                out.push(character);
                rest = behind.get(len..).unwrap_or_default();
                found = true;
            }
            None => {
                out.push('&');
                rest = behind.get(1..).unwrap_or_default();
            }
        }
    }
    out.push_str(rest);
    found.then_some(out)
}

fn character(reference: &str) -> Option<char> {
    Some(match reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => ' ',
        "colon" => ':',
        "equals" => '=',
        _ => {
            let number = reference.strip_prefix('#')?;
            let code = match number.strip_prefix(['x', 'X']) {
                Some(digits) => u32::from_str_radix(digits, 16).ok()?,
                None => number.parse().ok()?,
            };
            // A nought would make the whole text binary, which it is not.
            char::from_u32(code).filter(|character| *character != '\0')?
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_what_they_stand_for() {
        assert_eq!(decoded("a &lt;b&gt; &#112;&#x61; &amp;quot; &other; & &;"), "a <b> pa \" &other; & &;");
        assert!(matches!(decoded("a & b"), Cow::Borrowed(_)));
    }
}
