use tracewell_flow::{Entry, Place};

use super::read::{Found, Reader};

/// What is handed over at once: so many entries, or bytes of lines.
const ENTRIES: usize = 512;
const BYTES: usize = 64 << 10;

/// A part of a log on its way to the judge: entries, and lines that are entries, in their order.
#[derive(Debug)]
pub(super) struct Batch {
    items: Vec<Item>,
    /// The lines, one behind the other.
    text: Vec<u8>,
}

#[derive(Debug)]
enum Item {
    Entry(Box<Entry>, Place),
    /// A line by its length.
    Line(usize, Place),
}

impl Batch {
    pub(super) fn new() -> Self {
        Self { items: Vec::with_capacity(ENTRIES), text: Vec::with_capacity(BYTES) }
    }

    pub(super) fn add(&mut self, found: Found<'_>, place: Place) {
        match found {
            Found::Entry(entry) => self.items.push(Item::Entry(entry, place)),
            Found::Line(line) => {
                self.text.extend_from_slice(line);
                self.items.push(Item::Line(line.len(), place));
            }
        }
    }

    pub(super) fn is_full(&self) -> bool {
        self.items.len() >= ENTRIES || self.text.len() >= BYTES
    }

    /// Hands the entries to `each`; lines are read now.
    pub(super) fn read(self, reader: &mut Reader, mut each: impl FnMut(Entry, Place)) {
        let mut rest = self.text.as_slice();
        for item in self.items {
            match item {
                Item::Entry(entry, place) => each(*entry, place),
                Item::Line(length, place) => {
                    let (line, behind) = rest.split_at_checked(length).unwrap_or((rest, &[]));
                    rest = behind;
                    if let Some(entry) = reader.line(line, place) {
                        each(entry, place);
                    }
                }
            }
        }
    }

    /// The same with all lines read.
    pub(super) fn into_entries(self, reader: &mut Reader) -> Self {
        let mut items = Vec::with_capacity(self.items.len());
        self.read(reader, |entry, place| items.push(Item::Entry(Box::new(entry), place)));
        Self { items, text: Vec::new() }
    }
}
