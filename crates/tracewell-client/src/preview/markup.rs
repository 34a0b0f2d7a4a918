use tracewell_names::marker;
use tracewell_redact::{Decision, Policy};

use super::entities::decoded;
use super::tag::{Attribute, Tag, is_void};

/// The most bytes of a name, and of a text that may be one.
const LONGEST_NAME: usize = 64;
/// How deep markup is looked for in the texts of markup.
const DEEPEST: usize = 3;
/// Elements whose content is a program, in which nobody knows where a secret stands.
const PROGRAMS: [&str; 2] = ["script", "style"];

/// Writes XML or HTML without what has a sensitive name: content and attributes of elements, and what stands beside a name
/// that is itself a value (`<add key="password" value="..">`, `<key>password</key><string>..`). Comments are left out, and
/// from where it cannot be told what it is, everything is. What else is in it is for the text scanner.
pub(super) fn without_sensitive_elements(policy: &Policy, text: &str) -> String {
    let mut writer = Writer { policy, out: String::with_capacity(text.len()), named: Named::Nothing };
    writer.write(text, 0);
    writer.out
}

/// What the last text or element has named, whose value is still to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    Nothing,
    /// A text that follows at once.
    Text,
    /// A text, or the next element.
    Next,
}

struct Writer<'p> {
    policy: &'p Policy,
    out: String,
    named: Named,
}

