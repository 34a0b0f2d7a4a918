//! A function with the attribute is in its stage, whatever the function looks like and however it is left.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

use std::error::Error;
use std::fmt::Display;
use std::future::pending;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use futures_util::FutureExt;
use tracewell_log::{Capture, LogLayer};
use tracewell_redact::Policy;
use tracing_subscriber::layer::SubscriberExt;

/// No name of the library is in scope where the attribute is used, but its own.
mod declared {
    tracewell_flow::stages! {
        pub(crate) Price = "checkout.price" { FromCache = "from_cache", Resolved = "resolved" }
        pub(crate) Charge = "checkout.charge" { Ok = "ok" }
    }
}

use declared::{Charge, Price};
use tracewell_flow::stage;

#[derive(Debug, PartialEq)]
enum Refused {
    NoRole,
    Broken,
}

impl Refused {
    fn is_denial(&self) -> bool {
        *self == Self::NoRole
    }
}

fn lines(work: impl FnOnce()) -> Vec<serde_json::Value> {
    let capture = Arc::new(Capture::default());
    let layer = LogLayer::new(Policy::production()).json(Arc::clone(&capture));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), work);
    capture.text().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Stage and outcome of each event.
fn told(work: impl FnOnce()) -> Vec<String> {
    let of = |line: &serde_json::Value, name| line[name].as_str().unwrap().to_owned();
    lines(work).iter().map(|line| format!("{} {}", of(line, "stage"), of(line, "outcome"))).collect()
}

/// The price of a basket.
#[must_use = "a price is there to be paid"]
#[stage(Price)]
async fn price(known: Option<u32>) -> io::Result<u32> {
    if let Some(known) = known {
        return Ok((known, Price::FromCache));
    }
    let fetched: u32 = "7".parse().map_err(io::Error::other)?;
    Ok((fetched, Price::Resolved))
}

#[test]
fn a_body_names_its_outcome() {
    let events = told(|| {
        assert_eq!(price(Some(3)).now_or_never().unwrap().unwrap(), 3);
        assert_eq!(price(None).now_or_never().unwrap().unwrap(), 7);
    });
    assert_eq!(
        events,
        ["checkout.price start", "checkout.price from_cache", "checkout.price start", "checkout.price resolved"]
    );
    assert!(told(|| drop(price(None))).is_empty(), "what never began has nothing to end");
}

#[stage(Charge, outcome = Ok, denied_if = Refused::is_denial)]
async fn charge(answer: Result<u32, Refused>) -> Result<u32, Refused> {
    let answer = answer?;
    Ok(answer)
}

#[stage(declared::Charge, outcome = declared::Charge::Ok, denied_if = |error| error.is_denial(), span,)]
fn charge_at_once(answer: Result<u32, Refused>) -> Result<u32, Refused> {
    tracing::info!(stage = "inside", outcome = "seen");
    let answer = answer?;
    Ok(answer)
}

#[stage(Price)]
fn price_at_once(answer: Result<u32, Refused>) -> Result<u32, Refused> {
    Ok((answer?, Price::Resolved))
}

#[test]
fn one_outcome_an_error_and_a_denial_are_told_apart() {
    for (answer, word) in [(Ok(1), "ok"), (Err(Refused::Broken), "error"), (Err(Refused::NoRole), "denied")] {
        let again = || match &answer {
            Ok(value) => Ok(*value),
            Err(Refused::Broken) => Err(Refused::Broken),
            Err(Refused::NoRole) => Err(Refused::NoRole),
        };
        let awaited = told(|| assert_eq!(charge(again()).now_or_never(), Some(again())));
        assert_eq!(awaited, ["checkout.charge start".to_owned(), format!("checkout.charge {word}")]);
        let called = lines(|| assert_eq!(charge_at_once(again()), again()));
        let outcomes: Vec<_> = called.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
        assert_eq!(outcomes, ["start", "seen", word]);
        assert!(called.iter().all(|line| line["span"] == "checkout.charge"), "{called:?}");
    }
    let named = told(|| {
        assert_eq!(price_at_once(Ok(5)), Ok(5));
        assert_eq!(price_at_once(Err(Refused::NoRole)), Err(Refused::NoRole));
    });
    assert_eq!(
        named,
        ["checkout.price start", "checkout.price resolved", "checkout.price start", "checkout.price error"]
    );
}

#[stage(Charge, outcome = Ok, span)]
async fn never() -> Result<(), Refused> {
    tracing::info!(stage = "inside", outcome = "seen");
    pending::<()>().await;
    Ok(())
}

