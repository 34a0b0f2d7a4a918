use jiff::Timestamp;

use super::queue::{Class, Waiting};
use super::store::Store;
use crate::line::LineTime;
use crate::{Error, Hash, Head};

/// The end of the chain as it is on disk, and what it takes to add to it.
#[derive(Debug)]
pub(super) struct Tail {
    pub(super) head: Head,
    /// What the next line names as the one before it.
    pub(super) tip: Hash,
    pub(super) time: Timestamp,
}

/// Some events as they were written: their lines and the end of the chain behind them.
struct Composed {
    lines: Vec<u8>,
    heads: Vec<Head>,
    tail: Tail,
}

impl Tail {
    fn compose(&self, batch: &[Waiting]) -> Composed {
        let mut lines = Vec::with_capacity(batch.iter().map(|waiting| waiting.draft.len()).sum());
        let mut heads = Vec::with_capacity(batch.len());
        // Never back, even if the clock is: so the order of times is that of lines.
        let time = Timestamp::now().max(self.time);
        let line_time = LineTime::from(time);
        let (mut head, mut tip) = (self.head, self.tip);
        for waiting in batch {
            tip = waiting.draft.write(head.seq() + 1, &line_time, &tip, &mut lines);
            head = Head::new(head.seq() + 1, tip);
            heads.push(head);
        }
        Composed { lines, heads, tail: Self { head, tip, time } }
    }
}

/// What became of a batch.
#[derive(Default)]
pub(super) struct Committed {
    /// What is in the log, and beside it where.
    pub(super) written: Vec<Waiting>,
    pub(super) heads: Vec<Head>,
    pub(super) lost: Vec<(Waiting, Error)>,
    pub(super) lines: Vec<u8>,
}

/// Writes a batch, and what matters less only if there is room for it.
pub(super) fn commit(store: &mut Store, tail: &mut Tail, batch: Vec<Waiting>, sync: bool) -> Committed {
    let error = match try_commit(store, tail, &batch, sync) {
        Ok((heads, lines)) => return Committed { written: batch, heads, lost: Vec::new(), lines },
        Err(error) => error,
    };
    let (changes, rest): (Vec<_>, Vec<_>) = batch.into_iter().partition(|waiting| waiting.class == Class::Change);
    let mut lost: Vec<_> = rest.into_iter().map(|waiting| (waiting, error.clone())).collect();
    if lost.is_empty() || changes.is_empty() {
        lost.extend(changes.into_iter().map(|waiting| (waiting, error.clone())));
        return Committed { lost, ..Committed::default() };
    }
    match try_commit(store, tail, &changes, sync) {
        Ok((heads, lines)) => Committed { written: changes, heads, lost, lines },
        Err(error) => {
            lost.extend(changes.into_iter().map(|waiting| (waiting, error.clone())));
            Committed { lost, ..Committed::default() }
        }
    }
}

fn try_commit(
    store: &mut Store,
    tail: &mut Tail,
    batch: &[Waiting],
    sync: bool,
) -> Result<(Vec<Head>, Vec<u8>), Error> {
    let composed = tail.compose(batch);
    // A batch that changes nothing need not wait for the disk.
    let sync = sync && batch.iter().any(|waiting| waiting.class == Class::Change);
    let done = store.write(&composed.lines).and_then(|()| if sync { store.sync() } else { Ok(()) });
    if let Err(error) = done {
        // If this fails as well, the store tries again before it writes anything else.
        let _ = store.undo();
        return Err(error.into());
    }
    store.keep();
    *tail = composed.tail;
    Ok((composed.heads, composed.lines))
}
