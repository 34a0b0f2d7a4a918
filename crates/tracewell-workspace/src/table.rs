use crate::Error;

/// The rows of the first Markdown table below a heading, without its head.
pub(crate) fn rows_under(text: &str, heading: &str) -> Result<Vec<Vec<String>>, Error> {
    let mut lines = text.lines().skip_while(|line| line.trim_end() != heading).skip(1);
    let mut table = Vec::new();
    for line in lines.by_ref() {
        if line.starts_with('#') {
            break;
        }
        if line.starts_with('|') {
            table.push(cells(line));
        } else if !table.is_empty() {
            break;
        }
    }
    if table.len() < 2 {
        return Err(format!("no table below \"{heading}\"").into());
    }
    Ok(table.split_off(2))
}

/// What stands in `backticks` in a cell.
pub(crate) fn code_words(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('`').skip(1).step_by(2)
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let inner = line.strip_prefix('|').unwrap_or(line);
    let inner = inner.strip_suffix('|').unwrap_or(inner);
    inner.split('|').map(|cell| cell.trim().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str =
        "# Page\n\n## One\n\ntext\n\n| a | b |\n|---|---|\n| `x` | `y`, `z` |\n\n| other | table |\n\n## Two\n";

    #[test]
    fn takes_the_first_table_of_its_own_section() {
        assert_eq!(rows_under(PAGE, "## One").unwrap(), [["`x`", "`y`, `z`"]]);
        assert!(rows_under(PAGE, "## Two").is_err());
        assert!(rows_under(PAGE, "## Three").is_err());
    }

    #[test]
    fn takes_the_words_in_backticks() {
        assert_eq!(code_words("`y`, and `z`").collect::<Vec<_>>(), ["y", "z"]);
        assert_eq!(code_words("–").count(), 0);
    }
}
