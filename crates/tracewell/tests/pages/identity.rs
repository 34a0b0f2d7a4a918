use axum::Router;
use axum::routing::get;
use tracewell::identity::{Caller, IdentityLayer, Verifier};

fn page() -> crate::Result<Router> {
    let verifier = Verifier::builder("https://id.example").audience("orders").times_from_environment().build()?;
    let app = Router::new()
        .route("/v1/orders", get(orders))
        .route_layer(IdentityLayer::new(verifier))
        .layer(tracewell::http::layer()); // around it: it opens the context that gets team and user
    Ok(app)
}

async fn orders(caller: Caller) -> String {
    format!("the orders of {}\n", caller.team())
}
