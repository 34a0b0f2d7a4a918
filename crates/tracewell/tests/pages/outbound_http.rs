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
