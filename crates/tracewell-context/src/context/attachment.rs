use std::any::Any;
use std::sync::OnceLock;

use super::Context;

/// Sinks that keep something with one piece of work: each has one type of its own, and there are few.
const MOST: usize = 8;

/// What one sink keeps with a piece of work, and behind it what others do.
#[derive(Debug)]
pub(super) struct Attachment {
    kept: OnceLock<Box<dyn Any + Send + Sync>>,
    next: OnceLock<Box<Attachment>>,
}

impl Attachment {
    const fn new() -> Self {
        Self { kept: OnceLock::new(), next: OnceLock::new() }
    }
}

impl Default for Attachment {
    fn default() -> Self {
        Self::new()
    }
}

impl Context {
    /// What a sink keeps with this work, until the work is over: made by the first look, one of each type. `None` if eight
    /// other types are kept here.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU32, Ordering};
    /// use tracewell_context::Context;
    ///
    /// let context = Context::open();
    /// let count = |context: &Context| context.attachment(AtomicU32::default).unwrap().fetch_add(1, Ordering::Relaxed);
    /// assert_eq!((count(&context), count(&context.clone())), (0, 1));
    /// assert_eq!(context.attachment(String::new).map(String::len), Some(0));
    /// assert_eq!(count(&context), 2);
    /// ```
    pub fn attachment<T: Send + Sync + 'static>(&self, make: impl FnOnce() -> T) -> Option<&T> {
        let mut make = Some(make);
        let mut made: Option<Box<dyn Any + Send + Sync>> = None;
        let mut attachment = &self.cell().attachments;
        for _ in 0..MOST {
            let kept = match attachment.kept.get() {
                Some(kept) => kept,
                None => {
                    let new = made.take().or_else(|| make.take().map(|make| Box::new(make()) as _))?;
                    // Lost to another thread it comes back, and goes behind theirs.
                    made = attachment.kept.set(new).err();
                    attachment.kept.get()?
                }
            };
            if let Some(kept) = kept.downcast_ref() {
                return Some(kept);
            }
            attachment = attachment.next.get_or_init(Box::default);
        }
        None
    }

    /// What was [kept](Self::attachment) with this work, if anything of the type was.
    ///
    /// ```
    /// use tracewell_context::Context;
    ///
    /// let context = Context::open();
    /// assert_eq!(context.attached::<String>(), None);
    /// context.attachment(|| "kept".to_owned());
    /// assert_eq!(context.attached::<String>().map(String::as_str), Some("kept"));
    /// ```
    #[must_use]
    pub fn attached<T: Send + Sync + 'static>(&self) -> Option<&T> {
        let mut attachment = Some(&self.cell().attachments);
        while let Some(here) = attachment {
            let kept = here.kept.get()?;
            if let Some(kept) = kept.downcast_ref() {
                return Some(kept);
            }
            attachment = here.next.get().map(|next| &**next);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Kind<const N: usize>;

    #[test]
    fn there_is_an_end() {
        let context = Context::open();
        assert!(context.attachment(|| Kind::<0>).is_some() && context.attachment(|| Kind::<1>).is_some());
        assert!(context.attachment(|| Kind::<2>).is_some() && context.attachment(|| Kind::<3>).is_some());
        assert!(context.attachment(|| Kind::<4>).is_some() && context.attachment(|| Kind::<5>).is_some());
        assert!(context.attachment(|| Kind::<6>).is_some() && context.attachment(|| Kind::<7>).is_some());
        assert!(context.attachment(|| Kind::<8>).is_none() && context.attached::<Kind<8>>().is_none());
        assert!(context.attachment(|| Kind::<7>).is_some() && context.attached::<Kind<0>>().is_some());
    }

    #[test]
    fn two_threads_that_are_first_at_once_get_one_each() {
        for _ in 0..200 {
            let context = Context::open();
            std::thread::scope(|scope| {
                let one = scope.spawn(|| context.attachment(|| 1_u8).map(std::ptr::from_ref).map(|at| at.addr()));
                let same = scope.spawn(|| context.attachment(|| 2_u8).map(std::ptr::from_ref).map(|at| at.addr()));
                let other = scope.spawn(|| context.attachment(|| 3_u16).copied());
                assert_eq!(one.join().unwrap(), same.join().unwrap());
                assert_eq!(other.join().unwrap(), Some(3));
            });
        }
    }
}
