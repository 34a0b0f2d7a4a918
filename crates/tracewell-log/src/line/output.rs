use std::sync::Arc;

use tracing_core::Level;

use crate::Writer;

/// Takes finished lines.
///
/// Each line is whole, valid UTF-8, and ends in its only newline. It is called on the thread that raised the event, so
/// it must not block, and must not log.
///
/// ```
/// use std::sync::mpsc;
///
/// use tracewell_log::LogLayer;
/// use tracewell_redact::Policy;
/// use tracing_subscriber::layer::SubscriberExt;
///
/// let (lines, received) = mpsc::channel();
/// let layer = LogLayer::new(Policy::development()).json(move |_level, line: &[u8]| {
///     let _ = lines.send(String::from_utf8_lossy(line).into_owned());
/// });
/// let subscriber = tracing_subscriber::registry().with(layer);
/// tracing::subscriber::with_default(subscriber, || tracing::info!(attempt = 2, "trying again"));
///
/// let line = received.recv()?;
/// assert!(line.contains(r#""level":"INFO","message":"trying again""#) && line.ends_with("\"attempt\":2}\n"));
/// # Ok::<(), mpsc::RecvError>(())
/// ```
pub trait Output: Send + Sync {
    /// Takes one line of an event of this level.
    fn write(&self, level: Level, line: &[u8]);
}

impl<F: Fn(Level, &[u8]) + Send + Sync> Output for F {
    fn write(&self, level: Level, line: &[u8]) {
        self(level, line);
    }
}

impl<O: Output + ?Sized> Output for Arc<O> {
    fn write(&self, level: Level, line: &[u8]) {
        (**self).write(level, line);
    }
}

impl Output for Writer {
    fn write(&self, level: Level, line: &[u8]) {
        Self::write(self, level, line);
    }
}
