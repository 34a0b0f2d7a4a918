use std::cell::Cell;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use tracewell_context::Context;

/// How loudly ordinary ends are told.
#[derive(Clone, Debug)]
pub(super) struct Loudness {
    pub(super) quiet_routes: Arc<[Box<str>]>,
    /// The share of ordinary ends that is told, from 0 to 1.
    pub(super) share: f64,
    /// What takes longer is slow; no limit, no slowness.
    pub(super) slow: Option<Duration>,
}

/// How one ordinary end is told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Volume {
    Info,
    /// One of several, of which the others are not told.
    Sample(f64),
    Debug,
    Silent,
}

impl Default for Loudness {
    fn default() -> Self {
        Self { quiet_routes: Arc::default(), share: 1.0, slow: None }
    }
}

impl Loudness {
    /// The volume of an end below 400 that is no failure; `sampled` says that it is a success, of which a share will do.
    pub(super) fn of(&self, context: &Context, took: Duration, sampled: bool) -> Volume {
        if self.slow.is_some_and(|slow| took > slow) {
            Volume::Info
        } else if self.is_quiet(context) {
            Volume::Debug
        } else if !sampled || self.share >= 1.0 {
            Volume::Info
        } else if random() < self.share {
            Volume::Sample(self.share)
        } else {
            Volume::Silent
        }
    }

    fn is_quiet(&self, context: &Context) -> bool {
        if self.quiet_routes.is_empty() {
            return false;
        }
        // Without a router there is no route, and the path is all that there is to go by.
        let route = context.route().or_else(|| context.path());
        route.is_some_and(|route| self.quiet_routes.iter().any(|quiet| **quiet == *route))
    }
}

/// A number from 0 to 1 that no caller can foresee: seeded by the system, once a thread.
fn random() -> f64 {
    thread_local! {
        static STATE: Cell<u64> = Cell::new(RandomState::new().build_hasher().finish());
    }
    // SplitMix64 (Steele, Lea, Flood 2014).
    let state = STATE.try_with(|state| {
        state.set(state.get().wrapping_add(0x9e37_79b9_7f4a_7c15));
        state.get()
    });
    // A thread that ends tells what it has.
    let Ok(state) = state else { return 0.0 };
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    let bits = (mixed ^ (mixed >> 31)) >> 11;
    bits as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(1);
    const LONG: Duration = Duration::from_secs(1);

    fn request(path: &str, route: Option<&str>) -> Context {
        let context = Context::open();
        context.set_request("GET", path);
        if let Some(route) = route {
            context.set_route(route);
        }
        context
    }

    #[test]
    fn a_quiet_route_is_told_when_it_is_slow() {
        let quiet = ["/health", "/v1/items/{id}"].map(Box::from);
        let loudness = Loudness { quiet_routes: quiet.into(), share: 0.0, slow: Some(Duration::from_millis(100)) };
        for (path, route, took, volume) in [
            ("/health", Some("/health"), SHORT, Volume::Debug),
            ("/health", None, SHORT, Volume::Debug),
            ("/v1/items/7", Some("/v1/items/{id}"), SHORT, Volume::Debug),
            ("/health", Some("/health"), LONG, Volume::Info),
            ("/health", Some("/{path}"), SHORT, Volume::Silent),
            ("/healthy", None, SHORT, Volume::Silent),
            ("/healthy", None, LONG, Volume::Info),
        ] {
            assert_eq!(loudness.of(&request(path, route), took, true), volume, "{path} {route:?}");
        }
        assert_eq!(loudness.of(&request("/else", None), SHORT, false), Volume::Info, "no success");
    }

    #[test]
    fn without_a_limit_nothing_is_slow() {
        let loudness = Loudness { share: 0.0, ..Loudness::default() };
        assert_eq!(loudness.of(&request("/", None), LONG, true), Volume::Silent);
        assert_eq!(Loudness::default().of(&request("/", None), LONG, true), Volume::Info);
    }

    #[test]
    fn the_share_that_is_told_is_the_one_asked_for() {
        for share in [0.1, 0.5, 0.9] {
            let loudness = Loudness { share, ..Loudness::default() };
            let context = request("/", None);
            let told = (0..20_000).filter(|_| loudness.of(&context, SHORT, true) == Volume::Sample(share)).count();
            // Five standard deviations of the widest.
            assert!((told as f64 - share * 20_000.0).abs() < 360.0, "{told} of {share}");
        }
    }
}
