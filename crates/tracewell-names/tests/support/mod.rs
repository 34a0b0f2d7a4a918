//! The reference page, read as tables.

use std::{collections::BTreeMap, fs, path::Path};

/// A row of a table of the page, with the heading it stands below.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) heading: String,
    pub(crate) columns: Vec<String>,
}

impl Row {
    /// The code spans of one column.
    pub(crate) fn names(&self, column: usize) -> Vec<String> {
        self.columns.get(column).map_or_else(Vec::new, |cell| code_spans(cell))
    }
}

/// The text of the page.
pub(crate) fn page() -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/events.md");
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The rows of all tables, by the header of their first column.
pub(crate) fn tables(page: &str) -> BTreeMap<String, Vec<Row>> {
    let mut tables: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    let mut heading = String::new();
    let mut table: Option<String> = None;
    for line in page.lines() {
        if let Some(title) = line.strip_prefix('#') {
            heading = title.trim_matches(['#', ' ']).to_owned();
        }
        let Some(inner) = line.strip_prefix("| ").or_else(|| line.strip_prefix("|-")) else {
            table = None;
            continue;
        };
        let columns: Vec<String> = inner.trim_end_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        match &table {
            None => table = Some(columns[0].clone()),
            Some(_) if line.starts_with("|-") => {}
            Some(header) => tables.entry(header.clone()).or_default().push(Row { heading: heading.clone(), columns }),
        }
    }
    tables
}

/// The texts between backticks.
pub(crate) fn code_spans(text: &str) -> Vec<String> {
    text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
