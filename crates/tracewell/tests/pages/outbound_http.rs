mod layer {
    use tower::ServiceBuilder;
    use tracewell::client::{ClientLayer, ClientService};

    fn page<S>(hyper_client: S) -> ClientService<S> {
        let client = ServiceBuilder::new().layer(ClientLayer::new("geo")).service(hyper_client);
        client
    }
}

mod client {
    use http::StatusCode;
    use tracewell::client::{Client, Retry};

    fn page() -> crate::Result<Client> {
        let client = Client::builder("geo").retry(Retry::attempts(3)).build()?;
        Ok(client)
    }

    fn status(error: &tracewell::client::Error) -> StatusCode {
        let status = if error.is_timeout() { StatusCode::GATEWAY_TIMEOUT } else { StatusCode::BAD_GATEWAY };
        status
    }
}

mod baggage {
    use tracewell::client::{Client, Propagation};

    fn page() -> crate::Result<(tracewell::Telemetry, Client)> {
        let telemetry = tracewell::builder!().baggage(["tier", "region"]).init()?;
        // To a service of the same house; no other call sends it.
        let stock = Client::builder("stock").propagation(Propagation::All).build()?;
        Ok((telemetry, stock))
    }

    fn tier() -> Option<String> {
        // Anywhere in a request, and in what is spawned with its context:
        let tier = tracewell::with_current(|context| context?.baggage()?.get("tier").map(str::to_owned));
        tier
    }
}
