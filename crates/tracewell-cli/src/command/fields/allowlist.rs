use tracewell_names::variable;

/// The line to paste: an assignment as shells and environment files read it. `names` must be fit for a list.
pub(super) fn assignment<'n>(names: impl IntoIterator<Item = &'n str>) -> String {
    let list = names.into_iter().collect::<Vec<_>>().join(",");
    format!("{}={}", variable::LOG_SAFE_FIELDS, quoted(&list))
}

/// `text` as one word of a shell, which takes nothing in it for more than itself.
fn quoted(text: &str) -> String {
    let is_plain = |character: char| character.is_ascii_alphanumeric() || "_-.,:/@%+".contains(character);
    if text.chars().all(is_plain) { text.to_owned() } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn plain_names_stand_as_they_are() {
        assert_eq!(assignment(["order_id", "http.method"]), "LOG_SAFE_FIELDS=order_id,http.method");
    }

    #[test]
    fn a_shell_reads_every_name_as_it_was() {
        let names =
            ["order id", "it's", "$(echo x)", "`id`", "a;b", "a&b|c", "~", "#x", "\\", "*", "größe", "\"", "!1", "a=b"];
        let script = format!("{}\nprintf %s \"$LOG_SAFE_FIELDS\"", assignment(names));
        let output = Command::new("sh").arg("-c").arg(script).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), names.join(","));
        assert!(output.stderr.is_empty() && output.status.success());
    }
}
