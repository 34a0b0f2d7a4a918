use std::io;
use std::mem;
use std::panic::resume_unwind;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread;

use tracewell_flow::Place;

use super::batch::Batch;
use super::judge::Judge;
use super::read::{Entries, Found, Reader};
use super::reading::{Judged, Reading};
use crate::Streams;
use crate::input::{Step, read_with};

/// Batches that may wait: what is read ahead stays bounded.
const BATCHES: usize = 8;

/// Reads logs to their ends, and judges what was found on a thread of its own meanwhile.
///
/// Lines that are entries by themselves are taken apart over there, for finding them takes as long. Where judging falls behind, as in
/// a log of nothing but stages, they are taken apart here.
pub(super) fn read_ahead(reading: Reading<'_>, streams: &mut Streams<'_>) -> io::Result<Judged> {
    let Reading { logs, follow, mut entries, judge } = reading;
    let reader = entries.new_reader();
    thread::scope(|scope| {
        let (sender, batches) = sync_channel(BATCHES);
        let judging = thread::Builder::new()
            .name("judge".to_owned())
            .spawn_scoped(scope, move || judge_all(judge, reader, &batches))?;
        let mut ahead = Ahead { sender, batch: Batch::new() };
        let all_read = read_with(logs, &Entries::needles(), follow.as_ref(), streams, |step, _| {
            let mut each = |found: Found<'_>, place| ahead.batch.add(found, place);
            match step {
                Step::Line(line, log, number, behind) => {
                    entries.add(line, behind, Place::new(log, number), &mut each);
                }
                Step::End | Step::Idle => entries.finish(&mut each),
            }
            if ahead.batch.is_full() {
                ahead.hand_over(entries.reader());
            }
            Ok(entries.want())
        })?;
        ahead.hand_over(entries.reader());
        drop(ahead);
        let (judge, reader) = judging.join().unwrap_or_else(|panic| resume_unwind(panic));
        entries.absorb(reader);
        Ok(Judged { entries, judge, told: 0, all_read })
    })
}

fn judge_all(mut judge: Judge, mut reader: Reader, batches: &Receiver<Batch>) -> (Judge, Reader) {
    for batch in batches {
        batch.read(&mut reader, |entry, place| judge.add(entry, place));
        judge.collect();
    }
    (judge, reader)
}

struct Ahead {
    sender: SyncSender<Batch>,
    batch: Batch,
}

impl Ahead {
    fn hand_over(&mut self, reader: &mut Reader) {
        let batch = mem::replace(&mut self.batch, Batch::new());
        if let Err(TrySendError::Full(batch)) = self.sender.try_send(batch) {
            // Nobody takes it only if the judge has panicked, which its end will say.
            let _ = self.sender.send(batch.into_entries(reader));
        }
    }
}
