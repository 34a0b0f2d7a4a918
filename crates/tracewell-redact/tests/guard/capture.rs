use std::io;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;
use tracing_subscriber::Layer;
use tracing_subscriber::fmt::MakeWriter;

use super::Sink;

/// What a `fmt` layer has written.
#[derive(Clone, Default)]
pub(crate) struct Capture(Arc<Mutex<Vec<u8>>>);

impl Capture {
    /// The JSON layer of tracing-subscriber, writing to this.
    pub(crate) fn json(&self) -> Sink {
        tracing_subscriber::fmt::layer().json().with_writer(self.clone()).boxed()
    }

    /// The text layer of tracing-subscriber, writing to this.
    pub(crate) fn plain(&self) -> Sink {
        tracing_subscriber::fmt::layer().with_ansi(false).with_writer(self.clone()).boxed()
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()).unwrap()
    }

    pub(crate) fn lines(&self) -> Vec<Value> {
        self.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl io::Write for Capture {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Capture {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}
