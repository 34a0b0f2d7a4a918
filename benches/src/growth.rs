use rustix::time::{ClockId, clock_gettime};

/// Rounds; the median of them counts.
const ROUNDS: usize = 9;

type Work<'a> = Box<dyn FnMut(u32) + 'a>;
/// Nanoseconds of one time, for a size and so many times.
type Timed<'a> = Box<dyn FnMut(usize, u32) -> f64 + 'a>;

/// How the cost of something grows with its size, for several ways to do it.
pub struct Growth<'a> {
    title: &'static str,
    size: &'static str,
    sizes: Vec<usize>,
    cases: Vec<(&'static str, Timed<'a>)>,
}

impl<'a> Growth<'a> {
    /// The sizes that are measured, and what they are sizes of.
    #[must_use]
    pub fn new(title: &'static str, size: &'static str, sizes: &[usize]) -> Self {
        Self { title, size, sizes: sizes.to_vec(), cases: Vec::new() }
    }

    /// Adds a way to do it: prepares the work of a size, which is then done so many times.
    #[must_use]
    pub fn case(self, name: &'static str, prepare: impl Fn(usize) -> Work<'a> + 'a) -> Self {
        self.timed(name, move |size, repetitions| {
            let mut work = prepare(size);
            work(repetitions / 4 + 1);
            let begin = own_time();
            work(repetitions);
            (own_time() - begin) / f64::from(repetitions)
        })
    }

    /// Adds a way that knows itself how long it took.
    #[must_use]
    pub fn timed(mut self, name: &'static str, measure: impl FnMut(usize, u32) -> f64 + 'a) -> Self {
        self.cases.push((name, Box::new(measure)));
        self
    }

    /// Measures with so many repetitions, and prints a table: a row for each way, a column for each size.
    pub fn run(mut self, repetitions: u32) {
        println!("plot: {}", self.title);
        print!("{:<32}", self.size);
        self.sizes.iter().for_each(|size| print!(" {size:>10}"));
        println!();
        let mut medians = vec![Vec::new(); self.cases.len()];
        for size in &self.sizes {
            let mut times = vec![Vec::new(); self.cases.len()];
            for _ in 0..ROUNDS {
                for ((_, measure), times) in self.cases.iter_mut().zip(&mut times) {
                    times.push(measure(*size, repetitions));
                }
            }
            for (times, medians) in times.iter_mut().zip(&mut medians) {
                times.sort_by(f64::total_cmp);
                medians.push(times[times.len() / 2]);
            }
        }
        for ((name, _), medians) in self.cases.iter().zip(&medians) {
            print!("{name:<32}");
            medians.iter().for_each(|time| print!(" {time:>10.0}"));
            println!();
        }
        println!();
    }
}

fn own_time() -> f64 {
    let spent = clock_gettime(ClockId::ThreadCPUTime);
    spent.tv_sec as f64 * 1e9 + spent.tv_nsec as f64
}
