use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use opentelemetry::trace::{Link, SpanKind, TraceContextExt, TraceId, TraceState};
use opentelemetry::{Context, KeyValue};
use opentelemetry_sdk::trace::{IdGenerator, RandomIdGenerator, SamplingDecision, SamplingResult, ShouldSample};
use tracewell_context::{Context as Work, TraceParent, with_current};
use tracewell_export::is_export_thread;

use crate::environment::SamplerSetting;

static INSTALLED: OnceLock<Sampler> = OnceLock::new();

/// Whether the trace of this piece of work is recorded: who asks before opening a span can spare the others theirs. `true`
/// where no traces are exported.
///
/// ```
/// let work = tracewell_context::Context::open();
/// assert!(tracewell_otel::records(&work));
/// ```
#[must_use]
pub fn records(work: &Work) -> bool {
    INSTALLED.get().is_none_or(|sampler| sampler.decide(work))
}

/// Traces of callers who are not believed that are recorded in a second, at most: a client that sends a `traceparent`
/// with each request would else decide what is paid for.
const STRANGERS_PER_SECOND: u64 = 100;

/// In an OpenTelemetry context: the remote parent's word on sampling counts. Without it that is anybody's, whoever read it
/// from a header.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trusted;

/// Decides which traces are recorded.
///
/// | parent | decision |
/// |---|---|
/// | of this process | its own |
/// | of a trusted proxy | its flag, or the ratio if the sampler is not parent-based |
/// | of anybody else | the ratio, by a hash that a client can't foresee, and no more than so many a second |
/// | none | the ratio |
#[derive(Clone, Debug)]
pub(crate) struct Sampler {
    setting: SamplerSetting,
    strangers: Arc<Strangers>,
}

#[derive(Debug)]
struct Strangers {
    hash: RandomState,
    started: Instant,
    /// The second, and how many there were in it.
    second: AtomicU64,
}

/// Half of the count of a second.
const COUNT_BITS: u32 = 32;

impl Sampler {
    pub(crate) fn new(setting: SamplerSetting) -> Self {
        let strangers = Strangers { hash: RandomState::new(), started: Instant::now(), second: AtomicU64::new(0) };
        Self { setting, strangers: Arc::new(strangers) }
    }

    /// Makes it the one that [`records`] asks. The first of a process is.
    pub(crate) fn install(&self) {
        let _ = INSTALLED.set(self.clone());
    }

    fn samples(&self, parent: Option<&Context>, trace_id: TraceId) -> bool {
        let parent = parent.filter(|parent| parent.has_active_span());
        if let Some(span) = parent.map(TraceContextExt::span)
            && !span.span_context().is_remote()
            && span.span_context().is_valid()
        {
            return span.span_context().is_sampled();
        }
        let decide = || match parent {
            None => self.within_ratio(trace_id),
            Some(parent) => {
                let believed = parent.get::<Trusted>().is_some();
                self.follows(believed, parent.span().span_context().is_sampled(), trace_id)
            }
        };
        // One piece of work is one decision, however many spans begin in it.
        with_current(|work| match work {
            Some(work) => work.trace_recorded().unwrap_or_else(|| work.decide_trace(decide())),
            None => decide(),
        })
    }

    /// A caller's trace.
    fn follows(&self, believed: bool, sampled: bool, trace_id: TraceId) -> bool {
        if !believed {
            let lot = self.strangers.hash.hash_one(trace_id.to_bytes());
            return below(lot, self.setting.ratio) && self.strangers.admit();
        }
        if self.setting.parent_based { sampled } else { self.within_ratio(trace_id) }
    }

    fn decide(&self, work: &Work) -> bool {
        if let Some(decided) = work.trace_recorded() {
            return decided;
        }
        let Some(parent) = work.trace_parent() else {
            let trace_id = RandomIdGenerator::default().new_trace_id();
            let recorded = work.decide_trace(self.within_ratio(trace_id));
            if recorded {
                work.plan_trace(trace_id.to_bytes());
            } else {
                // Nobody will see a span; lines and the next service know the trace all the same.
                let span_id = RandomIdGenerator::default().new_span_id();
                if let Some(parent) = TraceParent::new(trace_id.to_bytes(), span_id.to_bytes(), 0) {
                    work.set_trace_parent(parent);
                    work.trust_trace_flag();
                }
            }
            return recorded;
        };
        let trace_id = TraceId::from_hex(parent.trace_id()).unwrap_or(TraceId::INVALID);
        work.decide_trace(self.follows(work.is_trace_flag_trusted(), parent.sampled(), trace_id))
    }

    /// By the trace id, so that all services with the same ratio agree.
    fn within_ratio(&self, trace_id: TraceId) -> bool {
        let [.., a, b, c, d, e, f, g, h] = trace_id.to_bytes();
        below(u64::from_be_bytes([a, b, c, d, e, f, g, h]), self.setting.ratio)
    }
}

/// The specification's comparison, with 63 bits.
fn below(number: u64, ratio: f64) -> bool {
    ratio >= 1.0 || (number >> 1) < (ratio * (1_u64 << 63) as f64) as u64
}

