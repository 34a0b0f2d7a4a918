use std::fmt;

use super::{Leak, find_leaks};

/// Leaks that a panic names one by one.
const MOST_TOLD: usize = 20;

/// Panics if one of the secrets is in what was captured, in any of the forms of [`Form`](super::Form).
///
/// ```
/// use tracewell::testing::assert_no_leak;
///
/// assert_no_leak(r#"{"message":"login failed","password":"[REDACTED]"}"#, ["tr0ub4dor & 3"]);
/// ```
///
/// # Panics
///
/// A secret was found, or has fewer than four bytes. The text says where and in which form each one stands, and holds
/// nothing of them. Or nothing was captured at all.
///
/// ```should_panic
/// # use tracewell::testing::assert_no_leak;
/// assert_no_leak("GET /login?password=tr0ub4dor%20%26%203", ["tr0ub4dor & 3"]);
/// ```
///
/// ```should_panic
/// # use tracewell::testing::assert_no_leak;
/// assert_no_leak("", ["tr0ub4dor & 3"]);
/// ```
#[track_caller]
pub fn assert_no_leak(captured: impl AsRef<[u8]>, secrets: impl IntoIterator<Item = impl AsRef<str>>) {
    let captured = captured.as_ref();
    assert!(!captured.is_empty(), "nothing was captured, so this says nothing about leaks");
    let leaks = find_leaks(captured, secrets);
    assert!(leaks.is_empty(), "{}", Told { leaks: &leaks, bytes: captured.len() });
}

struct Told<'l> {
    leaks: &'l [Leak],
    bytes: usize,
}

impl fmt::Display for Told<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let leaks = self.leaks.len();
        write!(f, "{leaks} {} in {} bytes:", if leaks == 1 { "leak" } else { "leaks" }, self.bytes)?;
        for leak in self.leaks.iter().take(MOST_TOLD) {
            write!(f, "\n  {leak}")?;
        }
        if leaks > MOST_TOLD {
            write!(f, "\n  and {} more", leaks - MOST_TOLD)?;
        }
        Ok(())
    }
}
