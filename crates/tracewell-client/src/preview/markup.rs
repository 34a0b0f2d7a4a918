use tracewell_names::marker;
use tracewell_redact::{Decision, Policy};

/// Writes XML or HTML with the content of elements that have sensitive names replaced. What else is in it is for the text
/// scanner, which knows attributes but not elements.
pub(super) fn without_sensitive_elements(policy: &Policy, text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(open) = rest.find('<') {
        let (before, tag) = rest.split_at(open);
        out.push_str(before);
        let inner = tag.get(1..).unwrap_or_default();
        let end = inner.find(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '/' | '<'));
        let name = inner.get(..end.unwrap_or(inner.len())).unwrap_or_default();
        let local = name.rsplit(':').next().unwrap_or_default();
        let close = tag.find('>');
        if local.is_empty() || policy.decide(local) != Decision::Redact {
            out.push('<');
            rest = inner;
            continue;
        }
        let Some(close) = close else {
            out.push_str(marker::REDACTED);
            return out;
        };
        let (head, behind) = tag.split_at(close + 1);
        out.push('<');
        out.push_str(name);
        out.push('>');
        rest = behind;
        if head.ends_with("/>") {
            continue;
        }
        out.push_str(marker::REDACTED);
        // To its own end; without one, to the end of the text.
        let closing = format!("</{name}");
        rest = behind.find(&closing).and_then(|at| behind.get(at..)).unwrap_or_default();
        if let Some(behind) = rest.strip_prefix(closing.as_str()) {
            out.push_str(&closing);
            rest = behind;
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_content_of_sensitive_elements_goes() {
        let policy = Policy::development();
        let shown = |text: &str| without_sensitive_elements(&policy, text);
        assert_eq!(
            shown("<a><ns:password x='abc'>ab<b>c</b></ns:password><note>hi</note></a>"),
            "<a><ns:password>[REDACTED]</ns:password><note>hi</note></a>"
        );
        assert_eq!(shown("<password>abc"), "<password>[REDACTED]");
        assert_eq!(shown("<password ab"), "[REDACTED]");
        assert_eq!(shown("1 < 2 and <b>bold</b> <"), "1 < 2 and <b>bold</b> <");
    }
}
