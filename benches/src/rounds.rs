use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::allocations;

/// Rounds; the median of them counts.
const ROUNDS: usize = 15;

/// Cases that are measured in turn, by the time that the thread ran: what else the machine does does not count.
pub struct Rounds<'a> {
    clock: ClockId,
    cases: Vec<Case<'a>>,
    between: Option<Box<dyn FnMut() + 'a>>,
}

struct Case<'a> {
    name: &'static str,
    /// Does the work so many times.
    work: Box<dyn FnMut(u32) + 'a>,
    nanoseconds: Vec<f64>,
    allocations: f64,
}

impl Default for Rounds<'_> {
    fn default() -> Self {
        Self { clock: ClockId::ThreadCPUTime, cases: Vec::new(), between: None }
    }
}

impl<'a> Rounds<'a> {
    /// Measures the time that passes, for cases that could have to wait.
    #[must_use]
    pub const fn waiting_too(mut self) -> Self {
        self.clock = ClockId::Monotonic;
        self
    }

    /// Adds a case. The first is what the others are compared with.
    #[must_use]
    pub fn case(mut self, name: &'static str, work: impl FnMut(u32) + 'a) -> Self {
        self.cases.push(Case { name, work: Box::new(work), nanoseconds: Vec::new(), allocations: 0.0 });
        self
    }

    /// Does this before each measurement, where a case leaves something behind that would disturb the next.
    #[must_use]
    pub fn between(mut self, settle: impl FnMut() + 'a) -> Self {
        self.between = Some(Box::new(settle));
        self
    }

    /// Measures with so many repetitions a round, prints a table (median time, median ratio to the first case, the range of
    /// the middle half of the ratios, allocations), and answers the median nanoseconds of each case.
    pub fn run(mut self, repetitions: u32) -> Vec<f64> {
        for case in &mut self.cases {
            (case.work)(repetitions.div_ceil(4));
        }
        for _ in 0..ROUNDS {
            for case in &mut self.cases {
                if let Some(between) = &mut self.between {
                    between();
                }
                let before = allocations();
                let start = time(self.clock);
                (case.work)(repetitions);
                let took = time(self.clock) - start;
                case.nanoseconds.push(took.as_secs_f64() * 1e9 / f64::from(repetitions));
                case.allocations = (allocations() - before) as f64 / f64::from(repetitions);
            }
        }
        let medians: Vec<_> = self.cases.iter().map(|case| quantile(&case.nanoseconds, 0.5)).collect();
        println!("{:<44} {:>10} {:>7} {:>15} {:>7}", "", "ns", "ratio", "of half of them", "allocs");
        let first = &self.cases[0].nanoseconds;
        for (case, time) in self.cases.iter().zip(&medians) {
            // Of each round by itself: what disturbed a whole round is in neither.
            let ratios: Vec<_> = case.nanoseconds.iter().zip(first).map(|(time, first)| time / first).collect();
            let spread = format!("{:.3}-{:.3}", quantile(&ratios, 0.25), quantile(&ratios, 0.75));
            let ratio = quantile(&ratios, 0.5);
            println!("{:<44} {time:>10.1} {ratio:>7.3} {spread:>15} {:>7.2}", case.name, case.allocations);
        }
        medians
    }
}

fn time(clock: ClockId) -> Duration {
    clock_gettime(clock).try_into().expect("counts from zero")
}

fn quantile(values: &[f64], part: f64) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values[(values.len() as f64 * part) as usize]
}
