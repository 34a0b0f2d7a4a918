use std::collections::HashMap;
use std::sync::Arc;

use super::open_stage::OpenStage;

/// Stages that have started and not ended yet, in the order in which they started.
///
/// However many there are, each is found at once: a log may hold as many names as it likes.
#[derive(Debug)]
pub(super) enum OpenStages {
    Few(Vec<OpenStage>),
    Many(Many),
}

/// By stage, each with its number.
#[derive(Debug, Default)]
pub(super) struct Many {
    by_stage: HashMap<Arc<str>, Vec<(u64, OpenStage)>>,
    count: usize,
    next: u64,
}

impl OpenStages {
    /// So many are looked through one by one.
    const FEW: usize = 32;

    pub(super) fn push(&mut self, open: OpenStage) {
        match self {
            Self::Few(few) if few.len() < Self::FEW => few.push(open),
            Self::Few(few) => {
                let mut many = Many::default();
                few.drain(..).chain([open]).for_each(|open| many.push(open));
                *self = Self::Many(many);
            }
            Self::Many(many) => many.push(open),
        }
    }

    /// Takes the latest of this stage: it has its end.
    pub(super) fn take_latest(&mut self, stage: &str) -> Option<OpenStage> {
        match self {
            Self::Few(few) => few.iter().rposition(|open| *open.stage == *stage).map(|at| few.remove(at)),
            Self::Many(many) => many.take_latest(stage),
        }
    }

    pub(super) fn latest_mut(&mut self, stage: &str) -> Option<&mut OpenStage> {
        match self {
            Self::Few(few) => few.iter_mut().rev().find(|open| *open.stage == *stage),
            Self::Many(many) => many.by_stage.get_mut(stage)?.last_mut().map(|(_, open)| open),
        }
    }

    /// How many there are of this stage.
    pub(super) fn count(&self, stage: &str) -> usize {
        match self {
            Self::Few(few) => few.iter().filter(|open| *open.stage == *stage).count(),
            Self::Many(many) => many.by_stage.get(stage).map_or(0, Vec::len),
        }
    }

    pub(super) fn len(&self) -> usize {
        match self {
            Self::Few(few) => few.len(),
            Self::Many(many) => many.count,
        }
    }

    /// All of them.
    pub(super) fn take(&mut self) -> Vec<OpenStage> {
        match std::mem::take(self) {
            Self::Few(few) => few,
            Self::Many(many) => many.into_vec(),
        }
    }

    /// The oldest ones, so that `most` are left.
    pub(super) fn take_oldest(&mut self, most: usize) -> Vec<OpenStage> {
        let mut oldest = self.take();
        oldest.split_off(oldest.len().saturating_sub(most)).into_iter().for_each(|open| self.push(open));
        oldest
    }
}

impl Default for OpenStages {
    fn default() -> Self {
        Self::Few(Vec::new())
    }
}

impl From<Vec<OpenStage>> for OpenStages {
    fn from(stages: Vec<OpenStage>) -> Self {
        let mut open = Self::default();
        stages.into_iter().for_each(|stage| open.push(stage));
        open
    }
}

impl Many {
    fn push(&mut self, open: OpenStage) {
        self.by_stage.entry(open.stage.clone()).or_default().push((self.next, open));
        self.count += 1;
        self.next += 1;
    }

    fn take_latest(&mut self, stage: &str) -> Option<OpenStage> {
        let of_stage = self.by_stage.get_mut(stage)?;
        let (_, open) = of_stage.pop()?;
        if of_stage.is_empty() {
            self.by_stage.remove(stage);
        }
        self.count -= 1;
        Some(open)
    }

    fn into_vec(self) -> Vec<OpenStage> {
        let mut all: Vec<_> = self.by_stage.into_values().flatten().collect();
        all.sort_unstable_by_key(|(number, _)| *number);
        all.into_iter().map(|(_, open)| open).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::check::{Place, StageEvent};

    fn open(stage: u8, line: u64) -> OpenStage {
        OpenStage::new(&StageEvent::new(stage.to_string()).place(Place::new(0, line)))
    }

    fn lines(stages: &[OpenStage]) -> Vec<u64> {
        stages.iter().map(|open| open.place.line()).collect()
    }

    proptest! {
        #[test]
        fn few_and_many_are_the_same(
            steps in proptest::collection::vec((0_u8..4, 0_u8..6), 0..200),
            begun in prop_oneof![Just(0_u8), Just(40_u8)],
            left in 0_usize..100,
        ) {
            let mut stages = OpenStages::default();
            let mut plain: Vec<OpenStage> = Vec::new();
            let first = (0..begun).map(|_| (0, 9));
            for ((step, stage), line) in first.chain(steps).zip(1..) {
                let name = stage.to_string();
                if step > 0 {
                    stages.push(open(stage, line));
                    plain.push(open(stage, line));
                } else {
                    let at = plain.iter().rposition(|open| *open.stage == *name);
                    let expected = at.map(|at| plain.remove(at).place);
                    prop_assert_eq!(stages.latest_mut(&name).map(|open| open.place), expected);
                    prop_assert_eq!(stages.take_latest(&name).map(|open| open.place), expected);
                }
                prop_assert_eq!(stages.len(), plain.len());
                prop_assert_eq!(stages.count(&name), plain.iter().filter(|open| *open.stage == *name).count());
            }
            let oldest = plain.len().saturating_sub(left);
            prop_assert_eq!(lines(&stages.take_oldest(left)), lines(&plain[..oldest]));
            prop_assert_eq!(lines(&stages.take()), lines(&plain[oldest..]));
        }
    }
}
