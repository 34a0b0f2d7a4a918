use std::collections::{HashMap, VecDeque};
use std::sync::Arc;

use super::NotedLine;

/// Lines that are kept for an id.
const LINES: usize = 5;
/// Ids that lines are kept for.
const IDS: usize = 4096;

/// The WARN and ERROR lines of the ids seen last.
#[derive(Debug, Default)]
pub(super) struct Notes {
    lines: HashMap<Arc<str>, Vec<NotedLine>>,
    order: VecDeque<Arc<str>>,
}

impl Notes {
    pub(super) fn add(&mut self, id: &str, line: NotedLine) {
        if let Some(lines) = self.lines.get_mut(id) {
            if lines.len() < LINES {
                lines.push(line);
            }
            return;
        }
        if self.order.len() >= IDS
            && let Some(oldest) = self.order.pop_front()
        {
            self.lines.remove(&oldest);
        }
        self.order.push_back(id.into());
        self.lines.insert(id.into(), vec![line]);
    }

    pub(super) fn of(&self, id: Option<&str>) -> Vec<NotedLine> {
        id.and_then(|id| self.lines.get(id)).cloned().unwrap_or_default()
    }
}
