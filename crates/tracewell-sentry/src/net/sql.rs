/// What stands for a literal.
const LITERAL: char = '?';
/// Words behind which a name in double quotes stands, and no text.
const BEFORE_NAMES: &[&str] = &["from", "join", "into", "update", "table", "as", "on", "by", "set", "index", "only"];

/// Whether what logs under this target logs statements.
pub(super) fn is_sql(target: &str) -> bool {
    let root = target.split([':', '.', '_']).next().unwrap_or_default();
    matches!(root, "sqlx" | "diesel" | "rusqlite" | "mysql" | "postgres" | "sql")
        || ["sea_orm", "sea_query", "tokio_postgres", "tokio_rusqlite", "tiberius", "db.sql"]
            .iter()
            .any(|known| target.starts_with(known))
}

/// Whether a field of this name holds a statement, whoever logs it.
pub(super) fn holds_sql(name: &str) -> bool {
    matches!(name, "db.statement" | "db.query.text" | "db.query.summary" | "sql" | "statement")
}

/// A statement without its literals: texts and numbers are `?`, comments are gone, parameters and names stay.
///
/// Dialects differ in what ends a text. Where that is in doubt, the rest of the statement goes.
pub(super) fn without_literals(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    let mut rest = statement;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\'' => {
                out.push(LITERAL);
                quoted(rest, '\'')
            }
            '"' if is_name(&out, rest) => {
                let end = quoted(rest, '"');
                out.push_str(rest.get(..end).unwrap_or_default());
                end
            }
            '"' => {
                out.push(LITERAL);
                quoted(rest, '"')
            }
            '`' => {
                let end = quoted(rest, '`');
                out.push_str(rest.get(..end).unwrap_or_default());
                end
            }
            '$' => match dollar_quoted(rest) {
                Some(end) => {
                    out.push(LITERAL);
                    end
                }
                None => word(rest, &mut out),
            },
            '-' if rest.starts_with("--") => comment(rest, "\n", &mut out),
            // An operator to some, and the beginning of a comment to others.
            '#' => comment(rest, "\n", &mut out),
            '/' if rest.starts_with("/*") => comment(rest, "*/", &mut out),
            '0'..='9' => number(rest, &mut out),
            c if c.is_alphanumeric() || c == '_' => word(rest, &mut out),
            c => {
                out.push(c);
                c.len_utf8()
            }
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// How long the quoted text at the beginning is, a doubled quote being part of it. A backslash may hide a quote or be
/// itself: then everything is part of it.
fn quoted(text: &str, quote: char) -> usize {
    let mut inside = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = inside.next() {
        if c == '\\' && quote != '`' {
            return text.len();
        }
        if c == quote && inside.next_if(|(_, next)| *next == quote).is_none() {
            return at + 1;
        }
    }
    text.len()
}

/// Whether a double-quoted text is a name by its place.
fn is_name(before: &str, text: &str) -> bool {
    let qualifies = text.get(quoted(text, '"')..).is_some_and(|after| after.starts_with('.'));
    let before = before.trim_end();
    let last = before.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    qualifies || before.ends_with('.') || BEFORE_NAMES.iter().any(|word| last.eq_ignore_ascii_case(word))
}

/// How long the text between dollars is: `$$…$$`, `$tag$…$tag$` (PostgreSQL, 4.1.2.4).
fn dollar_quoted(text: &str) -> Option<usize> {
    let tag_end = text.get(1..)?.find('$')? + 2;
    let tag = text.get(..tag_end)?;
    let name = tag.trim_matches('$');
    if name.starts_with(|c: char| c.is_ascii_digit()) || !name.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return None;
    }
    Some(text.get(tag_end..)?.find(tag).map_or(text.len(), |end| end + 2 * tag_end))
}

fn comment(text: &str, end: &str, out: &mut String) -> usize {
    out.push(' ');
    text.get(2..).and_then(|inside| inside.find(end)).map_or(text.len(), |at| at + 2 + end.len())
}

/// A name, a keyword or a parameter, digits in it included.
fn word(text: &str, out: &mut String) -> usize {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let inside = text.get(first..).unwrap_or_default();
    let end = inside.find(|c: char| !c.is_alphanumeric() && c != '_').map_or(text.len(), |end| end + first);
    out.push_str(text.get(..end).unwrap_or_default());
    end
}

/// A number in any notation, and whatever is glued to it.
fn number(text: &str, out: &mut String) -> usize {
    out.push(LITERAL);
    text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(text.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn literals_go_and_the_statement_stays_readable() {
        for (statement, shown) in [
            ("SELECT * FROM items WHERE id = $1 AND name = 'it''s'", "SELECT * FROM items WHERE id = $1 AND name = ?"),
            ("select a1 from t2 where n=-17.5e3 limit 10", "select a1 from t2 where n=-? limit ?"),
            (r#"SELECT "u"."id" FROM "users" AS "u""#, r#"SELECT "u"."id" FROM "users" AS "u""#),
            (r#"INSERT INTO t VALUES ("hunter2", 0xFF, X'2A')"#, "INSERT INTO t VALUES (?, ?, X?)"),
            ("UPDATE `t 1` SET a = $tag$x'y$tag$, b = $$z$$", "UPDATE `t 1` SET a = ?, b = ?"),
            ("SELECT 1 -- it's 'secret'\n, 'b' /* hunter2 */", "SELECT ?  , ?  "),
            ("SELECT 'a", "SELECT ?"),
            (r"SELECT 'a\', 'hunter2'", "SELECT ?"),
            ("SELECT 1 # it's\n, 'x'", "SELECT ?  , ?"),
            ("", ""),
        ] {
            assert_eq!(without_literals(statement), shown, "{statement}");
        }
    }

    #[test]
    fn who_logs_statements_is_known() {
        for target in ["sqlx::query", "sqlx", "sea_orm::driver", "tokio_postgres::query", "diesel", "db.sql.query"] {
            assert!(is_sql(target), "{target}");
        }
        for target in ["", "app::sqlx", "lapin", "redis", "sequel"] {
            assert!(!is_sql(target), "{target}");
        }
    }

    proptest! {
        #[test]
        fn no_literal_gets_out(
            before in "(SELECT|WHERE a =|IN \\(|VALUES \\(1,| LIKE|,|\"n\" =|-- x\n|/\\* ' \\*/|\\$1 =) ?",
            text in "[a-z'\" ;#$/*\\\\-]{0,8}QQQQ[a-z'\" ;#$/*\\\\-]{0,8}",
            after in "[ a-z0-9'\"$();=,-]{0,16}",
        ) {
            // As a client library quotes it, backslashes aside, which have no meaning in standard texts.
            let statement = format!("{before}'{}'{after}", text.replace('\'', "''"));
            prop_assert!(!without_literals(&statement).contains("QQQQ"), "{}", without_literals(&statement));
        }

        #[test]
        fn numbers_never_get_out(statement in "[a-z =(,]{0,6} ?[0-9]{4,12}[ ,);]?") {
            let shown = without_literals(&statement);
            let digits = shown.split(|c: char| !c.is_alphanumeric()).any(|w| !w.is_empty() && w.chars().all(|c| c.is_ascii_digit()));
            prop_assert!(!digits, "{shown}");
        }

        #[test]
        fn any_text_is_survived(statement in any::<String>()) {
            let _ = without_literals(&statement);
        }
    }
}
