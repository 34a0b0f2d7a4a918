use std::collections::HashMap;
use std::str::FromStr;
use std::time::Duration;

use serde::Deserialize;
use toml::Spanned;
use tracewell_names::outcome;

use super::sense::startable;
use super::{FlowSpec, Relation, SpecError, StageKind, StageSpec, Unknown};

/// The version of the format.
const VERSION: i64 = 1;
const LEVELS: [&str; 5] = ["ERROR", "WARN", "INFO", "DEBUG", "TRACE"];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: Spanned<i64>,
    name: String,
    /// For readers of the file.
    #[serde(default, rename = "description")]
    _description: String,
    extends: Option<Spanned<String>>,
    #[serde(default)]
    order: Option<Spanned<String>>,
    #[serde(default)]
    unknown: Option<Spanned<String>>,
    #[serde(default)]
    cycle: Cycle,
    #[serde(default)]
    stage: Vec<Spanned<Stage>>,
    #[serde(default)]
    relation: Vec<Spanned<RelationTable>>,
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cycle {
    #[serde(default)]
    starts: Vec<Spanned<String>>,
    #[serde(default)]
    starts_outside: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stage {
    name: Spanned<String>,
    #[serde(default)]
    note: bool,
    #[serde(default)]
    outcomes: Vec<Spanned<String>>,
    #[serde(default)]
    alone: Vec<Spanned<String>>,
    #[serde(default)]
    inside: Vec<Spanned<String>>,
    #[serde(default)]
    after: Vec<Spanned<String>>,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    once: bool,
    within: Option<Spanned<String>>,
    level: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RelationTable {
    stage: Spanned<String>,
    cache_hit: Option<bool>,
    outcome: Option<String>,
    then: Spanned<String>,
    outcomes: Vec<String>,
}

/// Reads a specification in TOML.
///
/// ```
/// use tracewell_flow::FlowSpec;
///
/// let spec: FlowSpec = r#"
///     version = 1
///     name = "checkout"
///
///     [[stage]]
///     name = "checkout.charge"
///     outcomes = ["ok", "declined"]
///     within = "2s"
/// "#
/// .parse()?;
///
/// let wrong = "version = 1\nname = \"x\"\n[[stage]]\nname = \"a\"\nwithin = \"soon\"\n".parse::<FlowSpec>();
/// assert_eq!(wrong.unwrap_err().line(), 5);
/// # Ok::<(), tracewell_flow::SpecError>(())
/// ```
impl FromStr for FlowSpec {
    type Err = SpecError;

    fn from_str(text: &str) -> Result<Self, SpecError> {
        let line = |at: usize| text.bytes().take(at).filter(|byte| *byte == b'\n').count() + 1;
        let file: File = toml::from_str(text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            SpecError::new(line(at), error.message().trim_end())
        })?;
        Reader { text }.spec(file)
    }
}

struct Reader<'t> {
    text: &'t str,
}

