use std::collections::btree_map::Entry as Slot;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tracewell_names::{outcome, stage as names};

use super::open_stage::OpenStage;
use super::open_stages::OpenStages;
use super::waiting::Waiting;
use super::{Place, Rule, StageEvent, StageStats};
use crate::spec::{FlowSpec, Relation, StageKind, StageSpec, Trigger, Unknown};

/// Stages that are told apart in the counts.
const STAGES: usize = 1024;

/// What an event is in its flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'e> {
    Start,
    End(&'e str),
    /// A look-up, or what a flow calls a note.
    Note,
}

impl<'e> Kind<'e> {
    pub(super) fn of(event: &'e StageEvent, spec: Option<&StageSpec>) -> Self {
        let is_note = match spec {
            Some(spec) => spec.kind == StageKind::Note,
            // Whatever a flow says of its own stages, this one never ends.
            None => *event.stage == *names::ROUTER_STRIP_INBOUND_MYCELIUM_HEADERS,
        };
        if is_note {
            return Self::Note;
        }
        match event.outcome.as_deref().filter(|outcome| !outcome.is_empty()) {
            Some(outcome::START) => Self::Start,
            Some(outcome) => Self::End(outcome),
            None if event.cache_hit.is_some() => Self::Note,
            None => Self::Start,
        }
    }
}

/// A violation, before it is known whose.
#[derive(Debug)]
pub(super) struct Draft {
    pub(super) rule: Rule,
    pub(super) stage: Arc<str>,
    pub(super) text: String,
    pub(super) detail: Option<String>,
    pub(super) time: Option<Arc<str>>,
    pub(super) place: Place,
}

impl Draft {
    pub(super) fn at(event: &StageEvent, rule: Rule, text: String) -> Self {
        let (stage, time, place) = (event.stage.clone(), event.time.clone(), event.place);
        Self { rule, stage, text, detail: None, time, place }
    }

    /// What `open` is that never ended.
    pub(super) fn no_end(open: OpenStage, spec: &FlowSpec) -> Self {
        let stage = &open.stage;
        let outcomes = spec.stage_of(stage).map_or(&[][..], |spec| &spec.outcomes);
        let text = match outcomes {
            [] => format!("{stage} started but no {stage} outcome found"),
            [one] => format!("{stage} started but no {stage} outcome={one} found"),
            several => format!("{stage} started but no {stage} outcome ({}) found", several.join("/")),
        };
        let detail = open.odd.map(|odd| format!("outcome={odd} is none of its outcomes"));
        Self { rule: Rule::NoEnd, stage: open.stage, text, detail, time: open.time, place: open.place }
    }
}

/// What surrounds a cycle that is judged.
pub(super) struct Scene<'s> {
    pub(super) spec: &'s FlowSpec,
    /// Stages of cycles without an id that an end may belong to; none where an id says whose it is.
    pub(super) elsewhere: Option<&'s mut Waiting>,
    pub(super) stats: &'s mut BTreeMap<Arc<str>, StageStats>,
    pub(super) first: bool,
    pub(super) found: Vec<Draft>,
}

/// How far a cycle has come.
#[derive(Debug, Default)]
pub(super) struct State {
    pub(super) open: OpenStages,
    /// Stages that the flow asks for: those that have started, and those that have ended well.
    started: BTreeSet<Arc<str>>,
    well: BTreeSet<Arc<str>>,
    /// The relations that were triggered, by their place in the flow.
    expected: Vec<usize>,
    /// Whether a stage of the flow was seen.
    seen: bool,
    /// The stage that opened the cycle, if it is one that does.
    opener: Option<Arc<str>>,
    /// The first stage of the flow that started.
    first: Option<Arc<str>>,
    /// Whether the first event of the cycle is known to be its first.
    whole: bool,
    /// What could not be judged, because nobody knows what was before.
    unjudged: Unjudged,
}

/// The rules that nothing can be said about, in this cycle.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Unjudged {
    inside: bool,
    after: bool,
    required: bool,
}

impl Unjudged {
    pub(super) fn rules(self) -> impl Iterator<Item = Rule> {
        [(self.inside, Rule::Inside), (self.after, Rule::After), (self.required, Rule::Required)]
            .into_iter()
            .filter_map(|(is, rule)| is.then_some(rule))
    }
}

impl State {
    /// A cycle of which only the open stages are known.
    pub(super) fn resumed(open: Vec<OpenStage>) -> Self {
        Self { open: open.into(), seen: true, ..Self::default() }
    }

    /// Takes the first event of the cycle for its beginning.
    pub(super) fn known_from_the_start(&mut self) {
        self.whole = true;
    }

    pub(super) fn unjudged(&self) -> Unjudged {
        self.unjudged
    }

