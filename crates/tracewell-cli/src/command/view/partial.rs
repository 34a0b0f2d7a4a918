/// Sources whose lines are put together.
const SOURCES: usize = 64;
/// Bytes of a line that is put together.
const LONGEST: usize = 1 << 20;

/// Puts lines together that a container runtime has cut: all parts but the last are marked `P`.
#[derive(Debug, Default)]
pub(super) struct Partial {
    begun: Vec<(String, String)>,
}

impl Partial {
    /// The whole line, once `rest` is its last part.
    pub(super) fn add(&mut self, prefix: &str, rest: &str) -> Option<String> {
        let source = source(prefix);
        let at = self.begun.iter().position(|(begun, _)| begun == source);
        let goes_on = prefix.ends_with(" P ");
        let mut line = match at {
            Some(at) => self.begun.swap_remove(at).1,
            None => String::new(),
        };
        line.push_str(rest);
        if !goes_on || line.len() > LONGEST || self.begun.len() >= SOURCES {
            return Some(line);
        }
        self.begun.push((source.to_owned(), line));
        None
    }
}

/// The stream that a prefix names.
fn source(prefix: &str) -> &str {
    if prefix.contains(" stderr ") { "stderr" } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_become_a_line() {
        let mut partial = Partial::default();
        assert_eq!(partial.add("t stdout P ", "{\"a\""), None);
        assert_eq!(partial.add("t stderr F ", "other").as_deref(), Some("other"));
        assert_eq!(partial.add("t stdout P ", ":"), None);
        assert_eq!(partial.add("t stdout F ", "1}").as_deref(), Some("{\"a\":1}"));
        assert_eq!(partial.add("", "x").as_deref(), Some("x"));
    }
}
