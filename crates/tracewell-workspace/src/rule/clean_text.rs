use std::fs;

use regex::{Regex, RegexSet};

use crate::{Error, Workspace, files};

/// Longer files are data, not text that somebody wrote.
const LONGEST: u64 = 1 << 20;

/// Texts that no file may hold. Tests that need such a text put it together while they run.
const UNWANTED: [(&str, &str); 8] = [
    ("a path of somebody's machine", r"(?m)(?:^|[^\w.~}/-])/(?:home|root|Users|work|var/tmp)/\w"),
    ("an AWS key", r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    ("a GitHub token", r"\b(?:gh[pousr]_[0-9A-Za-z]{36}|github_pat_[0-9A-Za-z_]{30})"),
    ("a Google key", r"\bAIza[0-9A-Za-z_-]{35}"),
    ("a JSON Web Token", r"\beyJ[0-9A-Za-z_-]{10,}\.eyJ[0-9A-Za-z_-]{10,}\.[0-9A-Za-z_-]{10,}"),
    ("a Slack token", r"\bxox[abeprs]-[0-9A-Za-z-]{10}"),
    ("a Stripe key", r"\b[rs]k_(?:live|test)_[0-9A-Za-z]{16}"),
    ("a private key", r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----"),
];

/// No file of the repository holds a path of a machine, or a literal in the shape of a secret.
///
/// A made-up secret is one for every scanner that looks at the repository, and a real one would hide among them.
///
/// # Errors
///
/// A folder can't be read.
pub fn clean_text(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let unwanted = Unwanted::new()?;
    let mut broken = Vec::new();
    for file in files::of_repository(workspace.root())? {
        if fs::metadata(&file)?.len() > LONGEST {
            continue;
        }
        // What is not UTF-8 was not written by hand either.
        let Ok(text) = fs::read_to_string(&file) else {
            continue;
        };
        for (line, what) in unwanted.find(&text) {
            broken.push(format!("{}:{line} holds {what}", workspace.shorten(&file)));
        }
    }
    Ok(broken)
}

struct Unwanted {
    any: RegexSet,
    each: Vec<(&'static str, Regex)>,
}

impl Unwanted {
    fn new() -> Result<Self, Error> {
        let mut each = Vec::new();
        for (what, pattern) in UNWANTED {
            each.push((what, Regex::new(pattern)?));
        }
        let any = RegexSet::new(UNWANTED.map(|(_, pattern)| pattern))?;
        Ok(Self { any, each })
    }

    /// Line number and kind of each find; never the text itself.
    fn find(&self, text: &str) -> Vec<(usize, &'static str)> {
        let kinds = self.any.matches(text).into_iter().filter_map(|kind| self.each.get(kind));
        kinds
            .flat_map(|(what, pattern)| pattern.find_iter(text).map(move |found| (found, *what)))
            .map(|(found, what)| {
                let newlines = text.as_bytes().iter().take(found.end()).filter(|byte| **byte == b'\n');
                (newlines.count() + 1, what)
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(text: &str) -> Vec<&'static str> {
        let found = Unwanted::new().unwrap().find(text);
        found.into_iter().map(|(_, what)| what).collect()
    }

    #[test]
    fn each_kind_is_found_and_its_line_told() {
        let tail = "A1".repeat(20);
        let samples = [
            format!("see {}home/somebody/notes", '/'),
            format!("AKIA{}", &tail[..16]),
            format!("ghp_{}", &tail[..36]),
            format!("AIza{}", &tail[..35]),
            format!("eyJ{tail}.eyJ{tail}.{tail}"),
            format!("xoxb-{tail}"),
            format!("sk_live_{tail}"),
            format!("-----BEGIN {} PRIVATE KEY-----", "RSA"),
        ];
        for (sample, (what, _)) in samples.iter().zip(UNWANTED) {
            let found = Unwanted::new().unwrap().find(&format!("first\n{sample}\n"));
            assert_eq!(found, [(2, what)]);
        }
    }

    #[test]
    fn addresses_routes_and_prefixes_alone_are_fine() {
        for text in [
            "https://example.org/home/page",
            concat!("GET /v1/items/{id}/wo", "rk/1"),
            "$ROOT/root/x and {}/home/y",
            "tokens begin with ghp_ or xoxb- or AKIA",
            "-----BEGIN CERTIFICATE-----",
        ] {
            assert_eq!(kinds(text), Vec::<&str>::new(), "{text}");
        }
    }
}
