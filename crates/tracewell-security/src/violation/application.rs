use tracing::Level;

use super::{Category, InvalidCode, Owasp, Severity};

/// The longest code, in bytes.
const MAX_BYTES: usize = 64;

/// A code of the application's own, in a namespace: `shop.coupon_guessing`. It is fixed in the source, so that there are
/// only so many of them, in dashboards and in metrics.
///
/// | setting | default |
/// |---|---|
/// | [`category`](Self::category) | [`Category::Abuse`] |
/// | [`severity`](Self::severity) | [`Severity::Medium`] |
/// | [`level`](Self::level) | WARN |
/// | [`owasp`](Self::owasp) | [`Owasp::AuthzFail`] |
/// | [`denies`](Self::denies) | no: something was noticed, nothing refused |
///
/// ```
/// use tracewell_security::{AppViolation, Owasp, Severity, Violation};
///
/// const COUPON_GUESSING: Violation = Violation::Application(match AppViolation::new("shop.coupon_guessing") {
///     Ok(own) => own.severity(Severity::High).owasp(Owasp::ExcessRateLimitExceeded).denies(403),
///     Err(_) => panic!("not a code"), // while compiling
/// });
/// assert_eq!(COUPON_GUESSING.code(), "shop.coupon_guessing");
/// assert!(AppViolation::new("token_missing").is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct AppViolation {
    pub(super) code: &'static str,
    pub(super) category: Category,
    pub(super) severity: Severity,
    pub(super) level: Level,
    pub(super) owasp: Owasp,
    pub(super) status: Option<u16>,
}

impl AppViolation {
    /// The violation of this code.
    ///
    /// # Errors
    ///
    /// [`InvalidCode`] unless it has a namespace and consists of lower-case letters, digits and `_`.
    pub const fn new(code: &'static str) -> Result<Self, InvalidCode> {
        if !is_namespaced(code.as_bytes()) {
            return Err(InvalidCode);
        }
        Ok(Self {
            code,
            category: Category::Abuse,
            severity: Severity::Medium,
            level: Level::WARN,
            owasp: Owasp::AuthzFail,
            status: None,
        })
    }

    /// Its family.
    #[must_use]
    pub const fn category(mut self, category: Category) -> Self {
        self.category = category;
        self
    }

    /// How grave it is.
    #[must_use]
    pub const fn severity(mut self, severity: Severity) -> Self {
        self.severity = severity;
        self
    }

    /// The level of its event.
    #[must_use]
    pub const fn level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// What the OWASP logging vocabulary calls it.
    #[must_use]
    pub const fn owasp(mut self, owasp: Owasp) -> Self {
        self.owasp = owasp;
        self
    }

    /// That it is a denial, answered with this HTTP status.
    #[must_use]
    pub const fn denies(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }
}

const fn is_namespaced(code: &[u8]) -> bool {
    let (mut at, mut dots, mut in_part) = (0, 0, false);
    while at < code.len() {
        match code[at] {
            b'.' if in_part => {
                dots += 1;
                in_part = false;
            }
            b'a'..=b'z' => in_part = true,
            b'0'..=b'9' | b'_' if in_part => {}
            _ => return false,
        }
        at += 1;
    }
    dots > 0 && in_part && code.len() <= MAX_BYTES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_a_namespace_and_nothing_that_a_dashboard_trips_over() {
        for good in ["a.b", "shop.coupon_guessing", "shop.v2.step_2"] {
            assert!(AppViolation::new(good).is_ok(), "{good}");
        }
        let long: &'static str = Box::leak(format!("a.{}", "b".repeat(63)).into());
        for bad in ["", ".", "a", "a.", ".a", "a..b", "A.b", "a.b c", "a.1", "a.b\n", "a.é", "a,b", long] {
            assert_eq!(AppViolation::new(bad), Err(InvalidCode), "{bad:?}");
        }
    }
}
