/// What stands for a literal.
const LITERAL: char = '?';
/// Words behind which a name in double quotes stands, and no text.
const BEFORE_NAMES: &[&str] = &["from", "join", "into", "update", "table", "as", "set", "index", "only"];

/// What statements in parentheses begin with.
const STATEMENTS: &[&str] = &["select", "with", "insert", "update", "delete"];
/// How far is looked around, in bytes.
const NEAR: usize = 1024;

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
/// Dialects differ in what is a text, and in what ends one. Where that is in doubt, the rest of the statement goes.
pub(super) fn without_literals(statement: &str) -> String {
    let mut out = String::with_capacity(statement.len());
    let mut rest = statement;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            '\'' => literal(quoted(rest, '\''), &mut out),
            '"' if is_name(&out, rest) => name(rest, '"', &mut out),
            '"' => literal(quoted(rest, '"'), &mut out),
            '`' => name(rest, '`', &mut out),
            '[' if is_doubtful_bracket(rest) => None,
            '$' => match dollar_quoted(rest) {
                Some(end) => literal(Some(end), &mut out),
                None => word(rest, &mut out),
            },
            '-' if rest.starts_with("--") => line_comment(rest, 2, &mut out),
            // An operator to some, and the beginning of a comment to others.
            '#' => line_comment(rest, 1, &mut out),
            '/' if rest.starts_with("/*") => comment(rest, &mut out),
            '0'..='9' => number(rest, &mut out),
            c if c.is_alphanumeric() || c == '_' => word(rest, &mut out),
            c => {
                out.push(c);
                Some(c.len_utf8())
            }
        };
        let Some(length) = length else {
            out.push(LITERAL);
            return out;
        };
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

fn literal(length: Option<usize>, out: &mut String) -> Option<usize> {
    out.extend(length.map(|_| LITERAL));
    length
}

fn name(text: &str, quote: char, out: &mut String) -> Option<usize> {
    let end = quoted(text, quote)?;
    out.push_str(text.get(..end)?);
    Some(end)
}

/// How long the quoted text at the beginning is, a doubled quote being part of it. `None` if it does not end; or if that is
/// in doubt, as a backslash may hide a quote or be itself.
fn quoted(text: &str, quote: char) -> Option<usize> {
    let mut inside = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = inside.next() {
        if c == '\\' && quote != '`' {
            return None;
        }
        if c == quote && inside.next_if(|(_, next)| *next == quote).is_none() {
            return Some(at + 1);
        }
    }
    None
}

/// Whether a double-quoted text is a name by its place.
fn is_name(before: &str, text: &str) -> bool {
    let qualifies = quoted(text, '"').and_then(|end| text.get(end..)).is_some_and(|after| after.starts_with('.'));
    if qualifies || before.trim_end().ends_with('.') {
        return true;
    }
    let (before, last) = last_word(before);
    let is = |known: &str| last.eq_ignore_ascii_case(known);
    // `a IS DISTINCT FROM "text"`, `TRIM(… FROM "text")`.
    let is_argument = || last_word(before).1.eq_ignore_ascii_case("distinct") || is_in_a_call(before);
    BEFORE_NAMES.iter().any(|word| is(word)) && !(is("from") && is_argument())
}

/// The word that a text ends with, and what is before it.
fn last_word(text: &str) -> (&str, &str) {
    let text = text.trim_end();
    let start = text.rfind(|c: char| !c.is_alphanumeric()).map_or(0, |at| text.ceil_char_boundary(at + 1));
    text.split_at_checked(start).unwrap_or((text, ""))
}

