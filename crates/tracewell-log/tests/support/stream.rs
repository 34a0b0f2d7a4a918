use std::collections::HashMap;

use serde_json::Value;

/// A stream that has been read, taken apart; that every line of it parses alone is checked on the way.
#[derive(Debug, Default)]
pub(crate) struct Stream {
    /// Thread, number and level of each line, in the order of the stream.
    pub(crate) lines: Vec<(u64, u64, String)>,
    /// Each notice, and how many lines came before it.
    pub(crate) notices: Vec<(usize, Value)>,
    /// Lines of the program's own.
    pub(crate) printed: Vec<String>,
}

impl Stream {
    pub(crate) fn parse(text: &str) -> Self {
        let mut stream = Self::default();
        assert!(text.is_empty() || text.ends_with('\n'), "the last line is torn");
        for line in text.lines() {
            if line.starts_with("printed ") {
                stream.printed.push(line.to_owned());
                continue;
            }
            let value: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line:.300}"));
            if value.get("target").is_some() {
                stream.notices.push((stream.lines.len(), value));
            } else {
                let level = value["level"].as_str().unwrap().to_owned();
                let line = (value["thread"].as_u64().unwrap(), value["seq"].as_u64().unwrap(), level);
                stream.lines.push(line);
            }
        }
        stream
    }

    /// How many notices of that name there are.
    pub(crate) fn count(&self, name: &str) -> usize {
        self.notices.iter().filter(|(_, notice)| notice["message"] == name).count()
    }

    /// What the stream says was dropped.
    pub(crate) fn dropped(&self) -> u64 {
        self.notices.iter().filter_map(|(_, notice)| notice["dropped"].as_u64()).sum()
    }

    /// How many lines of that level there are.
    pub(crate) fn of_level(&self, level: &str) -> usize {
        self.lines.iter().filter(|line| line.2 == level).count()
    }

    /// Each thread's lines must come in the order in which it wrote them, none twice.
    pub(crate) fn assert_in_order(&self) {
        let mut last = HashMap::new();
        for &(thread, seq, _) in &self.lines {
            if let Some(before) = last.insert(thread, seq) {
                assert!(before < seq, "thread {thread}: {seq} after {before}");
            }
        }
    }
}
