use tracewell::flow::{Lookup, Stage, StageFutureExt, stages};

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

async fn price(basket: &Basket) -> Result<Cost, Error> {
    Price::run(async {
        let known = CACHE.get(basket);
        PriceCache::cache_hit(known.is_some());
        match known {
            Some(price) => Ok((price, Price::FromCache)),
            None => Ok((fetch(basket).await?, Price::Resolved)),
        }
    })
    .await
}

async fn place_order() {
    let placed = async {
        price(&Basket).await?;
        Charge::start().end(Charge::Ok);
        Ok::<_, Error>(())
    };
    let _ = placed.in_stage(Order::Ok).await;
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
