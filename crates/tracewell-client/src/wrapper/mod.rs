//! A client that feels like reqwest, over one transport and the same recorder as the layer.

mod builder;
mod client;
mod redirect;
mod request_builder;
mod response;
mod retry;
mod retry_after;
mod send;

pub use self::builder::ClientBuilder;
pub use self::client::Client;
pub use self::request_builder::RequestBuilder;
pub use self::response::Response;
pub use self::retry::Retry;
