//! What counting violations costs: in memory with eight threads at once, and what a request pays for it with Redis at
//! work, paused and dead, next to windows in memory alone.
//!
//! Redis is a real server (`redis-server`), started here and ended here. What differs: with Redis a violation is handed to
//! another thread, with the names of its subjects and the ids of its request.
//!
//! A ratio is one of the processor time of the thread that answers requests. It is taken twice: of a flood, in which more
//! is denied than Redis can take and most is counted in memory alone, and at a rate at which every violation is handed
//! over. What the other thread takes of a processor is not the request's; it is in the times of the whole process.

use std::convert::Infallible;
use std::hint::black_box;
use std::net::{IpAddr, Ipv6Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use http_body_util::Full;
use rustix::process::{Pid, Signal, kill_process};
use rustix::time::{ClockId, clock_gettime};
use tower::{ServiceBuilder, ServiceExt, service_fn};
use tracewell::http::PeerAddr;
use tracewell::redact::Policy;
use tracewell::security::{Observation, RedisUrl, Security, SecurityLayer, Subject, Violation};
use tracewell_benches::{Counting, Rounds};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

const THREADS: u64 = 8;
const EACH: u64 = 500_000;
/// Denials that wait for Redis at the same time with room to spare, and how long it takes until none does: four times this
/// is longer than the longest time that the other thread leaves a Redis alone that is away.
const SOME: u32 = 4000;
const SETTLED: Duration = Duration::from_millis(660);

fn address(number: u64) -> IpAddr {
    Ipv6Addr::from(0x2001_0db8 << 96 | u128::from(number)).into()
}

/// The time that processors have spent on this process.
fn processors_time() -> f64 {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    spent.tv_sec as f64 * 1e9 + spent.tv_nsec as f64
}

/// Eight threads record: what one record takes of a processor, whatever else the machine does.
fn hammer(name: &str, of: impl Fn(u64, u64) -> IpAddr + Sync) {
    let security = Security::new(Policy::production());
    let begin = processors_time();
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (security, of) = (&security, &of);
            scope.spawn(move || {
                for number in 0..EACH {
                    let seen = Observation::new(Violation::TokenInvalid).host(of(thread, number));
                    security.tracker().record(black_box(&seen));
                }
            });
        }
    });
    let records = (THREADS * EACH) as f64;
    println!("{name:<40} {:>7.1} ns a record", (processors_time() - begin) / records);
}

fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/statm").expect("Linux");
    status.split(' ').nth(1).expect("a second number").parse::<usize>().expect("pages") * 4096
}

fn memory() {
    let security = Security::new(Policy::production());
    let before = resident();
    for number in 0..1_000_000 {
        security.tracker().record(&Observation::new(Violation::TokenInvalid).host(address(number)));
    }
    let grown = (resident() - before) as f64 / f64::from(1 << 20);
    assert_eq!(security.tracker().count(&Subject::Host(address(0))), 1);
    println!("a million subjects: {grown:.1} MiB");
}

struct Redis {
    port: u16,
    child: Child,
}

impl Redis {
    fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
        let child = Command::new("redis-server")
            .args(["--port", &port.to_string(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .current_dir(std::env::temp_dir())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("`redis-server`, which `./test needs` installs");
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            thread::sleep(Duration::from_millis(20));
        }
        Self { port, child }
    }

    fn url(&self) -> RedisUrl {
        RedisUrl::parse(&format!("redis://127.0.0.1:{}/0", self.port)).expect("a URL")
    }

    fn pause(&self) {
        let id = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("an id");
        kill_process(id, Signal::STOP).expect("our own child");
    }
}

impl Drop for Redis {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A request that is denied, through a whole stack.
fn requests(security: &Security) -> impl FnMut(u32) + use<> {
    let service = ServiceBuilder::new()
        .layer(tracewell::http::layer())
        .layer(SecurityLayer::new(security.clone()))
        .service(service_fn(async |_: Request<Full<Bytes>>| {
            let mut response = Response::new(Full::new(Bytes::new()));
            *response.status_mut() = StatusCode::UNAUTHORIZED;
            Ok::<_, Infallible>(response)
        }));
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let mut number = 0_u16;
    move |repetitions| {
        for _ in 0..repetitions {
            number = number.wrapping_add(1);
            let mut request = Request::new(Full::new(Bytes::new()));
            let peer = ([198, 51, (number >> 8) as u8, number as u8], 5000).into();
            request.extensions_mut().insert(PeerAddr(peer));
            black_box(runtime.block_on(service.clone().oneshot(request)).expect("infallible"));
        }
    }
}

fn main() {
    hammer("eight threads, an address each", |thread, _| address(thread));
    hammer("eight threads, the same address", |_, _| address(7));
    hammer("eight threads, a thousand addresses", |_, number| address(number % 1000));
    hammer("eight threads, ever new addresses", |thread, number| address(thread << 32 | number));
    memory();

    let (at_work, paused, dead) = (Redis::start(), Redis::start(), Redis::start());
    let with = |redis: &Redis| Security::builder(Policy::production()).redis(redis.url()).build();
    let (memory, on, stopped, gone) = (Security::new(Policy::production()), with(&at_work), with(&paused), with(&dead));
    thread::sleep(Duration::from_millis(500));
    paused.pause();
    drop(dead);
    let kinds =
        [("windows in memory", &memory), ("Redis at work", &on), ("Redis paused", &stopped), ("Redis dead", &gone)];
    println!("a flood of denials");
    ratios(&kinds, Rounds::default(), 20_000);
    println!("denials that are all handed over");
    thread::sleep(4 * SETTLED);
    ratios(&kinds, Rounds::default().between(|| thread::sleep(SETTLED)), SOME);
    println!("the same, the time of all threads");
    for (name, security) in kinds {
        let mut work = requests(security);
        let mut times: Vec<_> = (0..7)
            .map(|_| {
                let begin = processors_time();
                work(SOME);
                thread::sleep(SETTLED);
                (processors_time() - begin) / f64::from(SOME)
            })
            .collect();
        times.sort_by(f64::total_cmp);
        println!("{name:<40} {:>9.1} ns", times[times.len() / 2]);
    }
}

/// Prints what a denial takes of the thread that answers it, next to that with windows in memory.
fn ratios(kinds: &[(&'static str, &Security)], rounds: Rounds<'_>, denials: u32) {
    let rounds = kinds.iter().fold(rounds, |rounds, (name, security)| rounds.case(name, requests(security)));
    let medians = rounds.run(denials);
    for ((name, _), median) in kinds.iter().zip(&medians).skip(1) {
        println!("{name}: {:.3} of windows in memory", median / medians[0]);
    }
}
