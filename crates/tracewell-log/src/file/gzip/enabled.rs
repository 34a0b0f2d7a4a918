use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Result};
use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::file::platform::{Identity, open};
use crate::file::slots::{Slots, is_done};

/// A third of the time of the usual level, for a tenth more bytes.
const LEVEL: Compression = Compression::new(3);

/// Packs full files, the oldest first, on a thread of its own that holds up nobody.
#[derive(Debug)]
pub(in crate::file) struct Compressor {
    // Numbers change under it, and a packed file takes the place of its source under it: neither takes long.
    still: Arc<Mutex<()>>,
    work: Option<SyncSender<Slots>>,
}

impl Compressor {
    pub(in crate::file) fn new() -> Self {
        Self { still: Arc::default(), work: None }
    }

    /// Changes names while the other thread changes none.
    pub(in crate::file) fn keep_still(&self, change: impl FnOnce() -> Result<()>) -> Result<()> {
        let _still = lock(&self.still);
        change()
    }

    /// Lets the thread look for files that are not packed; it starts when it is first needed.
    pub(in crate::file) fn begin(&mut self, slots: Slots) {
        if self.work.is_none() {
            let (work, jobs) = sync_channel::<Slots>(1);
            let still = Arc::clone(&self.still);
            let thread = thread::Builder::new().name("tracewell-log-gzip".to_owned());
            // Without a thread files stay as they are, until the next is full.
            let started = thread.spawn(move || jobs.into_iter().for_each(|slots| pack_all(&slots, &still)));
            self.work = started.is_ok().then_some(work);
        }
        if let Some(work) = &self.work {
            // One that waits already will see this file too.
            let _ = work.try_send(slots);
        }
    }
}

fn lock(still: &Mutex<()>) -> MutexGuard<'_, ()> {
    still.lock().unwrap_or_else(PoisonError::into_inner)
}

fn pack_all(slots: &Slots, still: &Mutex<()>) {
    loop {
        // Numbers may change meanwhile: which file it is that was opened is looked up again at the end.
        let oldest = slots.list().ok().and_then(|listing| listing.plain.last().copied());
        let Some(oldest) = oldest else { return };
        let opened = open(&slots.plain(oldest), OpenOptions::new().read(true));
        let packed = opened.and_then(|(source, metadata)| pack(source, &metadata, oldest, slots, still));
        // What can't be packed now is tried again when the next file is full.
        if packed.is_err() {
            let _ = fs::remove_file(slots.workshop());
            return;
        }
    }
}

fn pack(mut source: File, metadata: &Metadata, number: u32, slots: &Slots, still: &Mutex<()>) -> Result<()> {
    let workshop = slots.workshop();
    // Never what stands there already: cut to nothing, it might be a link to somebody else's file.
    is_done(fs::remove_file(&workshop))?;
    let (target, _) = open(&workshop, OpenOptions::new().write(true).create_new(true))?;
    let mut encoder = GzEncoder::new(target, LEVEL);
    io::copy(&mut source, &mut encoder)?;
    let target = encoder.finish()?;
    if let Ok(modified) = metadata.modified() {
        let _ = target.set_modified(modified);
    }
    // Before the only other copy goes.
    target.sync_all()?;
    let _still = lock(still);
    exchange(&workshop, Identity::of(metadata), number, slots)
}

/// Puts the packed file where its source is by now; drops it if that has made room for younger ones.
fn exchange(workshop: &Path, source: Identity, number: u32, slots: &Slots) -> Result<()> {
    let is_source =
        |number: &u32| fs::symlink_metadata(slots.plain(*number)).is_ok_and(|found| Identity::of(&found) == source);
    let number = if is_source(&number) { Some(number) } else { slots.list()?.plain.into_iter().find(is_source) };
    let Some(number) = number else { return fs::remove_file(workshop) };
    fs::rename(workshop, slots.packed(number))?;
    fs::remove_file(slots.plain(number))
}
