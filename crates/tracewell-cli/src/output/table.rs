use std::io::{self, Write};

/// Lines in columns: the first one text, the others numbers.
#[derive(Debug)]
pub(crate) struct Table<const N: usize> {
    head: (&'static str, [&'static str; N]),
    rows: Vec<(String, [u64; N])>,
}

impl<const N: usize> Table<N> {
    pub(crate) const fn new(first: &'static str, numbers: [&'static str; N]) -> Self {
        Self { head: (first, numbers), rows: Vec::new() }
    }

    /// `text` must be escaped.
    pub(crate) fn add(&mut self, text: String, numbers: [u64; N]) {
        self.rows.push((text, numbers));
    }

    pub(crate) fn write(&self, output: &mut dyn Write) -> io::Result<()> {
        let (first, heads) = self.head;
        let texts = self.rows.iter().map(|(text, _)| text.as_str());
        let text_width = texts.chain([first]).map(|text| text.chars().count()).max().unwrap_or_default();
        let mut widths = heads.map(str::len);
        for (_, numbers) in &self.rows {
            for (width, number) in widths.iter_mut().zip(numbers) {
                *width = (*width).max(number.to_string().len());
            }
        }
        write!(output, "{first:text_width$}")?;
        for (head, width) in heads.iter().zip(widths) {
            write!(output, "  {head:>width$}")?;
        }
        for (text, numbers) in &self.rows {
            write!(output, "\n{text:text_width$}")?;
            for (number, width) in numbers.iter().zip(widths) {
                write!(output, "  {number:>width$}")?;
            }
        }
        output.write_all(b"\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new("field", ["n", "seen"]);
        table.add("größer".to_owned(), [1000, 2]);
        table.add("a".to_owned(), [1, 12345]);
        let mut out = Vec::new();
        table.write(&mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        assert_eq!(text, "field      n   seen\ngrößer  1000      2\na          1  12345\n");
    }
}