#[test]
fn a_dropped_future_is_cancelled() {
    let events = lines(|| assert!(never().now_or_never().is_none()));
    let outcomes: Vec<_> = events.iter().map(|line| line["outcome"].as_str().unwrap()).collect();
    assert_eq!(outcomes, ["start", "seen", "cancelled"]);
    assert!(events.iter().all(|line| line["span"] == "checkout.charge"), "{events:?}");
}

#[stage(Charge, outcome = Ok)]
async fn panics() -> Result<(), Refused> {
    panic!("on purpose")
}

#[stage(Charge, outcome = Ok)]
fn panics_at_once() -> Result<(), Refused> {
    panic!("on purpose")
}

#[test]
fn a_panic_is_an_error() {
    let expected = ["checkout.charge start", "checkout.charge error"];
    let panicked = |work: &dyn Fn()| {
        let told = told(|| assert!(catch_unwind(AssertUnwindSafe(work)).is_err()));
        assert_eq!(told, expected);
    };
    panicked(&|| assert!(panics().now_or_never().is_none()));
    panicked(&|| assert!(panics_at_once().is_ok()));
}

trait Shop {
    async fn total(&mut self, name: &str) -> Result<usize, Box<dyn Error>>;
}

struct Basket<T> {
    items: Vec<T>,
}

impl<T: Display> Basket<T> {
    /// Where lifetimes are tied, in a function that borrows.
    #[stage(Charge, outcome = Ok)]
    pub(crate) async fn first<'b, 'n>(&'b self, name: &'n str) -> Result<&'b T, String>
    where
        'n: 'b,
    {
        self.items.first().ok_or_else(|| format!("{name} is empty"))
    }

    #[stage(Charge, outcome = Ok)]
    fn longest<F: Fn(&T) -> usize>(&self, of: F) -> Result<&T, &'static str> {
        let Some(longest) = self.items.iter().max_by_key(|item| of(item)) else { return Err("empty") };
        Ok(longest)
    }

    #[stage(Charge, outcome = Ok)]
    async fn into_text(self) -> Result<impl Iterator<Item = String> + use<T>, Box<dyn Error>> {
        Ok(self.items.into_iter().map(|item| item.to_string()))
    }
}

impl<T: Display> Shop for Basket<T> {
    #[stage(Price)]
    async fn total(&mut self, name: &str) -> Result<usize, Box<dyn Error>> {
        let names = self.items.iter().map(ToString::to_string);
        let total: usize = names.map(|item| item.len()).sum();
        if total > 100 {
            return Err(Box::new(io::Error::other("too much")));
        }
        if name.is_empty() {
            return Err("no name".into());
        }
        Ok((total, Price::FromCache))
    }
}

#[stage(Charge, outcome = Ok)]
async fn shown(what: impl Display + Send, (one, two): (u32, u32)) -> Result<(String, [u32; 2]), Refused> {
    Ok((what.to_string(), [one, two]))
}

macro_rules! in_stage {
    ($stage:path, $name:ident, $returned:ty, $body:block) => {
        #[stage($stage, outcome = Ok)]
        fn $name() -> $returned $body
    };
}

in_stage!(Charge, of_a_macro, Result<u8, Refused>, { Err(Refused::Broken) });

#[test]
fn functions_of_every_shape_are_in_their_stage() {
    let mut basket = Basket { items: vec!["pear", "fig"] };
    let is_send = |future: &(dyn Send + '_)| {
        let _ = future;
    };
    let events = told(|| {
        is_send(&basket.first("a"));
        assert_eq!(basket.first("a").now_or_never(), Some(Ok(&"pear")));
        assert_eq!(basket.longest(|item| item.len()), Ok(&"pear"));
        assert_eq!(basket.total("a").now_or_never().unwrap().unwrap(), 7);
        assert_eq!(basket.total("").now_or_never().unwrap().unwrap_err().to_string(), "no name");
        assert_eq!(shown(8, (1, 2)).now_or_never(), Some(Ok(("8".to_owned(), [1, 2]))));
        assert_eq!(of_a_macro(), Err(Refused::Broken));
        let text: Vec<String> = basket.into_text().now_or_never().unwrap().unwrap().collect();
        assert_eq!(text, ["pear", "fig"]);
    });
    let ends: Vec<_> = events.iter().filter(|event| !event.ends_with("start")).collect();
    assert_eq!(
        ends,
        [
            "checkout.charge ok",
            "checkout.charge ok",
            "checkout.price from_cache",
            "checkout.price error",
            "checkout.charge ok",
            "checkout.charge error",
            "checkout.charge ok"
        ]
    );
}