impl Writer<'_> {
    fn write(&mut self, text: &str, depth: usize) {
        let mut rest = text;
        while let Some(open) = rest.find('<') {
            let (before, markup) = rest.split_at(open);
            self.text(before, depth);
            rest = match self.markup(markup, depth) {
                Some(rest) => rest,
                None if self.out.ends_with(marker::REDACTED) => return,
                None => return self.out.push_str(marker::REDACTED),
            };
        }
        self.text(rest, depth);
    }

    /// Writes what begins with a `<`, and tells what is behind it. None if that cannot be told.
    fn markup<'t>(&mut self, markup: &'t str, depth: usize) -> Option<&'t str> {
        if let Some(behind) = markup.strip_prefix("<!--") {
            return Some(behind.split_once("-->")?.1);
        }
        if let Some(behind) = markup.strip_prefix("<![CDATA[") {
            let (inner, behind) = behind.split_once("]]>")?;
            self.nested(inner, depth);
            return Some(behind);
        }
        if let Some(behind) = markup.strip_prefix("<?") {
            let (inner, behind) = behind.split_once("?>")?;
            if inner.starts_with("xml ") {
                self.out.push_str("<?xml?>");
            }
            return Some(behind);
        }
        if markup.starts_with("<!") {
            // Entities that are declared here may stand for anything.
            let (inner, behind) = markup.split_once('>')?;
            return (!inner.contains('[')).then(|| {
                self.out.push_str("<!DOCTYPE>");
                behind
            });
        }
        if let Some(behind) = markup.strip_prefix("</") {
            let (name, behind) = behind.split_once('>')?;
            if name.contains(['<', '"', '\'']) || name.len() > LONGEST_NAME {
                return None;
            }
            if self.named == Named::Text {
                self.named = Named::Nothing;
            }
            for part in ["</", name.trim_end(), ">"] {
                self.out.push_str(part);
            }
            return Some(behind);
        }
        if !markup.chars().nth(1).is_some_and(|letter| letter.is_alphabetic() || matches!(letter, '_' | ':')) {
            self.out.push('<');
            return markup.get(1..);
        }
        let (tag, behind) = Tag::of(markup)?;
        self.element(&tag, behind)
    }

    fn element<'t>(&mut self, tag: &Tag<'_>, behind: &'t str) -> Option<&'t str> {
        let by_neighbour = self.named == Named::Next;
        let by_name = self.is_sensitive(tag.name()) || is_program(tag.name());
        let by_attribute = tag.attributes().iter().any(|attribute| self.is_sensitive(&decoded(attribute.value())));
        let hides = by_name || by_attribute || by_neighbour;
        let is_empty = tag.is_closed() || hides && is_void(tag.name()) && !has_end(tag.name(), behind);
        self.named = match self.named {
            // `<br>`, say: the value may stand behind it.
            Named::Next if is_empty && tag.attributes().is_empty() => Named::Next,
            _ => Named::Nothing,
        };
        self.out.push('<');
        self.out.push_str(tag.name());
        if !by_name {
            for attribute in tag.attributes() {
                self.attribute(attribute, by_attribute || by_neighbour);
            }
        }
        if is_empty {
            self.out.push_str(if tag.is_closed() && !by_name { "/>" } else { ">" });
            if hides && self.named == Named::Nothing {
                // HTML takes no notice of the slash.
                self.named = Named::Text;
            }
            return Some(behind);
        }
        self.out.push('>');
        if !hides {
            return Some(behind);
        }
        self.out.push_str(marker::REDACTED);
        let (content, behind) = tag.split_content(behind)?;
        for part in ["</", tag.name(), ">"] {
            self.out.push_str(part);
        }
        if self.is_name(&decoded(&content.replace("<![CDATA[", "").replace("]]>", ""))) {
            self.named = Named::Next;
        }
        Some(behind)
    }

    fn attribute(&mut self, attribute: &Attribute<'_>, hidden: bool) {
        let name = attribute.name();
        let value = decoded(attribute.value());
        self.out.push(' ');
        self.out.push_str(name);
        if !attribute.has_value() {
            return;
        }
        let names = self.is_sensitive(&value);
        // What has quotes or elements of its own is a text within the text.
        let unclear = value.contains(['"', '\'', '<', '`', '{']) || value.contains("&#");
        let shown = if self.is_sensitive(name) || unclear || hidden && !names { marker::REDACTED } else { &value };
        for part in ["=\"", shown, "\""] {
            self.out.push_str(part);
        }
    }

    fn text(&mut self, text: &str, depth: usize) {
        if text.trim().is_empty() {
            return self.out.push_str(text);
        }
        let text = decoded(text);
        // A reference that is left may be any letter.
        if std::mem::replace(&mut self.named, Named::Nothing) != Named::Nothing || text.contains("&#") {
            return self.out.push_str(marker::REDACTED);
        }
        if text.contains('<') {
            return self.nested(&text, depth);
        }
        if self.is_name(&text) {
            self.named = Named::Next;
        }
        self.out.push_str(&text);
    }

    /// A text in which there may be markup again.
    fn nested(&mut self, text: &str, depth: usize) {
        if depth < DEEPEST && self.named == Named::Nothing {
            self.write(text, depth + 1);
        } else {
            self.named = Named::Nothing;
            self.out.push_str(marker::REDACTED);
        }
    }

    fn is_sensitive(&self, name: &str) -> bool {
        let local = name.rsplit(':').next().unwrap_or_default();
        [name, local].iter().any(|name| !name.is_empty() && self.policy.decide(name) == Decision::Redact)
    }

    /// Whether a whole text is a sensitive name: `<key>password</key>`, `<b>Password:</b>`.
    fn is_name(&self, text: &str) -> bool {
        let text = text.trim().trim_matches([':', '*', '=']).trim();
        (1..=LONGEST_NAME).contains(&text.len()) && self.is_sensitive(text)
    }
}

fn is_program(name: &str) -> bool {
    PROGRAMS.iter().any(|program| name.eq_ignore_ascii_case(program))
}

