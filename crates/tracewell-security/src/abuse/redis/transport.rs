use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client};

use super::failure::Failure;
#[cfg(feature = "redis-tls")]
use super::tls::Tls;
use super::url::RedisUrl;

/// How Redis is reached.
#[derive(Debug)]
pub(super) struct Transport {
    url: RedisUrl,
    #[cfg(feature = "redis-tls")]
    tls: Option<Tls>,
}

impl Transport {
    pub(super) fn new(url: RedisUrl) -> Self {
        Self {
            #[cfg(feature = "redis-tls")]
            tls: url.has_tls().then(Tls::default),
            url,
        }
    }

    /// Connects and logs in.
    pub(super) async fn connect(&self, config: AsyncConnectionConfig) -> Result<MultiplexedConnection, Failure> {
        #[cfg(feature = "redis-tls")]
        if let Some(tls) = &self.tls {
            let stream = tls.connect(self.url.info().addr()).await?;
            let login = self.url.info().redis_settings();
            let connecting = MultiplexedConnection::new_with_config(login, stream, config).await;
            let (connection, driver) = connecting.map_err(|error| Failure::of(&error))?;
            tokio::spawn(driver);
            return Ok(connection);
        }
        let client = Client::open(self.url.info().clone()).map_err(|error| Failure::of(&error))?;
        let connecting = client.get_multiplexed_async_connection_with_config(&config).await;
        connecting.map_err(|error| Failure::of(&error))
    }
}
