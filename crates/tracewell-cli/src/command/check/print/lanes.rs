use tracewell_flow::StageEvent;
use tracewell_names::outcome;

/// One run of a stage in a cycle, as a bar.
#[derive(Debug, PartialEq)]
pub(super) struct Lane<'e> {
    pub(super) stage: &'e str,
    /// Microseconds since the cycle began.
    pub(super) start: f64,
    pub(super) end: f64,
    /// `None` where it never ended.
    pub(super) outcome: Option<&'e str>,
    pub(super) cache_hit: Option<bool>,
}

/// Puts starts and ends together. Where events have no time, their order stands for it.
pub(super) fn lanes(events: &[StageEvent]) -> (Vec<Lane<'_>>, f64) {
    let timed = events.iter().all(|event| event.micros().is_some());
    let first = events.iter().filter_map(StageEvent::micros).min().unwrap_or_default();
    let mut lanes: Vec<Lane<'_>> = Vec::new();
    let mut last = 1.0_f64;
    for (number, event) in events.iter().enumerate() {
        let at = match event.micros().filter(|_| timed) {
            Some(micros) => micros.saturating_sub(first) as f64,
            None => number as f64,
        };
        last = last.max(at);
        let stage = event.stage_name();
        let ends = event.outcome_word().filter(|word| *word != outcome::START);
        let open = lanes
            .iter_mut()
            .rev()
            .find(|lane| lane.stage == stage && lane.outcome.is_none() && lane.cache_hit.is_none());
        match (ends, open) {
            (Some(outcome), Some(open)) => (open.end, open.outcome) = (at, Some(outcome)),
            (outcome, _) => {
                let cache_hit = event.found_in_cache();
                let is_point = outcome.is_some() || cache_hit.is_some();
                lanes.push(Lane {
                    stage,
                    start: at,
                    end: if is_point { at } else { f64::INFINITY },
                    outcome,
                    cache_hit,
                });
            }
        }
    }
    lanes.iter_mut().for_each(|lane| lane.end = lane.end.min(last));
    (lanes, last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn starts_and_ends_become_bars() {
        let event = |stage: &str, outcome: &str, second: u8| {
            StageEvent::new(stage).outcome(outcome).time(format!("2026-11-22T03:15:0{second}Z"))
        };
        let events = [event("a", "start", 1), event("b", "start", 2), event("b", "ok", 3), event("c", "alone", 4)];
        let (lanes, last) = lanes(&events);
        let bars: Vec<_> =
            lanes.iter().map(|lane| (lane.stage, lane.start / 1e6, lane.end / 1e6, lane.outcome)).collect();
        assert_eq!(last, 3e6);
        assert_eq!(bars, [("a", 0.0, 3.0, None), ("b", 1.0, 2.0, Some("ok")), ("c", 3.0, 3.0, Some("alone"))]);
    }
}