impl Strangers {
    fn admit(&self) -> bool {
        let now = self.started.elapsed().as_secs() << COUNT_BITS;
        let count = |seen: u64| {
            let in_second = if seen >> COUNT_BITS == now >> COUNT_BITS { seen } else { now };
            ((in_second & u64::from(u32::MAX)) < STRANGERS_PER_SECOND).then(|| in_second + 1)
        };
        self.second.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count).is_ok()
    }
}

impl ShouldSample for Sampler {
    fn should_sample(
        &self,
        parent: Option<&Context>,
        trace_id: TraceId,
        _name: &str,
        _kind: &SpanKind,
        _attributes: &[KeyValue],
        _links: &[Link],
    ) -> SamplingResult {
        // The clients that export make spans too, which would be exported by them.
        let decision = if !is_export_thread() && self.samples(parent, trace_id) {
            SamplingDecision::RecordAndSample
        } else {
            SamplingDecision::Drop
        };
        let trace_state =
            parent.map_or_else(TraceState::default, |parent| parent.span().span_context().trace_state().clone());
        SamplingResult { decision, attributes: Vec::new(), trace_state }
    }
}

#[cfg(test)]
mod tests {
    use opentelemetry::trace::{SpanContext, SpanId, TraceFlags};

    use super::*;

    fn parent(sampled: bool, remote: bool, number: u128) -> Context {
        let flags = if sampled { TraceFlags::SAMPLED } else { TraceFlags::default() };
        let span = SpanContext::new(TraceId::from(number), SpanId::from(1_u64), flags, remote, TraceState::default());
        Context::new().with_remote_span_context(span)
    }

    fn sampler(parent_based: bool, ratio: f64) -> Sampler {
        Sampler::new(SamplerSetting { parent_based, ratio })
    }

    #[test]
    fn a_parent_of_this_process_and_a_trusted_one_decide() {
        for sampled in [false, true] {
            for ratio in [0.0, 1.0] {
                let sampler = sampler(true, ratio);
                for remote in [false, true] {
                    let parent = parent(sampled, remote, 7).with_value(Trusted);
                    assert_eq!(sampler.samples(Some(&parent), TraceId::from(7_u128)), sampled);
                }
            }
        }
        assert!(!sampler(false, 0.0).samples(Some(&parent(true, true, 7).with_value(Trusted)), TraceId::from(7_u128)));
    }

    #[test]
    fn whom_nobody_vouches_for_is_a_stranger() {
        // As a propagator of somebody else's makes it of a header.
        assert!(!sampler(true, 0.0).samples(Some(&parent(true, true, 7)), TraceId::from(7_u128)));
        assert!(sampler(true, 1.0).samples(Some(&parent(false, true, 7)), TraceId::from(7_u128)));
    }

    #[test]
    fn a_stranger_decides_nothing_and_is_capped() {
        let on = sampler(true, 1.0);
        let taken = |sampler: &Sampler, sampled| {
            let is_taken = |number: &u128| {
                let parent = parent(sampled, true, *number);
                sampler.samples(Some(&parent), TraceId::from(*number))
            };
            (1..=10_000_u128).filter(is_taken).count()
        };
        // In at most two seconds of the clock.
        let asked_for = taken(&on, true);
        assert!((100..=300).contains(&asked_for), "{asked_for}");
        assert_eq!(taken(&sampler(true, 0.0), true), 0);
        assert!(taken(&sampler(true, 1.0), false) >= 100);
    }

    #[test]
    fn a_piece_of_work_is_decided_once() {
        let work = Work::open();
        assert!(!sampler(true, 0.0).decide(&work));
        let parent = work.trace_parent().unwrap();
        assert!(!parent.sampled() && work.is_trace_flag_trusted());
        // However it is asked, and whatever would be decided now.
        assert!(!sampler(true, 1.0).decide(&work));
        assert!(!work.in_scope(|| sampler(true, 1.0).samples(None, TraceId::from(7_u128))));

        let work = Work::open();
        assert!(sampler(true, 1.0).decide(&work));
        let planned = TraceId::from_bytes(work.planned_trace().unwrap());
        assert_eq!(work.in_scope(|| crate::ids::Ids::default().new_trace_id()), planned);
        assert!(work.in_scope(|| sampler(true, 0.0).samples(None, planned)));

        let asked = |flags, believed| {
            let work = Work::open();
            work.set_trace_parent(TraceParent::new([7; 16], [7; 8], flags).unwrap());
            if believed {
                work.trust_trace_flag();
            }
            (sampler(true, 0.0).decide(&work), sampler(true, 1.0).decide(&work))
        };
        assert_eq!((asked(1, true), asked(0, true), asked(1, false)), ((true, true), (false, false), (false, false)));
    }

    #[test]
    fn a_share_of_the_others_is_taken() {
        let sampler = sampler(true, 0.25);
        let mut number = 0x9e37_79b9_7f4a_7c15_u64;
        let mut taken = 0;
        for _ in 0..10_000 {
            number = number.wrapping_mul(0x5851_f42d_4c95_7f2d).wrapping_add(1);
            taken += usize::from(sampler.samples(None, TraceId::from(u128::from(number))));
        }
        assert!((2_000..3_000).contains(&taken), "{taken}");
    }
}
