mod hub {
    use tracewell::messaging::{Event, Hub, Topic};

    async fn page(team: tracewell::TeamId) -> crate::Result {
        let hub = Hub::default(); // after the recorder of metrics
        let mut subscription = hub.subscribe(Topic::team(team.clone()))?;
        hub.publish(&Topic::team(team), &Event::new("item.created", r#"{"id":7}"#))?;
        let next = subscription.next().await;
        drop(next);
        Ok(())
    }
}

mod stream {
    use axum::extract::State;
    use http::HeaderMap;
    use tracewell::identity::Caller;
    use tracewell::messaging::{EventStream, Hub, SubscribeError, Topic};

    async fn events(State(hub): State<Hub>, caller: Caller, headers: HeaderMap) -> Result<EventStream, SubscribeError> {
        // No room, or the service ends: 503 or 429, with problem details and `Retry-After`.
        EventStream::open(&hub, Topic::team(caller.team().clone()), &headers)
    }

    fn app(hub: Hub) -> axum::Router {
        axum::Router::new().route("/v1/events", axum::routing::get(events)).with_state(hub)
    }
}

mod broker {
    use tracewell::messaging::{Broker, Failure, Message, Queue, RabbitMq};

    async fn work(_: Message) -> Result<(), Failure> {
        Ok(())
    }

    async fn page(url: String, body: String) -> crate::Result {
        let queue = Queue::shared("orders").bind("order.*").delivery_limit(5).dead_letter();
        let broker = RabbitMq::builder(&url)?.exchange("shop").queue(queue).start(|message: Message| async move {
            work(message).await?;
            Ok::<(), Failure>(())
        });
        broker.publish(Message::new("order.placed", body)).await?;
        Ok(())
    }
}
