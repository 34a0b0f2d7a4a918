use std::collections::BTreeSet;

use crate::{Error, Workspace};

const EVENTS: &str = "docs/events.md";
const RUNBOOK: &str = "docs/runbook.md";
const DASHBOARDS: [&str; 5] = [
    "docs/dashboards/alerts.yml",
    "docs/dashboards/broker.json",
    "docs/dashboards/requests.json",
    "docs/dashboards/security.json",
    "docs/dashboards/telemetry.json",
];

/// Each event that is written at WARN or ERROR has a row in the runbook, and the runbook has no other; what dashboards and
/// alerts ask for is a metric that there is.
///
/// # Errors
///
/// A page can't be read.
pub fn operations(workspace: &Workspace) -> Result<Vec<String>, Error> {
    let (events, runbook) = (workspace.text(EVENTS)?, workspace.text(RUNBOOK)?);
    let alarming: BTreeSet<&str> = rows(&events, 2).filter(|row| is_alarming(row[1])).map(|row| row[0]).collect();
    let explained: BTreeSet<&str> = rows(&runbook, 1).map(|row| row[0]).collect();
    let mut broken: Vec<String> =
        alarming.difference(&explained).map(|event| format!("{RUNBOOK}: no row for `{event}`")).collect();
    broken
        .extend(explained.difference(&alarming).map(|event| format!("{RUNBOOK}: `{event}` is never at WARN or ERROR")));

    let metrics: BTreeSet<String> = rows(&events, 1).map(|row| row[0].replace('.', "_")).collect();
    for page in DASHBOARDS {
        let text = workspace.text(page)?;
        broken.extend(
            asked_for(&text)
                .filter(|metric| !metrics.contains(*metric))
                .map(|metric| format!("{page}: there is no metric `{metric}`")),
        );
    }
    Ok(broken)
}

/// The cells of rows that begin with one name in backticks and have at least so many more.
fn rows(page: &str, more: usize) -> impl Iterator<Item = Vec<&str>> {
    page.lines().filter_map(move |line| {
        let cells: Vec<&str> = line.strip_prefix("| `")?.split(" | ").collect();
        let (name, rest) = cells.split_first()?;
        let name = name.strip_suffix('`').filter(|name| !name.contains('`'))?;
        (rest.len() >= more).then(|| [&[name], rest].concat())
    })
}

/// Whether the text of a cell begins with a level, and one of those that somebody should look at is in it.
fn is_alarming(levels: &str) -> bool {
    let begins = ["ERROR", "WARN", "INFO", "DEBUG", "as a 5xx", "by code", "by violation"];
    begins.iter().any(|level| levels.starts_with(level))
        && (["WARN", "ERROR", "5xx", "by code", "by violation"].iter().any(|level| levels.contains(level)))
}

/// The metrics in the queries of a page, without what a query adds to a histogram's name.
fn asked_for(page: &str) -> impl Iterator<Item = &str> {
    let functions = page.split(|character: char| !character.is_ascii_alphanumeric() && character != '_');
    functions.filter_map(|word| {
        let histogram =
            ["_seconds_bucket", "_seconds_count", "_seconds_sum"].iter().find_map(|end| word.strip_suffix(end));
        let gauge = ["http_server_active_requests", "sse_subscribers_active", "messages_queued"].contains(&word);
        histogram.or_else(|| (word.ends_with("_total") || gauge).then_some(word))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_alarming_where_somebody_should_look() {
        for (levels, alarming) in [
            ("WARN", true),
            ("INFO; 5xx: ERROR, or WARN if it is told", true),
            ("as a 5xx", true),
            ("INFO", false),
            ("DEBUG", false),
            ("string: `ERROR` `WARN`", false),
        ] {
            assert_eq!(is_alarming(levels), alarming, "{levels}");
        }
    }

    #[test]
    fn metrics_are_found_in_queries() {
        let query = "sum by (le) (rate(a_duration_seconds_bucket{job=\"x\"}[5m])) / increase(b_total[5m])";
        assert_eq!(asked_for(query).collect::<Vec<_>>(), ["a_duration", "b_total"]);
    }

    #[test]
    fn a_row_begins_with_one_name() {
        let page = "| `a` | WARN | told |\n| `a` `b` | WARN | told |\n| a | WARN |\ntext";
        assert_eq!(rows(page, 2).collect::<Vec<_>>(), [["a", "WARN", "told |"]]);
    }
}
