use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::rule::Rule;

/// More is no rule.
const MOST_BYTES: u64 = 4096;

/// A file that holds a rule, or nothing.
#[derive(Debug)]
pub(super) struct ControlFile {
    path: PathBuf,
    seen: Option<(SystemTime, u64)>,
}

/// What a file that has changed asks for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Instruction {
    /// This rule, which was written so long ago: that time counts, so that a restart does not begin anew.
    Change(Rule, Duration),
    Restore,
    Invalid,
}

impl ControlFile {
    pub(super) const fn new(path: PathBuf) -> Self {
        Self { path, seen: None }
    }

    /// What has changed since the last look.
    pub(super) fn look(&mut self) -> Option<Instruction> {
        let found = fs::metadata(&self.path).ok();
        let found = found.and_then(|found| Some((found.modified().ok()?, found.len(), found.is_file())));
        let seen = found.map(|(modified, length, _)| (modified, length));
        if seen == self.seen {
            return None;
        }
        self.seen = seen;
        let Some((modified, length, regular)) = found else { return Some(Instruction::Restore) };
        if !regular || length > MOST_BYTES {
            return Some(Instruction::Invalid);
        }
        let Some(text) = read(&self.path) else { return Some(Instruction::Invalid) };
        let mut rules = text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
        let instruction = match (rules.next(), rules.next()) {
            (None, _) => Instruction::Restore,
            (Some(_), Some(_)) => Instruction::Invalid,
            (Some(rule), None) => match rule.parse() {
                Ok(rule) => Instruction::Change(rule, modified.elapsed().unwrap_or_default()),
                Err(_) => Instruction::Invalid,
            },
        };
        Some(instruction)
    }
}

fn read(path: &Path) -> Option<String> {
    let mut text = String::new();
    File::open(path).ok()?.take(MOST_BYTES).read_to_string(&mut text).ok()?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_seen_once() {
        let path = std::env::temp_dir().join(format!("tracewell-control-{}", std::process::id()));
        let mut file = ControlFile::new(path.clone());
        assert_eq!(file.look(), None, "it is not there, as before");
        fs::write(&path, "# for ticket 7\ndebug team=acme\n").unwrap();
        assert!(matches!(file.look(), Some(Instruction::Change(_, passed)) if passed < Duration::from_secs(60)));
        assert_eq!(file.look(), None);
        let long_ago = SystemTime::now() - Duration::from_secs(3600);
        File::options().append(true).open(&path).unwrap().set_modified(long_ago).unwrap();
        assert!(matches!(file.look(), Some(Instruction::Change(_, passed)) if passed >= Duration::from_secs(3600)));
        for (text, instruction) in [
            ("debug\ndebug team=acme\n", Instruction::Invalid),
            ("no rule at all", Instruction::Invalid),
            ("\n# nothing\n\n", Instruction::Restore),
        ] {
            fs::write(&path, text).unwrap();
            assert_eq!(file.look(), Some(instruction), "{text:?}");
        }
        fs::write(&path, vec![b' '; 5000]).unwrap();
        assert_eq!(file.look(), Some(Instruction::Invalid));
        fs::write(&path, b"\xff\xfe").unwrap();
        assert_eq!(file.look(), Some(Instruction::Invalid));
        fs::remove_file(&path).unwrap();
        assert_eq!(file.look(), Some(Instruction::Restore));
        fs::create_dir(&path).unwrap();
        assert_eq!(file.look(), Some(Instruction::Invalid));
        fs::remove_dir(&path).unwrap();
    }
}