/// Whether the end of it is between parentheses that hold no statement, or in too long a text to tell.
fn is_in_a_call(before: &str) -> bool {
    let near = before.get(before.ceil_char_boundary(before.len().saturating_sub(NEAR))..).unwrap_or_default();
    let mut closed = 0_usize;
    let open = near.char_indices().rev().find(|(_, c)| match c {
        ')' => {
            closed += 1;
            false
        }
        '(' if closed > 0 => {
            closed -= 1;
            false
        }
        c => *c == '(',
    });
    let Some(inside) = open.and_then(|(at, _)| near.get(at + 1..)) else { return near.len() < before.len() };
    let first = inside.split(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
    !STATEMENTS.iter().any(|word| first.eq_ignore_ascii_case(word))
}

/// `[it's]` is a name to some, and to others a list in which a text begins. A list of texts begins with one.
fn is_doubtful_bracket(text: &str) -> bool {
    let near = text.get(..text.floor_char_boundary(NEAR)).unwrap_or_default();
    let inside = near.split_once(']').map_or(near, |(inside, _)| inside);
    let is_list = inside.get(1..).is_some_and(|inside| inside.trim_start().starts_with(['\'', '"', '$']));
    !is_list && inside.contains(['\'', '"', '`'])
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

/// A comment to the end of the line, unless it is none to some: then a text may begin in it.
fn line_comment(text: &str, sign: usize, out: &mut String) -> Option<usize> {
    let end = text.find('\n').map_or(text.len(), |end| end + 1);
    let inside = text.get(sign..end)?;
    let is_comment = sign == 2 && inside.chars().next().is_none_or(char::is_whitespace);
    if !is_comment && (inside.contains(['\'', '"', '`', '$', '[']) || inside.contains("/*")) {
        return None;
    }
    out.push(' ');
    Some(end)
}

/// A comment between signs, unless there is another one in it, which ends it to some.
fn comment(text: &str, out: &mut String) -> Option<usize> {
    let inside = text.get(2..)?;
    let end = inside.find("*/").unwrap_or(inside.len());
    if inside.get(..end)?.contains("/*") {
        return None;
    }
    out.push(' ');
    Some((end + 4).min(text.len()))
}

/// A name, a keyword or a parameter, digits in it included.
fn word(text: &str, out: &mut String) -> Option<usize> {
    let first = text.chars().next().map_or(0, char::len_utf8);
    let inside = text.get(first..).unwrap_or_default();
    let end = inside.find(|c: char| !c.is_alphanumeric() && c != '_').map_or(text.len(), |end| end + first);
    let (word, after) = text.split_at_checked(end)?;
    let is = |known: &str| word.eq_ignore_ascii_case(known);
    // `q'[it's]'` has quotes of its own choice (Oracle).
    if after.starts_with('\'') && (is("q") || is("nq")) {
        return None;
    }
    out.push_str(word);
    // A dollar in a word may be part of it, or begin a text.
    if after.starts_with('$') {
        return None;
    }
    // What a user is identified by needs no quotes.
    if is("identified") && after.trim_start().starts_with(|c| !"=<>!,);.".contains(c)) {
        out.push(' ');
        return None;
    }
    Some(end)
}

/// A number in any notation, and whatever is glued to it.
fn number(text: &str, out: &mut String) -> Option<usize> {
    out.push(LITERAL);
    Some(text.find(|c: char| !c.is_alphanumeric() && c != '_' && c != '.').unwrap_or(text.len()))
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
            ("SELECT 1 # its\n, 'x'", "SELECT ?  , ?"),
            ("", ""),
        ] {
            assert_eq!(without_literals(statement), shown, "{statement}");
        }
    }

    #[test]
    fn where_dialects_differ_the_rest_goes() {
        for (statement, shown) in [
            // A comment, or a text over two lines.
            ("SELECT 1 # it's\n, 'x'", "SELECT ? ?"),
            ("SELECT a #> '{x\nPW}' FROM t", "SELECT a ?"),
            ("SELECT a #- '{x\nPW}'", "SELECT a ?"),
            ("SELECT 5--'a\nPW'", "SELECT ??"),
            ("SELECT 5--\"a\nPW\"", "SELECT ??"),
            ("SELECT 5--a\n, 'PW'", "SELECT ? , ?"),
            ("SELECT 1 /* a /* b */ PW */", "SELECT ? ?"),
            // A text with quotes of its own.
            ("SELECT q'[don't PW]'", "SELECT ?"),
            ("SELECT nQ'{it's PW}' FROM dual", "SELECT ?"),
            // A name, or a text between names.
            ("SELECT [a'b], 'PW', x'", "SELECT ?"),
            ("SELECT v$a$, 'x $a$ PW'", "SELECT v?"),
            // A text, or a name that never ends.
            (r#"SELECT 1 FROM "a\", 'PW'"#, "SELECT ? FROM ?"),
            (r#"SELECT 1 FROM "a, 'PW'"#, "SELECT ? FROM ?"),
            ("SELECT 1 FROM `a, 'PW'", "SELECT ? FROM ?"),
        ] {
            assert_eq!(without_literals(statement), shown, "{statement}");
        }
    }

    #[test]
    fn what_may_be_a_text_is_no_name() {
        for (statement, shown) in [
            (r#"ALTER USER bob IDENTIFIED BY "PW""#, "ALTER USER bob IDENTIFIED ?"),
            ("alter user bob identified by PW", "alter user bob identified ?"),
            (r#"CREATE USER bob IDENTIFIED WITH plugin AS "PW""#, "CREATE USER bob IDENTIFIED ?"),
            (r#"SELECT 1 FROM t JOIN u ON "PW" = u.a"#, "SELECT ? FROM t JOIN u ON ? = u.a"),
            (r#"SELECT a FROM t ORDER BY "PW" = a"#, "SELECT a FROM t ORDER BY ? = a"),
            (r#"SELECT TRIM(LEADING 'x' FROM "PW")"#, "SELECT TRIM(LEADING ? FROM ?)"),
            (r#"SELECT a WHERE a IS DISTINCT FROM "PW""#, "SELECT a WHERE a IS DISTINCT FROM ?"),
            (r#"SELECT a FROM (SELECT b FROM "t") AS "x""#, r#"SELECT a FROM (SELECT b FROM "t") AS "x""#),
            ("SELECT identified, b FROM t WHERE identified = 'PW'", "SELECT identified, b FROM t WHERE identified = ?"),
            ("SELECT ARRAY['PW', 'b'] FROM t", "SELECT ARRAY[?, ?] FROM t"),
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
