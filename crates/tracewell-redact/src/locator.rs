use crate::url::{settle, stands_inside, write_around};
use crate::{Policy, char_boundary};

/// A field that says where something is: its text is more than text.
///
/// ```
/// use tracewell_redact::Locator;
///
/// assert_eq!(Locator::of("http.url"), Some(Locator::Url));
/// assert_eq!(Locator::of("requestUri"), Some(Locator::Url));
/// assert_eq!(Locator::of("path"), Some(Locator::Path));
/// assert_eq!(Locator::of("curl"), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Locator {
    /// A URL, or the part of one that begins with its path: masked as [`Policy::url`](crate::Policy::url) does.
    Url,
    /// A path, without anything behind it.
    Path,
}

/// What names of URLs end in.
const URL_WORDS: [&str; 2] = ["url", "uri"];
const URL_NAMES: [&str; 4] = ["referer", "referrer", "http.target", "url.full"];

impl Locator {
    /// What a field of this name holds.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let is = |other: &str| name.eq_ignore_ascii_case(other);
        if URL_WORDS.iter().any(|word| ends_in_word(name, word)) || URL_NAMES.iter().any(|other| is(other)) {
            Some(Self::Url)
        } else if ends_in_word(name, "path") || is("instance") {
            Some(Self::Path)
        } else {
            None
        }
    }
}

impl Policy {
    /// Appends what may be shown of a text that says where something is to `out`, and says how many bytes of the text were
    /// left out. `spare` is a buffer to work in; what is in it goes.
    ///
    /// In a text that is more than a URL, one with blanks or quotes say, nobody can tell where a query ends: from the first
    /// `?` on all that follows is taken for it, and users and passwords of all URLs before go.
    ///
    /// ```
    /// use tracewell_redact::{Locator, Policy};
    ///
    /// let (mut out, mut spare) = (String::new(), String::new());
    /// Policy::production().locate_into(Locator::Url, "https://bob:pw@host/a?page=2#top", &mut spare, &mut out);
    /// assert_eq!(out, "https://REDACTED:REDACTED@host/a?page=REDACTED");
    /// ```
    pub fn locate_into(&self, locator: Locator, text: &str, spare: &mut String, out: &mut String) -> usize {
        if locator != Locator::Url || !self.is_redacting() {
            return self.push_scrubbed(text, out);
        }
        settle(text, out, |text, out| self.mask_place_into(text, spare, out));
        text.len() - char_boundary::floor(text, self.scan_limit())
    }

    fn mask_place_into(&self, text: &str, spare: &mut String, out: &mut String) {
        let window = char_boundary::floor(text, self.scan_limit());
        let text = text.get(..window).unwrap_or_default();
        spare.clear();
        match bare(text) {
            Some((quote, url)) => {
                spare.push_str(quote);
                self.mask_url_into(url, spare);
                spare.push_str(quote);
            }
            None => write_around(self, text, spare),
        }
        // Again as text, for what nobody takes for a part of a URL.
        self.push_scrubbed(spare, out);
    }

    fn push_scrubbed(&self, text: &str, out: &mut String) -> usize {
        let scrubbed = self.scrub_window(text, out);
        if scrubbed.is_clean() {
            out.push_str(text.get(..scrubbed.kept()).unwrap_or_default());
        }
        scrubbed.left_out()
    }
}

/// The quotes around a URL, as `Debug` puts them there, and the URL, if there is nothing else.
fn bare(text: &str) -> Option<(&'static str, &str)> {
    let inner = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    let (quote, url) = inner.map_or(("", text), |inner| ("\"", inner));
    (!url.contains(|letter: char| letter.is_whitespace() || letter == '"') && !stands_inside(url))
        .then_some((quote, url))
}

fn ends_in_word(name: &str, word: &str) -> bool {
    let Some((before, last)) = name.len().checked_sub(word.len()).and_then(|at| name.split_at_checked(at)) else {
        return false;
    };
    let is_hump = before.ends_with(|letter: char| letter.is_ascii_lowercase())
        && last.starts_with(|letter: char| letter.is_ascii_uppercase());
    last.eq_ignore_ascii_case(word) && (!before.ends_with(|letter: char| letter.is_ascii_alphanumeric()) || is_hump)
}

#[cfg(test)]
mod tests {
    use super::Locator;
    use crate::Policy;

    fn located(text: &str) -> String {
        let (mut out, mut spare) = (String::new(), String::new());
        Policy::development().locate_into(Locator::Url, text, &mut spare, &mut out);
        out
    }

    #[test]
    fn a_url_is_masked_and_other_text_scrubbed() {
        for (text, shown) in [
            ("https://h/a?page=2#x", "https://h/a?page=REDACTED"),
            ("/a?page=2&b", "/a?page=REDACTED&REDACTED"),
            ("\"https://bob:pw@h/a?page=2\"", "\"https://REDACTED:REDACTED@h/a?page=REDACTED\""),
            ("see https://bob:pw@h/a", "see https://REDACTED:REDACTED@h/a"),
            ("Some(\"https://bob:pw@h/a\")", "Some(\"https://REDACTED:REDACTED@h/a\")"),
            ("none", "none"),
            ("", ""),
        ] {
            assert_eq!(located(text), shown);
            assert_eq!(located(shown), shown);
        }
    }

    #[test]
    fn what_is_not_scanned_is_told() {
        let (mut out, mut spare) = (String::new(), String::new());
        let policy = Policy::production();
        let url = format!("https://h/{}", "a/".repeat(policy.scan_limit()));
        let left_out = policy.locate_into(Locator::Url, &url, &mut spare, &mut out);
        assert_eq!((out.len(), left_out), (policy.scan_limit(), url.len() - policy.scan_limit()));
    }

    #[test]
    fn is_told_by_the_last_word() {
        use Locator::{Path, Url};
        for (name, locator) in [
            ("url", Some(Url)),
            ("URL", Some(Url)),
            ("callback_url", Some(Url)),
            ("requestURI", Some(Url)),
            ("Referer", Some(Url)),
            ("path", Some(Path)),
            ("url.path", Some(Path)),
            ("requestPath", Some(Path)),
            ("instance", Some(Path)),
            ("url_count", None),
            ("curl", None),
            ("xpath", None),
            ("", None),
        ] {
            assert_eq!(Locator::of(name), locator, "{name}");
        }
    }
}