    pub(super) fn apply(&mut self, event: &StageEvent, scene: &mut Scene<'_>) {
        let spec = scene.spec.stage_of(&event.stage);
        match (spec, scene.spec.unknown) {
            (None, Unknown::Ignored) => return,
            (None, Unknown::Refused) => {
                let text = format!("{} is no stage of the flow {}", event.stage, scene.spec.name);
                scene.found.push(Draft::at(event, Rule::UnknownStage, text));
                return;
            }
            _ => {}
        }
        let kind = Kind::of(event, spec);
        if spec.is_some() || scene.spec.opens(&event.stage) {
            self.note_beginning(event, kind, scene.spec);
        }
        self.judge_level(event, spec, scene);
        if let Some(hit) = event.cache_hit {
            self.look_up(event, hit, scene);
        }
        match kind {
            Kind::Start => self.start(event, spec, scene),
            Kind::End(outcome) => self.end(event, outcome, spec, scene),
            Kind::Note => {}
        }
    }

    fn note_beginning(&mut self, event: &StageEvent, kind: Kind<'_>, spec: &FlowSpec) {
        let is_first = !std::mem::replace(&mut self.seen, true);
        if kind != Kind::Start {
            return;
        }
        if self.opener.is_none() && (is_first || self.whole) && spec.opens(&event.stage) {
            self.opener = Some(event.stage.clone());
        }
        if self.first.is_none() {
            self.first = Some(event.stage.clone());
        }
    }

    /// Whether anything of the flow that is not here has not happened either.
    fn is_known(&self) -> bool {
        self.whole || self.opener.is_some()
    }

    fn judge_level(&self, event: &StageEvent, spec: Option<&StageSpec>, scene: &mut Scene<'_>) {
        if let (Some(expected), Some(level)) = (spec.and_then(|spec| spec.level.as_deref()), event.level.as_deref())
            && expected != level
        {
            let text = format!("{} was written as {level} and not as {expected}", event.stage);
            scene.found.push(Draft::at(event, Rule::Level, text));
        }
    }

    fn look_up(&mut self, event: &StageEvent, hit: bool, scene: &mut Scene<'_>) {
        if let Some(stats) = stats_of(scene.stats, &event.stage) {
            let part = stats.part(scene.first);
            *(if hit { &mut part.hits } else { &mut part.misses }) += 1;
        }
        self.trigger(event, &Trigger::CacheHit(hit), scene.spec);
    }

    /// Notes what is expected now. Where a stage is open twice, nobody can tell which of the two is meant.
    fn trigger(&mut self, event: &StageEvent, trigger: &Trigger, spec: &FlowSpec) {
        for (number, relation) in spec.relations.iter().enumerate() {
            if *relation.when == *event.stage {
                self.expected.retain(|expected| *expected != number);
                if relation.trigger == *trigger && self.open_count(&relation.stage) < 2 {
                    self.expected.push(number);
                }
            }
        }
    }

    fn start(&mut self, event: &StageEvent, spec: Option<&StageSpec>, scene: &mut Scene<'_>) {
        if let Some(stats) = stats_of(scene.stats, &event.stage) {
            stats.starts += 1;
        }
        if let Some(spec) = spec {
            self.judge_start(event, spec, scene);
        }
        if spec.is_some() || scene.spec.asks_for(&event.stage) {
            self.started.insert(event.stage.clone());
        }
        self.open.push(OpenStage::new(event));
    }

    fn judge_start(&mut self, event: &StageEvent, spec: &StageSpec, scene: &mut Scene<'_>) {
        let stage = &event.stage;
        // Of what began before the log did, nothing is known.
        let known = |other: &str| self.is_known() || self.has_started(other);
        if scene.spec.strict && !spec.inside.is_empty() && !spec.inside.iter().any(|around| self.open_count(around) > 0)
        {
            let may_be_elsewhere = match &scene.elsewhere {
                Some(waiting) => !self.whole || spec.inside.iter().any(|around| waiting.has(around)),
                None => false,
            };
            if !may_be_elsewhere && spec.inside.iter().any(|around| known(around)) {
                let text = format!("{stage} started outside of {}", spec.inside.join("/"));
                scene.found.push(Draft::at(event, Rule::Inside, text));
            } else {
                self.unjudged.inside = true;
            }
        }
        for before in spec.after.iter().filter(|before| !self.well.contains(before.as_str())) {
            if self.is_known() || self.has_started(before) {
                let text = format!("{stage} started before {before} had ended well");
                scene.found.push(Draft::at(event, Rule::After, text));
            } else {
                self.unjudged.after = true;
            }
        }
        if spec.once && self.has_started(stage) {
            scene.found.push(Draft::at(event, Rule::Once, format!("{stage} started a second time")));
        }
    }

