use std::time::Duration;

/// When what was written is forced to the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum SyncPolicy {
    /// Before any change is confirmed. Changes that come in at the same time share one.
    #[default]
    Every,
    /// This often. Confirmed changes of that time are lost if the machine loses power, not if the process ends.
    Interval(Duration),
    /// When the system does, some half a minute later: as above, for that time.
    Os,
}
