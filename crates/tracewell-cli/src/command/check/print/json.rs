use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::Serialize;
use tracewell_flow::{Side, StageStats};

use crate::command::check::report::Report;
use crate::output;

#[derive(Serialize)]
struct Document {
    flow: String,
    result: &'static str,
    stage_events: u64,
    cycle_count: u64,
    violation_count: u64,
    cycles: Vec<CycleObject>,
    violations: Vec<ViolationObject>,
    stages: Vec<StageObject>,
    notes: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<String>,
}

#[derive(Serialize)]
struct CycleObject {
    cycle: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<String>,
    event_count: u64,
    events: Vec<EventObject>,
}

#[derive(Serialize)]
struct EventObject {
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    stage: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    outcome: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_hit: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<f64>,
    line: String,
}

#[derive(Serialize)]
struct ViolationObject {
    rule: &'static str,
    stage: String,
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    correlation_id: Option<String>,
    cycle: u64,
    line: String,
    lines: Vec<LineObject>,
}

#[derive(Serialize)]
struct LineObject {
    level: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    time: Option<String>,
    text: String,
    line: String,
}

#[derive(Serialize)]
struct StageObject {
    stage: String,
    starts: u64,
    outcomes: BTreeMap<String, u64>,
    first: SideObject,
    later: SideObject,
}

#[derive(Serialize)]
struct SideObject {
    runs: u64,
    p50_ms: Option<f64>,
    p95_ms: Option<f64>,
    p99_ms: Option<f64>,
    lookups: u64,
    cache_hits: u64,
}

/// The report as one JSON object.
pub(in crate::command::check) fn write_json(output: &mut dyn Write, report: &Report<'_>) -> io::Result<()> {
    let text = |text: &str| report.redactor.text(text);
    let cycles = report.cycles.iter().map(|(cycle, shown)| CycleObject {
        cycle,
        correlation_id: shown.id.as_deref().map(text),
        event_count: shown.count,
        events: shown
            .events
            .iter()
            .map(|event| EventObject {
                time: event.time_text().map(text),
                stage: text(event.stage_name()),
                outcome: event.outcome_word().map(text),
                cache_hit: event.found_in_cache(),
                duration_ms: event.took_ms(),
                line: report.place(event.stands_at()),
            })
            .collect(),
    });
    let violations = report.summary.violations().iter().map(|violation| ViolationObject {
        rule: violation.rule().as_str(),
        stage: text(violation.stage()),
        text: text(violation.text()),
        detail: violation.detail().map(text),
        time: violation.time().map(text),
        correlation_id: violation.id().map(text),
        cycle: violation.cycle(),
        line: report.place(violation.place()),
        lines: violation
            .lines()
            .iter()
            .map(|line| LineObject {
                level: text(line.level()),
                time: line.time().map(text),
                text: text(line.text()),
                line: report.place(line.place()),
            })
            .collect(),
    });
    let stages = report.summary.stages().map(|(stage, stats)| StageObject {
        stage: text(stage),
        starts: stats.starts(),
        outcomes: stats.outcomes().map(|(outcome, count)| (text(outcome), count)).collect(),
        first: side(stats, Side::First),
        later: side(stats, Side::Later),
    });
    let document = Document {
        flow: text(&report.flow),
        result: report.verdict().word(),
        stage_events: report.summary.stage_events(),
        cycle_count: report.summary.cycles(),
        violation_count: report.summary.violation_count(),
        cycles: cycles.collect(),
        violations: violations.collect(),
        stages: stages.collect(),
        notes: report.notes(),
        reason: report.nothing.clone(),
    };
    output::write_json(output, &document)
}

fn side(stats: &StageStats, side: Side) -> SideObject {
    let (lookups, cache_hits) = stats.lookups(side);
    let share = |share| stats.duration_ms(side, share).map(|ms| (ms * 1000.0).round() / 1000.0);
    SideObject {
        runs: stats.timed(side),
        p50_ms: share(0.5),
        p95_ms: share(0.95),
        p99_ms: share(0.99),
        lookups,
        cache_hits,
    }
}