    fn end(&mut self, event: &StageEvent, outcome: &str, spec: Option<&StageSpec>, scene: &mut Scene<'_>) {
        let stage = &event.stage;
        if spec.is_some_and(|spec| !spec.ends_with(outcome)) {
            match self.open.latest_mut(stage) {
                Some(open) => open.odd = Some(outcome.into()),
                None => {
                    let text = format!("{stage} has no outcome={outcome}");
                    scene.found.push(Draft::at(event, Rule::UnknownOutcome, text));
                }
            }
            return;
        }
        let alone = match spec {
            Some(spec) => spec.is_alone(outcome),
            None => **stage == *names::IDENTITY_EMAIL && outcome == outcome::FROM_TOKEN,
        };
        let here = self.open.take_latest(stage);
        let began = here.or_else(|| scene.elsewhere.as_mut().filter(|_| !alone)?.settle(stage));
        if let Some(stats) = stats_of(scene.stats, stage) {
            stats.count_outcome(outcome);
            let part = stats.part(scene.first);
            match outcome {
                outcome::FROM_CACHE if event.cache_hit.is_none() => part.hits += 1,
                outcome::RESOLVED if event.cache_hit.is_none() => part.misses += 1,
                _ => {}
            }
            let took = began.as_ref().and_then(|began| began.took(event)).or(event.duration_ms);
            if let Some(took) = took.filter(|took| took.is_finite() && *took >= 0.0) {
                stats.part(scene.first).durations.add(took);
            }
        }
        match &began {
            Some(began) => judge_time(event, began, spec, scene),
            None if !alone && self.is_enclosed(spec, scene.spec) => {
                let text = format!("{stage} ended with outcome={outcome} but had not started");
                scene.found.push(Draft::at(event, Rule::NoStart, text));
            }
            None => {}
        }
        if outcome::FAILURES.contains(&outcome) {
            self.expected.retain(|number| scene.spec.relations.get(*number).is_none_or(|it| *it.stage != **stage));
        } else {
            self.judge_relations(event, outcome, scene);
            if spec.is_some() || scene.spec.asks_for(stage) {
                self.well.insert(stage.clone());
            }
        }
        self.trigger(event, &Trigger::Outcome(outcome.to_owned()), scene.spec);
    }

    fn judge_relations(&mut self, event: &StageEvent, outcome: &str, scene: &mut Scene<'_>) {
        let mut broken: Vec<&Relation> = Vec::new();
        let spec = scene.spec;
        self.expected.retain(|number| match spec.relations.get(*number) {
            Some(relation) if *relation.stage == *event.stage => {
                if !relation.outcomes.iter().any(|allowed| allowed == outcome) {
                    broken.push(relation);
                }
                false
            }
            _ => true,
        });
        for relation in broken {
            let expected = relation.outcomes.join("/");
            let text =
                format!("{} must be followed by {} outcome={expected}, not {outcome}", relation.seen(), event.stage);
            scene.found.push(Draft::at(event, Rule::Relation, text));
        }
    }

    /// Whether a start would have to be in the log: what is around the stage has its start there.
    fn is_enclosed(&self, stage: Option<&StageSpec>, spec: &FlowSpec) -> bool {
        let around = stage.map_or(&[][..], |stage| &stage.inside);
        if around.is_empty() {
            let is_opener = |name: &str| self.opener.as_deref() == Some(name);
            let mut openers = spec.cycle_starts.iter().map(String::as_str).chain(self.opener.as_deref());
            // What opens a cycle is inside of nothing: its second end is told by nobody.
            return stage.is_none_or(|stage| !is_opener(&stage.name)) && openers.any(|name| self.open_count(name) > 0);
        }
        around.iter().any(|around| self.open_count(around) > 0)
    }

    /// What is missing now that nothing more comes. The stages that are still open are the caller's to judge.
    pub(super) fn finish(&mut self, last: &StageEvent, scene: &mut Scene<'_>) {
        let mut required = scene.spec.stages.values().filter(|spec| spec.required).peekable();
        if required.peek().is_none() {
            return;
        }
        // Where all is known and no stage was named that opens a cycle, the first one did.
        let by_itself = self.first.as_ref().filter(|_| self.whole && !scene.spec.starts_named);
        let Some(opener) = self.opener.as_ref().or(by_itself) else {
            self.unjudged.required = self.seen && !self.whole;
            return;
        };
        if !self.well.contains(opener) {
            return;
        }
        for spec in required {
            if !self.well.contains(spec.name.as_str()) {
                let text = format!("{opener} ended well without {}", spec.name);
                scene.found.push(Draft::at(last, Rule::Required, text));
            }
        }
    }

    fn open_count(&self, stage: &str) -> usize {
        self.open.count(stage)
    }

    fn has_started(&self, stage: &str) -> bool {
        self.started.contains(stage)
    }
}

fn judge_time(event: &StageEvent, began: &OpenStage, spec: Option<&StageSpec>, scene: &mut Scene<'_>) {
    let limit = spec.and_then(|spec| spec.within).map(|limit| limit.as_secs_f64() * 1000.0);
    if let (Some(limit), Some(took)) = (limit, began.took(event))
        && took > limit
    {
        let text = format!("{} took {took:.0} ms, longer than {limit:.0} ms", event.stage);
        let mut draft = Draft::at(event, Rule::Within, text);
        (draft.time, draft.place) = (began.time.clone(), began.place);
        scene.found.push(draft);
    }
}

fn stats_of<'s>(stats: &'s mut BTreeMap<Arc<str>, StageStats>, stage: &Arc<str>) -> Option<&'s mut StageStats> {
    let has_room = stats.len() < STAGES;
    match stats.entry(Arc::clone(stage)) {
        Slot::Occupied(known) => Some(known.into_mut()),
        Slot::Vacant(new) => has_room.then(|| new.insert(StageStats::default())),
    }
}
