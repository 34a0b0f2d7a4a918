use std::io::{self, Write};

use super::allowlist::assignment;
use super::report::{Personal, Report};
use crate::output::{Table, counted, is_hostile};

/// The report for eyes. Its last line is the one to paste, or a comment where there is nothing to allow.
pub(super) fn write_text(output: &mut dyn Write, report: &Report) -> io::Result<()> {
    let lines = report.lines;
    write!(output, "{} with fields", counted(lines.read, "line", "lines"))?;
    for (count, sort) in [(lines.foreign, "no JSON object"), (lines.torn, "torn"), (lines.too_long, "too long")] {
        if count > 0 {
            write!(output, ", {count} {sort}")?;
        }
    }
    output.write_all(b"\n\n")?;

    let mut table = Table::new("field", ["seen", "filtered", "redacted"]);
    for field in &report.fields {
        let counts = field.counts;
        table.add(cell(&field.field), [counts.seen, counts.filtered, counts.redacted]);
    }
    let others = report.others;
    if others.seen > 0 {
        table.add("(further names)".to_owned(), [others.seen, others.filtered, others.redacted]);
    }
    table.write(output)?;
    output.write_all(b"\n")?;

    for field in &report.fields {
        if let Some(why) = &field.left_out {
            writeln!(output, "# left out: {} ({})", cell(&field.field), why)?;
        }
    }
    for Personal { field, class } in &report.personal {
        writeln!(
            output,
            "# personal, by its name: {} (class {class}; an action for it shows less than the value)",
            cell(field)
        )?;
    }
    if report.allow.is_empty() {
        writeln!(output, "# nothing to allow")
    } else {
        writeln!(output, "{}", assignment(report.allow.iter().map(String::as_str)))
    }
}

/// A name that cannot be taken for anything else on the page: in quotes, unless it is a plain one.
fn cell(name: &str) -> String {
    let is_plain =
        |character: char| !is_hostile(character) && (character.is_alphanumeric() || "_-.:/@[]…".contains(character));
    if !name.is_empty() && name.chars().all(is_plain) { name.to_owned() } else { format!("{name:?}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_stand_without_quotes() {
        for name in ["order_id", "http.method", "größe", "[REDACTED:email]", "xx…"] {
            assert_eq!(cell(name), name);
        }
        for (name, shown) in [
            ("", r#""""#),
            ("# nothing", r##""# nothing""##),
            ("LOG_SAFE_FIELDS=a", r#""LOG_SAFE_FIELDS=a""#),
            ("a  1", r#""a  1""#),
            ("a\n\u{1b}[2J\u{202e}\"", r#""a\n\u{1b}[2J\u{202e}\"""#),
        ] {
            assert_eq!(cell(name), shown);
        }
    }
}
