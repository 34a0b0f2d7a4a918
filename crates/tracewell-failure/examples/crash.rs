//! Panics in all kinds of places, with the log on standard output.
//!
//! ```sh
//! cargo run -p tracewell-failure --example crash -- listen hook thread='no luck'
//! ```
//!
//! The arguments are steps, taken in turn:
//!
//! | step | what it does |
//! |---|---|
//! | `listen` | installs the log |
//! | `broken` | installs a log that panics at each event, with the text of the event's name |
//! | `stuck` | installs a log that never takes anything |
//! | `hook` `chained` | installs the hook; the second one calls the one that was there |
//! | `gone` | the log is gone |
//! | `thread=TEXT` | a thread panics |
//! | `caught=TEXT` | a panic is caught, and reported in the context `r-1` |
//! | `object` | a thread panics with a payload that is no text |
//! | `many=N` | N panics at one place, each on a thread of its own |
//! | `routes=N` | the same in the context of as many routes |
//! | `failure=TEXT` | tells a failure that holds this text |
//! | `endless` `breaking` | tells one whose `Debug` never ends, or gives up |
//! | `cleanup=TEXT` | a destructor panics while a caught panic unwinds, which ends the process |
#![expect(clippy::panic, reason = "it is what the program is for")]

use std::fmt;
use std::io::Write;
use std::panic::panic_any;
use std::thread;

use tracewell_context::{Context, CorrelationId};
use tracewell_failure::{InstalledHook, PanicHook, catch, write_failure};
use tracewell_log::LogLayer;
use tracewell_redact::Policy;
use tracing::{Event, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::SubscriberExt;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut hook: Option<InstalledHook> = None;
    for step in std::env::args().skip(1) {
        let (word, text) = step.split_once('=').unwrap_or((&step, ""));
        match word {
            "listen" => {
                let lines = LogLayer::new(Policy::production()).json(|_, line: &[u8]| {
                    let _ = std::io::stdout().write_all(line);
                });
                tracing::subscriber::set_global_default(tracing_subscriber::registry().with(lines))?;
            }
            "broken" => tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Broken))?,
            "stuck" => tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Stuck))?,
            "hook" | "chained" => {
                let flush = || {
                    let _ = std::io::stdout().write_all(b"{\"message\":\"flushed\"}\n");
                };
                hook =
                    Some(PanicHook::new(Policy::production()).chain(word == "chained").before_abort(flush).install());
            }
            "gone" => hook.iter().for_each(InstalledHook::log_is_gone),
            "thread" => in_thread(|| panic!("{text}")),
            "failure" => write_failure(&Failed { text }, &Policy::production()),
            "endless" => write_failure(&Endless, &Policy::production()),
            "breaking" => write_failure(&Breaking, &Policy::production()),
            "object" => in_thread(|| panic_any(7)),
            "many" => (0..text.parse()?).for_each(|_: u32| in_thread(|| panic!("again"))),
            "routes" => (0..text.parse()?).for_each(|route: u32| {
                let context = Context::open();
                context.set_route(&format!("/{route}"));
                in_thread(|| context.in_scope(|| panic!("again")));
            }),
            "caught" => Context::new(CorrelationId::new("r-1")?).in_scope(|| {
                let Err(panicked) = catch(|| panic!("{text}"));
                panicked.report(Some(500));
            }),
            "cleanup" => {
                let _ = catch(|| {
                    let _angry = Angry;
                    panic!("{text}");
                });
            }
            _ => return Err(format!("unknown step: {word}").into()),
        }
    }
    Ok(())
}

fn in_thread(work: impl FnOnce() + Send) {
    thread::scope(|scope| {
        let _ = scope.spawn(work).join();
    });
}

struct Angry;

impl Drop for Angry {
    fn drop(&mut self) {
        panic!("in the destructor");
    }
}

struct Broken;

impl<S: Subscriber> Layer<S> for Broken {
    fn on_event(&self, event: &Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        panic!("the log broke\nat {}", event.metadata().target());
    }
}

struct Stuck;

impl<S: Subscriber> Layer<S> for Stuck {
    fn on_event(&self, _: &Event<'_>, _: tracing_subscriber::layer::Context<'_, S>) {
        loop {
            thread::park();
        }
    }
}

#[derive(Debug)]
struct Failed<'t> {
    #[expect(dead_code, reason = "its `Debug` reads it")]
    text: &'t str,
}

struct Endless;

impl fmt::Debug for Endless {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        loop {
            f.write_str("on and ")?;
        }
    }
}

struct Breaking;

impl fmt::Debug for Breaking {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("as far as it got")?;
        Err(fmt::Error)
    }
}
