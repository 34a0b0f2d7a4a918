use std::ops::Range;

use super::key::{Key, KeyId, KeySet};

/// Fields rendered as members of a JSON object, `,"name":value` end to end, in their order, no key twice.
///
/// The text alone is what a JSON line needs; the entries say where each field is, for whoever must take it apart.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fields {
    text: String,
    entries: Vec<Entry>,
    keys: KeySet,
}

/// Where one field is in the text, and what its value is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Entry {
    key: KeyId,
    start: usize,
    value: usize,
    end: usize,
    shape: Shape,
}

/// What a rendered value is, for whoever has to shorten it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// A number, a boolean or a marker: whole or not at all.
    Atom,
    /// A string in its quotes; so many bytes of it were cut off already.
    Text { cut: usize },
    /// JSON that was embedded as it came.
    Json,
}

impl Fields {
    pub(crate) fn clear(&mut self) {
        self.text.clear();
        self.entries.clear();
        self.keys = KeySet::default();
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.entries.len()
    }

    /// All of it, as it goes into a JSON line.
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// Key as `,"name":`, value and shape of each field.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &str, Shape)> {
        self.entries
            .iter()
            .map(|entry| (self.slice(entry.start..entry.value), self.slice(entry.value..entry.end), entry.shape))
    }

    #[inline]
    pub(crate) fn contains(&self, key: KeyId) -> bool {
        self.keys.may_contain(key) && self.entries.iter().any(|entry| entry.key == key)
    }

    /// Appends a field whose value `write` writes. The last one of a name wins.
    #[inline]
    pub(crate) fn push(&mut self, key: &Key, write: impl FnOnce(&mut String) -> Shape) {
        if self.keys.may_contain(key.id) {
            self.remove(key.id);
        }
        let start = self.text.len();
        self.text.push_str(&key.text);
        let value = self.text.len();
        let shape = write(&mut self.text);
        self.keys.insert(key.id);
        self.entries.push(Entry { key: key.id, start, value, end: self.text.len(), shape });
    }

    /// Appends a field that is rendered already, key and all, unless one of that name is there.
    #[inline]
    pub(crate) fn append_text_member(&mut self, key: KeyId, member: &str, value: usize) {
        if member.is_empty() || self.contains(key) {
            return;
        }
        let start = self.text.len();
        self.text.push_str(member);
        self.keys.insert(key);
        // Its mark, if it has one, counts as text.
        let shape = Shape::Text { cut: 0 };
        self.entries.push(Entry { key, start, value: start + value, end: self.text.len(), shape });
    }

    /// Appends those fields whose names are not there yet.
    #[inline]
    pub(crate) fn append(&mut self, others: &Self) {
        if self.keys.may_intersect(&others.keys) {
            self.append_missing(others);
            return;
        }
        let offset = self.text.len();
        self.text.push_str(&others.text);
        self.entries.extend(others.entries.iter().map(|entry| entry.moved(offset)));
        self.keys.add(&others.keys);
    }

    #[cold]
    fn append_missing(&mut self, others: &Self) {
        for entry in &others.entries {
            if !self.contains(entry.key) {
                self.append_entry(others, entry);
            }
        }
    }

    /// Takes over all of `others`, in place of those of the same names.
    pub(crate) fn replace(&mut self, others: &Self) {
        for entry in &others.entries {
            if self.keys.may_contain(entry.key) {
                self.remove(entry.key);
            }
            self.append_entry(others, entry);
        }
    }

    /// A copy that has no more memory than it needs.
    pub(crate) fn snug(&self) -> Self {
        Self { text: self.text.as_str().into(), entries: self.entries.as_slice().into(), keys: self.keys }
    }

    /// Gives back memory that an unusual line took.
    pub(crate) fn trim(&mut self, bytes: usize) {
        self.text.shrink_to(bytes);
        self.entries.shrink_to(bytes / size_of::<Entry>());
    }

    fn append_entry(&mut self, others: &Self, entry: &Entry) {
        let start = self.text.len();
        self.text.push_str(others.slice(entry.start..entry.end));
        self.keys.insert(entry.key);
        self.entries.push(Entry { start, value: start + (entry.value - entry.start), end: self.text.len(), ..*entry });
    }

    #[cold]
    fn remove(&mut self, key: KeyId) {
        let Some(index) = self.entries.iter().position(|entry| entry.key == key) else { return };
        let gone = self.entries.remove(index);
        self.text.replace_range(gone.start..gone.end, "");
        for entry in self.entries.iter_mut().skip(index) {
            let length = gone.end - gone.start;
            entry.start -= length;
            entry.value -= length;
            entry.end -= length;
        }
    }

    fn slice(&self, range: Range<usize>) -> &str {
        self.text.get(range).unwrap_or_default()
    }
}

impl Entry {
    const fn moved(self, by: usize) -> Self {
        Self { start: self.start + by, value: self.value + by, end: self.end + by, ..self }
    }
}
