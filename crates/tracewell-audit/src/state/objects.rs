use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};

use super::Change;
use crate::read::Place;
use crate::{Entry, Error, ErrorKind, Moment};

/// Those that are shown also where there are none.
const ALWAYS: [&str; 2] = ["items", "links"];

/// The state that a log comes to: objects of any type as JSON text, in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Objects {
    subjects: BTreeMap<String, Subject>,
    made: u64,
    /// Whether a line of the log itself was seen.
    begun: bool,
}

#[derive(Clone, Debug, Default)]
struct Subject {
    /// By team and id.
    objects: HashMap<Box<str>, (u64, Box<str>)>,
}

impl Objects {
    /// No objects.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next entry in.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Value`](crate::ErrorKind::Value): an object without an id.
    pub fn fold(&mut self, entry: &Entry<'_>) -> Result<(), Error> {
        match Change::of(entry)? {
            Some(Change::Put { subject, team, id, object }) => {
                self.made += 1;
                let made = self.made;
                let objects = &mut self.subject(subject).objects;
                let key = key(team, &id);
                match objects.get_mut(key.as_str()) {
                    Some((_, old)) => *old = object.into(),
                    None => drop(objects.insert(key.into(), (made, object.into()))),
                }
            }
            Some(Change::Removed { subject, team, id }) => {
                self.subject(subject).objects.remove(key(team, &id).as_str());
            }
            None => {}
        }
        Ok(())
    }

    /// Takes the next entry in if it was written by `until`, or at that very moment.
    ///
    /// # Errors
    ///
    /// As [`Self::fold`]; [`ErrorKind::TooEarly`] if the log begins with a checkpoint that was written later: nobody can know
    /// from it what was there then.
    pub fn fold_until(&mut self, entry: &Entry<'_>, until: Option<Moment>) -> Result<(), Error> {
        let Some(until) = until else { return self.fold(entry) };
        let by = Moment::is_by(entry, until)?;
        if entry.place != Place::Checkpoint && !std::mem::replace(&mut self.begun, true) {
            let from_the_start = entry.seq().is_none_or(|seq| seq == 1);
            if !by && !from_the_start {
                return Err(Error::new(ErrorKind::TooEarly));
            }
        }
        if by { self.fold(entry) } else { Ok(()) }
    }

    /// How many objects there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.subjects.values().map(|subject| subject.objects.len()).sum()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Every object with its type and team, in the order in which they were made.
    pub(crate) fn all(&self) -> Vec<(&str, &str, &str)> {
        let mut all: Vec<_> = self
            .subjects
            .iter()
            .flat_map(|(name, subject)| {
                subject.objects.iter().map(move |(key, (made, object))| {
                    (made, name.as_str(), key.split('\0').next().unwrap_or_default(), &**object)
                })
            })
            .collect();
        all.sort_unstable();
        all.into_iter().map(|(_, name, team, object)| (name, team, object)).collect()
    }

    /// The objects of a type (`Item`) and, if one is named, of a team, as JSON text.
    #[must_use]
    pub fn of(&self, subject: &str, team: Option<&str>) -> Vec<&str> {
        self.subjects.get(subject).map(|subject| subject.in_order(team)).unwrap_or_default()
    }

    /// Writes all objects as one JSON object: `{"items": [..], "links": [..]}`, keys being the plural of the type's first
    /// word. Items and links are there in any case.
    ///
    /// # Errors
    ///
    /// Those of the writer.
    pub fn write(&self, team: Option<&str>, out: &mut dyn Write) -> io::Result<()> {
        let mut lists: BTreeMap<String, Vec<&str>> = ALWAYS.map(|name| (name.to_owned(), Vec::new())).into();
        for (name, subject) in &self.subjects {
            lists.entry(plural(name)).or_default().extend(subject.in_order(team));
        }
        out.write_all(b"{")?;
        for (number, (name, objects)) in lists.iter().enumerate() {
            if number > 0 {
                out.write_all(b", ")?;
            }
            serde_json::to_writer(&mut *out, name)?;
            out.write_all(b": [")?;
            for (number, object) in objects.iter().enumerate() {
                if number > 0 {
                    out.write_all(b", ")?;
                }
                out.write_all(object.as_bytes())?;
            }
            out.write_all(b"]")?;
        }
        out.write_all(b"}\n")
    }

    fn subject(&mut self, name: &str) -> &mut Subject {
        if !self.subjects.contains_key(name) {
            self.subjects.insert(name.to_owned(), Subject::default());
        }
        // It is there by now.
        self.subjects.entry(name.to_owned()).or_default()
    }
}

impl Subject {
    fn in_order(&self, team: Option<&str>) -> Vec<&str> {
        let prefix = team.map(|team| key(team, ""));
        let of_team = |key: &str| prefix.as_ref().is_none_or(|prefix| key.starts_with(prefix));
        let mut objects: Vec<_> =
            self.objects.iter().filter(|(key, _)| of_team(key)).map(|(_, (made, object))| (made, &**object)).collect();
        objects.sort_unstable();
        objects.into_iter().map(|(_, object)| object).collect()
    }
}

/// Team ids hold no control characters, so that no team begins like another one's key.
fn key(team: &str, id: &str) -> String {
    [team, "\0", id].concat()
}

/// `Item` gives `items`, `Policy` `policies`, `Box` `boxes`.
fn plural(word: &str) -> String {
    let word = word.to_lowercase();
    let ends = |endings: &[&str]| endings.iter().any(|ending| word.ends_with(ending));
    if ends(&["s", "x", "ch", "sh"]) {
        return word + "es";
    }
    match word.strip_suffix('y') {
        Some(stem) if !ends(&["ay", "ey", "oy", "uy"]) => format!("{stem}ies"),
        _ => word + "s",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_plural() {
        let words = ["Item", "Link", "Policy", "Key", "Box", "Branch"].map(plural);
        assert_eq!(words, ["items", "links", "policies", "keys", "boxes", "branches"]);
    }
}
