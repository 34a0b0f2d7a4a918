/// Elements that have no content in HTML, and no end.
const VOID: [&str; 14] =
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"];

pub(super) fn is_void(name: &str) -> bool {
    VOID.iter().any(|void| name.eq_ignore_ascii_case(void))
}

/// An opening tag.
#[derive(Debug)]
pub(super) struct Tag<'t> {
    name: &'t str,
    attributes: Vec<Attribute<'t>>,
    closed: bool,
}

/// One of its attributes, as it stands there.
#[derive(Debug)]
pub(super) struct Attribute<'t> {
    name: &'t str,
    value: Option<&'t str>,
}

impl<'t> Attribute<'t> {
    pub(super) fn name(&self) -> &'t str {
        self.name
    }

    pub(super) fn value(&self) -> &'t str {
        self.value.unwrap_or_default()
    }

    pub(super) fn has_value(&self) -> bool {
        self.value.is_some()
    }
}

impl<'t> Tag<'t> {
    /// The tag that begins here with its `<`, and what is behind it; as HTML reads tags, which takes XML for what it is. None
    /// if it has no end.
    pub(super) fn of(text: &'t str) -> Option<(Self, &'t str)> {
        let inner = text.get(1..)?;
        let (name, mut rest) = inner.split_at(inner.find(ends_name)?);
        let mut tag = Self { name, attributes: Vec::new(), closed: false };
        loop {
            rest = rest.trim_start();
            if let Some(behind) = rest.strip_prefix('>') {
                return Some((tag, behind));
            }
            if let Some(behind) = rest.strip_prefix("/>") {
                tag.closed = true;
                return Some((tag, behind));
            }
            if let Some(behind) = rest.strip_prefix('/') {
                rest = behind;
                continue;
            }
            let first = rest.chars().next()?;
            if matches!(first, '<' | '"' | '\'') {
                // Nobody writes that, and everybody reads it in another way.
                return None;
            }
            // A name may begin with the sign that ends all others.
            let end = rest.char_indices().skip(1).find(|(_, letter)| *letter == '=' || ends_name(*letter))?.0;
            let name = rest.get(..end)?;
            rest = rest.get(end..)?;
            let mut value = None;
            if let Some(behind) = rest.trim_start().strip_prefix('=') {
                let behind = behind.trim_start();
                let quote = behind.chars().next()?;
                let (found, behind) = if matches!(quote, '"' | '\'') {
                    behind.get(1..)?.split_once(quote)?
                } else {
                    behind.split_at(behind.find(|letter: char| letter.is_whitespace() || letter == '>')?)
                };
                value = Some(found);
                rest = behind;
            }
            tag.attributes.push(Attribute { name, value });
        }
    }

    pub(super) fn name(&self) -> &'t str {
        self.name
    }

    pub(super) fn attributes(&self) -> &[Attribute<'t>] {
        &self.attributes
    }

    /// Whether it ends with `/>`.
    pub(super) fn is_closed(&self) -> bool {
        self.closed
    }

    /// The content of its element and what is behind that. None if it cannot be told where it ends.
    pub(super) fn split_content<'c>(&self, text: &'c str) -> Option<(&'c str, &'c str)> {
        let mut depth = 1_usize;
        let mut rest = text;
        loop {
            rest = rest.get(rest.find('<')?..)?;
            let here = text.len() - rest.len();
            rest = if let Some(behind) = rest.strip_prefix("<!--") {
                behind.split_once("-->")?.1
            } else if let Some(behind) = rest.strip_prefix("<![CDATA[") {
                behind.split_once("]]>")?.1
            } else if let Some(behind) = rest.strip_prefix("<?") {
                behind.split_once("?>")?.1
            } else if let Some(behind) = rest.strip_prefix("</") {
                let (name, behind) = behind.split_once('>')?;
                if name.trim_end().eq_ignore_ascii_case(self.name) {
                    depth -= 1;
                    if depth == 0 {
                        return Some((text.get(..here)?, behind));
                    }
                }
                behind
            } else if rest.chars().nth(1).is_some_and(|letter| letter.is_alphabetic() || matches!(letter, '_' | ':')) {
                let (tag, behind) = Tag::of(rest)?;
                if tag.name.eq_ignore_ascii_case(self.name) && !tag.closed {
                    depth += 1;
                }
                behind
            } else {
                rest.get(1..)?
            };
        }
    }
}

fn ends_name(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '>' | '/' | '<')
}
