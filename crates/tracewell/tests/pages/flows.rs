use tracewell::flow::Stage;
use tracewell::flow::{Lookup, stage, stages};

stages! {
    /// An order, from its arrival to its receipt.
    pub Order = "checkout.order" { Ok = "ok" }
    /// What the basket costs.
    pub Price = "checkout.price" { FromCache = "from_cache", Resolved = "resolved" }
    /// Whether the price was known.
    pub PriceCache = "checkout.price.cache" lookup
    pub Charge = "checkout.charge" { Ok = "ok", Declined = "declined" }
}

struct Basket;
struct Card;
struct Receipt;
struct Cost;
struct Cache;

impl Cache {
    fn get(&self, _: &Basket) -> Option<Cost> {
        None
    }
}

static CACHE: Cache = Cache;

async fn fetch(_: &Basket) -> Result<Cost, Error> {
    Ok(Cost)
}

type Error = std::io::Error;

#[stage(Order, outcome = Ok)]
async fn order(basket: &Basket, card: &Card) -> Result<Receipt, Error> {
    let cost = price(basket).await?;
    charge(card, cost).await
}

/// The body says with its value which outcome it was; who calls it gets the value.
#[stage(Price)]
async fn price(basket: &Basket) -> Result<Cost, Error> {
    let known = CACHE.get(basket);
    PriceCache::cache_hit(known.is_some());
    match known {
        Some(price) => Ok((price, Price::FromCache)),
        None => Ok((fetch(basket).await?, Price::Resolved)),
    }
}

async fn charge(_: &Card, _: Cost) -> Result<Receipt, Error> {
    Charge::start().end(Charge::Ok);
    Ok(Receipt)
}

async fn place_order() {
    let _ = order(&Basket, &Card).await;
}

mod test {
    use super::{Charge, Order, Price, place_order};

    use tracewell::flow::{FlowSpec, StageSpec};
    use tracewell::redact::Policy;
    use tracewell::testing::capture;

    #[tokio::test]
    async fn an_order_keeps_to_its_flow() {
        let lines = capture(Policy::production());
        place_order().await;
        lines.assert_flow(
            &FlowSpec::new("checkout")
                .cycle_start("checkout.order")
                .stage(StageSpec::of::<Order>())
                .stage(StageSpec::of::<Price>().inside(["checkout.order"]).required())
                .stage(StageSpec::of::<Charge>().inside(["checkout.order"]).after(["checkout.price"]).once()),
        );
    }
}