impl Reader<'_> {
    fn wrong<T>(&self, what: &Spanned<T>, reason: impl Into<String>) -> SpecError {
        let before = self.text.bytes().take(what.span().start);
        SpecError::new(before.filter(|byte| *byte == b'\n').count() + 1, reason)
    }

    fn spec(&self, file: File) -> Result<FlowSpec, SpecError> {
        if *file.version.get_ref() != VERSION {
            return Err(self
                .wrong(&file.version, format!("version {} is not known; this is {VERSION}", file.version.get_ref())));
        }
        let mut spec = match &file.extends {
            None => FlowSpec::new(file.name),
            Some(base) if base.get_ref() == "builtin" => {
                FlowSpec { name: file.name, first: None, starts_named: false, ..FlowSpec::builtin() }
            }
            Some(base) => {
                return Err(
                    self.wrong(base, format!("no specification `{}`; `builtin` can be extended", base.get_ref()))
                );
            }
        };
        if let Some(order) = &file.order {
            spec.strict = match order.get_ref().as_str() {
                "strict" => true,
                "loose" => false,
                other => return Err(self.wrong(order, format!("`{other}` is no order; `strict` and `loose` are"))),
            };
        }
        if let Some(unknown) = &file.unknown {
            spec.unknown = match unknown.get_ref().as_str() {
                "must_end" => Unknown::MustEnd,
                "ignore" => Unknown::Ignored,
                "refuse" => Unknown::Refused,
                other => {
                    let reason = format!("unknown = `{other}`; `must_end`, `ignore` and `refuse` can be said");
                    return Err(self.wrong(unknown, reason));
                }
            };
        }
        let mut times: HashMap<&str, usize> = HashMap::new();
        for stage in &file.stage {
            *times.entry(stage.get_ref().name.get_ref()).or_default() += 1;
        }
        for stage in &file.stage {
            let read = self.stage(stage.get_ref())?;
            if times.get(read.name.as_str()).is_some_and(|times| *times > 1) {
                return Err(self.wrong(&stage.get_ref().name, format!("stage `{}` stands here twice", read.name)));
            }
            spec = spec.stage(read);
        }
        if !file.cycle.starts.is_empty() || !file.cycle.starts_outside.is_empty() {
            spec.cycle_starts = names(&file.cycle.starts);
            spec.inner_cycle_starts = names(&file.cycle.starts_outside);
            spec.starts_named = true;
        }
        let mut used: Vec<&Spanned<String>> = file.cycle.starts.iter().chain(&file.cycle.starts_outside).collect();
        for stage in &file.stage {
            used.extend(stage.get_ref().inside.iter().chain(&stage.get_ref().after));
        }
        for relation in &file.relation {
            used.extend([&relation.get_ref().stage, &relation.get_ref().then]);
            spec = spec.relation(self.relation(relation)?);
        }
        for name in used {
            if spec.stage_of(name.get_ref()).is_none() {
                return Err(self.wrong(name, format!("no stage `{}` is declared", name.get_ref())));
            }
        }
        if spec.stages.is_empty() {
            return Err(self.wrong(&file.version, "a flow needs a `[[stage]]`"));
        }
        for name in file.cycle.starts.iter().chain(&file.cycle.starts_outside) {
            self.does_start(name, &spec)?;
        }
        if let Some(late) = file
            .cycle
            .starts
            .iter()
            .find(|name| spec.stage_of(name.get_ref()).is_some_and(|stage| !stage.after.is_empty()))
        {
            let reason = format!("`{}` comes after another stage: it can never open a cycle", late.get_ref());
            return Err(self.wrong(late, reason));
        }
        let can_start = startable(&spec);
        for stage in file.stage.iter().map(Spanned::get_ref) {
            for name in stage.inside.iter().chain(&stage.after) {
                self.does_start(name, &spec)?;
            }
            if let Some(reason) = stage.after.first().or(stage.inside.first())
                && !can_start.contains(stage.name.get_ref().as_str())
            {
                let name = stage.name.get_ref();
                return Err(self.wrong(reason, format!("`{name}` can never start: it waits for itself")));
            }
        }
        for relation in file.relation.iter().map(Spanned::get_ref) {
            self.can_hold(relation, &spec)?;
        }
        Ok(spec)
    }

    /// A note can't be waited for.
    fn does_start(&self, name: &Spanned<String>, spec: &FlowSpec) -> Result<(), SpecError> {
        match spec.stage_of(name.get_ref()) {
            Some(stage) if stage.kind == StageKind::Note => {
                Err(self.wrong(name, format!("`{}` is a note: it neither starts nor ends", name.get_ref())))
            }
            _ => Ok(()),
        }
    }

    /// Whether the outcomes of a relation are some that its stages have.
    fn can_hold(&self, relation: &RelationTable, spec: &FlowSpec) -> Result<(), SpecError> {
        let has = |name: &Spanned<String>, outcome: &str| {
            spec.stage_of(name.get_ref()).is_none_or(|stage| stage.ends_with(outcome))
        };
        let without = |name: &Spanned<String>, outcome: &str| {
            Err(self.wrong(name, format!("`{}` has no outcome `{outcome}`", name.get_ref())))
        };
        if let Some(outcome) = relation.outcome.as_deref().filter(|outcome| !has(&relation.stage, outcome)) {
            return without(&relation.stage, outcome);
        }
        match relation.outcomes.iter().find(|outcome| !has(&relation.then, outcome)) {
            Some(outcome) => without(&relation.then, outcome),
            None => self.does_start(&relation.then, spec),
        }
    }

    fn stage(&self, stage: &Stage) -> Result<StageSpec, SpecError> {
        let name = stage.name.get_ref();
        if name.trim().is_empty() {
            return Err(self.wrong(&stage.name, "a stage needs a name"));
        }
        for outcome in stage.outcomes.iter().chain(&stage.alone) {
            if outcome.get_ref() == outcome::START {
                return Err(self.wrong(outcome, "`start` begins a stage and cannot end it"));
            }
            if outcome.get_ref().is_empty() {
                return Err(self.wrong(outcome, "an outcome needs a name"));
            }
        }
        if let Some(failure) = stage.outcomes.iter().find(|word| outcome::FAILURES.contains(&word.get_ref().as_str())) {
            let reason = format!("`{}` ends any stage; `outcomes` are those of one that went well", failure.get_ref());
            return Err(self.wrong(failure, reason));
        }
        let asked = [
            (!stage.outcomes.is_empty(), "outcomes"),
            (!stage.alone.is_empty(), "alone"),
            (!stage.inside.is_empty(), "inside"),
            (!stage.after.is_empty(), "after"),
            (stage.required, "required"),
            (stage.once, "once"),
            (stage.within.is_some(), "within"),
        ];
        if let Some((_, key)) = asked.into_iter().find(|(is_asked, _)| stage.note && *is_asked) {
            let reason = format!("`{name}` is a note: it neither starts nor ends, and `{key}` says nothing of it");
            return Err(self.wrong(&stage.name, reason));
        }
        let mut spec = if stage.note { StageSpec::note(name) } else { StageSpec::new(name) };
        spec = spec
            .outcomes(names(&stage.outcomes))
            .alone(names(&stage.alone))
            .inside(names(&stage.inside))
            .after(names(&stage.after));
        spec.required = stage.required;
        spec.once = stage.once;
        if let Some(within) = &stage.within {
            let limit = duration(within.get_ref()).ok_or_else(|| {
                self.wrong(within, format!("`{}` is no time; `250ms`, `2s` and `5m` are", within.get_ref()))
            })?;
            spec = spec.within(limit);
        }
        if let Some(level) = &stage.level {
            let known = LEVELS.iter().find(|known| known.eq_ignore_ascii_case(level.get_ref()));
            let known = known.ok_or_else(|| self.wrong(level, format!("`{}` is no level", level.get_ref())))?;
            spec = spec.level(*known);
        }
        Ok(spec)
    }

    fn relation(&self, relation: &Spanned<RelationTable>) -> Result<Relation, SpecError> {
        let table = relation.get_ref();
        let when = table.stage.get_ref();
        let read = match (table.cache_hit, &table.outcome) {
            (Some(hit), None) => Relation::cache_hit(when, hit),
            (None, Some(outcome)) => Relation::outcome(when, outcome),
            _ => return Err(self.wrong(&table.stage, "a relation needs either `cache_hit` or `outcome`")),
        };
        if table.outcomes.is_empty() {
            return Err(self.wrong(&table.then, "a relation needs `outcomes`"));
        }
        Ok(read.then(table.then.get_ref(), table.outcomes.iter().cloned()))
    }
}

fn names(names: &[Spanned<String>]) -> Vec<String> {
    names.iter().map(|name| name.get_ref().clone()).collect()
}

/// `250ms`, `2s`, `1.5s`, `5m`.
fn duration(text: &str) -> Option<Duration> {
    let unit = text.find(|character: char| character.is_ascii_alphabetic())?;
    let (number, unit) = text.split_at_checked(unit)?;
    let number: f64 = number.trim().parse().ok()?;
    let seconds = match unit {
        "ms" => number / 1000.0,
        "s" => number,
        "m" => number * 60.0,
        "h" => number * 3600.0,
        _ => return None,
    };
    if seconds > 0.0 { Duration::try_from_secs_f64(seconds).ok() } else { None }
}
