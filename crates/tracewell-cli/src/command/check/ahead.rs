use std::io;
use std::mem;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread;

use tracewell_flow::{Entry, Place};

use super::judge::Judge;
use super::read::Entries;
use super::reading::{Judged, Reading};
use crate::Streams;
use crate::input::{Step, read_with};

/// Entries that are handed over at once.
const BATCH: usize = 512;
/// Batches that may wait: what is read ahead stays bounded.
const BATCHES: usize = 8;

type Batch = Vec<(Entry, Place)>;

/// Reads logs to their ends, and judges what was read on a thread of its own meanwhile.
pub(super) fn read_ahead(reading: Reading<'_>, streams: &mut Streams<'_>) -> io::Result<Judged> {
    let Reading { logs, follow, mut entries, judge } = reading;
    thread::scope(|scope| {
        let (sender, batches) = sync_channel(BATCHES);
        let judging = thread::Builder::new().spawn_scoped(scope, move || judge_all(judge, &batches))?;
        let mut ahead = Ahead { sender, batch: Vec::with_capacity(BATCH) };
        let all_read = read_with(logs, &Entries::needles(), follow.as_ref(), streams, |step, _| {
            let mut each = |entry, place| ahead.add(entry, place);
            match step {
                Step::Line(line, log, number, behind) => {
                    entries.add(line, behind, Place::new(log, number), &mut each);
                }
                Step::End | Step::Idle => entries.finish(&mut each),
            }
            Ok(entries.want())
        })?;
        ahead.hand_over();
        drop(ahead);
        let judge = judging.join().unwrap_or_else(|panic| resume_unwind(panic));
        Ok(Judged { entries, judge, told: 0, all_read })
    })
}

fn judge_all(mut judge: Judge, batches: &Receiver<Batch>) -> Judge {
    for batch in batches {
        for (entry, place) in batch {
            judge.add(entry, place);
        }
        judge.collect();
    }
    judge
}

struct Ahead {
    sender: SyncSender<Batch>,
    batch: Batch,
}

impl Ahead {
    fn add(&mut self, entry: Entry, place: Place) {
        self.batch.push((entry, place));
        if self.batch.len() == BATCH {
            self.hand_over();
        }
    }

    fn hand_over(&mut self) {
        // Nobody takes it only if the judge has panicked, which its end will say.
        let _ = self.sender.send(mem::replace(&mut self.batch, Vec::with_capacity(BATCH)));
    }
}
