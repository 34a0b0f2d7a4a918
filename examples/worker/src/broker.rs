use std::env::var;
use std::error::Error;

use tracewell::messaging::{Broker, InProcess, Queue, RabbitMq, RabbitMqBuilder};
use tracewell::names::variable::AMQP_URL;

use crate::order::place;

const EXCHANGE: &str = "worker";
const QUEUE: &str = "worker.orders";

/// The RabbitMQ that `AMQP_URL` names, or a broker in the process.
pub(crate) fn choose() -> Result<Box<dyn Broker>, Box<dyn Error>> {
    Ok(match settings()? {
        Some(settings) => {
            let queue = Queue::shared(QUEUE).bind("order.*").delivery_limit(3).dead_letter();
            Box::new(settings.queue(queue).start(place))
        }
        None => Box::new(InProcess::builder(QUEUE).delivery_limit(3).start(place)),
    })
}

/// A link that only publishes.
pub(crate) fn publisher() -> Result<RabbitMq, Box<dyn Error>> {
    Ok(settings()?.ok_or("AMQP_URL says where to publish")?.start_publisher())
}

fn settings() -> Result<Option<RabbitMqBuilder>, Box<dyn Error>> {
    let url = var(AMQP_URL).ok().filter(|url| !url.is_empty());
    let settings = url.map(|url| RabbitMq::builder(&url)).transpose()?;
    Ok(settings.map(|settings| settings.exchange(EXCHANGE)))
}