/// Whether an element that has no content in HTML has one here.
fn has_end(name: &str, behind: &str) -> bool {
    let bytes = behind.as_bytes();
    bytes.windows(name.len() + 2).any(|end| end.starts_with(b"</") && end[2..].eq_ignore_ascii_case(name.as_bytes()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn shown(text: &str) -> String {
        without_sensitive_elements(&Policy::development(), text)
    }

    #[test]
    fn the_content_of_sensitive_elements_goes() {
        assert_eq!(
            shown("<a><ns:password x='abc'>ab<b>c</b></ns:password><note>hi</note></a>"),
            "<a><ns:password>[REDACTED]</ns:password><note>hi</note></a>"
        );
        assert_eq!(shown("<password>abc"), "<password>[REDACTED]");
        assert_eq!(shown("<password ab"), "[REDACTED]");
        assert_eq!(shown("1 < 2 and <b>bold</b> <"), "1 < 2 and <b>bold</b> <");
    }

    #[test]
    fn it_ends_at_its_own_end() {
        let secret = ["hun", "ter2"].concat();
        for text in [
            "<token><tokenType>Bearer</tokenType><value>#</value></token>",
            "<auth><authority>ca</authority><value>#</value></auth>",
            "<secret><secret>a</secret>#</secret>",
            "<password hint=\"/>\">#</password>",
            "<password hint='>'>#</password>",
            "<password>a<password/>#</password>",
            "<password>\n<![CDATA[</password>]]>#</password>",
            "<password><!-- </password> -->#</password>",
            "<password><x y='</password>'/>#</password>",
            "<password><?x </password>?>#</password>",
            "<password/ >#</password>",
            "<password/>#</password>",
            "<Token>a<token>b</token>#</Token>",
            "<password><x '>#</password>",
            "<password>a</password",
            "<password>a</passwords>#</password>",
            "<script>var a = '#';</script>",
            "<!-- <password>#</password> -->",
            "<!DOCTYPE a [<!ENTITY password \"#\">]><a/>",
            "<?config password is #?>",
        ] {
            let text = text.replace('#', &secret);
            assert!(!shown(&text).contains(&secret), "{text} is {}", shown(&text));
        }
        assert_eq!(shown("<pin>1</pin><a b='c'>d</a><!-- e --><f/>"), "<pin>[REDACTED]</pin><a b=\"c\">d</a><f/>");
    }

    #[test]
    fn what_a_value_names_goes_too() {
        let secret = ["hun", "ter2"].concat();
        for text in [
            "<input name=\"password\" value=\"#\">",
            "<input value=# name=password>",
            "<input type=hidden name=\"csrf_token\" value=\"#\">",
            "<input type=password value='#'>",
            "<add key=\"password\" value=\"#\"/>",
            "<add key=\"pass&#119;ord\" value=\"#\"/>",
            "<meta name=\"csrf-token\" content=\"#\">",
            "<prop name=\"password\">#</prop>",
            "<prop name=\"password\"><value>#</value></prop>",
            "<input name=\"password\">#</input>",
            "<plist><key>password</key><string>#</string></plist>",
            "<plist><name>password</name>\n<value>#</value></plist>",
            "<b>Password:</b> #",
            "<key><![CDATA[password]]></key><string>#</string>",
            "<key>password</key><x:string xml:space='preserve'>#</x:string>",
            "<td>password</td><td value='#'/>",
            "Password<br>#",
            "<x password=\"#\"/>",
            "<x password = '# #'/>",
            "<x data-state='{\"password\":\"#\"}'/>",
            "<x data-state=\"{&quot;password&quot;:&quot;#&quot;}\"/>",
            "<x>&lt;password&gt;#&lt;/password&gt;</x>",
            "<x>&amp;lt;password&amp;gt;#&amp;lt;/password&amp;gt;</x>",
            "<x><![CDATA[<password>#</password>]]></x>",
        ] {
            let text = text.replace('#', &secret);
            assert!(!shown(&text).contains(&secret), "{text} is {}", shown(&text));
        }
        assert_eq!(shown("<add name=\"city\" value=\"Bern\"/>"), "<add name=\"city\" value=\"Bern\"/>");
        assert_eq!(shown("<x>&quot;a&quot; &amp; b</x>"), "<x>\"a\" & b</x>");
    }

    proptest! {
        #[test]
        fn whatever_stands_in_an_element_its_content_goes(noise in "([a-z /!?'\"=&;-]|<|>|</|<a>|</a>|<!--|-->|<password>|<b c='d'>){0,20}") {
            // Its own end is the last one, so that nothing in between is.
            let _ = shown(&noise);
            let inner = noise.replace("</", "").replace("-->", "");
            let text = format!("<password>{inner}planted</password>");
            prop_assert!(!shown(&text).contains("planted"), "{} is {}", text, shown(&text));
        }
    }
}
