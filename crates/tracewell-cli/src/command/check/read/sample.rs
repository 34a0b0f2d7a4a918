use std::collections::BTreeSet;

/// Lines that are looked at to say why there was nothing to check.
const LINES: u64 = 1000;

/// What the beginning of the logs looked like.
#[derive(Debug, Default)]
pub(super) struct Sample {
    lines: u64,
    json: u64,
    text: u64,
    levels: BTreeSet<String>,
}

impl Sample {
    pub(super) fn is_wanted(&self) -> bool {
        self.lines < LINES
    }

    pub(super) fn line(&mut self) {
        self.lines += 1;
    }

    pub(super) fn json(&mut self, level: Option<&str>) {
        self.json += 1;
        self.level(level);
    }

    pub(super) fn text(&mut self, level: &str) {
        self.text += 1;
        self.level(Some(level));
    }

    /// Takes over what another one has seen.
    pub(super) fn absorb(&mut self, other: Self) {
        self.lines += other.lines;
        self.json += other.json;
        self.text += other.text;
        other.levels.iter().for_each(|level| self.level(Some(level)));
    }

    fn level(&mut self, level: Option<&str>) {
        if let Some(level) = level.filter(|level| level.len() <= 8 && self.levels.len() < 8)
            && !self.levels.contains(level)
        {
            self.levels.insert(level.to_owned());
        }
    }

    /// Why there was nothing.
    pub(super) fn why(&self) -> String {
        let entries = self.json + self.text;
        if self.lines == 0 {
            "the log is empty".to_owned()
        } else if entries == 0 {
            "unknown format: no line is a JSON object, and none begins with a level".to_owned()
        } else if !self.levels.is_empty() && self.levels.iter().all(|level| matches!(level.as_str(), "WARN" | "ERROR"))
        {
            "other level: only WARN and ERROR are in the log, and stage events are INFO; RUST_LOG or LOG_LEVEL may be \
             too high"
                .to_owned()
        } else {
            "no stage event: there are log lines, but none has the field `stage`; the service may not write stages, or \
             filter them out by level"
                .to_owned()
        }
    }
}
