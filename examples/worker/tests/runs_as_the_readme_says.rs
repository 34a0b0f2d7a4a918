//! The worker as a process of its own, with its own queue and behind RabbitMQ.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

#[path = "../../../crates/tracewell-messaging/tests/rabbit/mod.rs"]
mod rabbit;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

struct Worker(Child, BufReader<ChildStdout>);

impl Worker {
    fn start(arguments: &[&str], url: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_worker"));
        command.env_remove("AMQP_URL").env_remove("RUST_LOG").env("ENVIRONMENT", "production").args(arguments);
        if let Some(url) = url {
            command.env("AMQP_URL", url);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        Self(child, lines)
    }

    /// Lines up to the first that `last` says yes to.
    fn until(&mut self, last: impl Fn(&Value) -> bool) -> Vec<Value> {
        let mut found = Vec::new();
        for line in self.1.by_ref().lines() {
            found.push(serde_json::from_str(&line.unwrap()).unwrap());
            if found.last().is_some_and(&last) {
                return found;
            }
        }
        panic!("it did not come: {found:#?}");
    }

    fn end(mut self) {
        let pid = Pid::from_raw(i32::try_from(self.0.id()).unwrap()).unwrap();
        kill_process(pid, Signal::TERM).unwrap();
        self.until(|line| line["message"] == "broker_stopped");
        assert!(self.0.wait().unwrap().success());
    }
}

#[test]
fn it_works_through_its_own_orders() {
    let mut worker = Worker::start(&[], None);
    let lines = worker
        .until(|line| line["message"] == "message_failed" && line["error_type"] == "panic" && line["attempt"] == 3);
    worker.end();
    let of = |message: &str| -> Vec<&Value> { lines.iter().filter(|line| line["message"] == message).collect() };
    assert_eq!((of("message_processed").len(), of("message_failed").len()), (1, 6));
    assert_eq!(of("unhandled_exception").len(), 6, "one ERROR line for each failure");
    let (placed, processed) = (of("order_placed")[0], of("message_processed")[0]);
    assert_eq!((&placed["order_id"], &placed["boxes"]), (&4.into(), &3.into()));
    assert_eq!(placed["correlation_id"], processed["correlation_id"]);
}

#[test]
fn behind_rabbitmq_it_handles_what_others_publish() {
    let node = rabbit::Node::start();
    let url = node.url();
    let mut worker = Worker::start(&[], Some(&url));
    worker.until(|line| line["message"] == "broker_connected");
    let mut publisher = Worker::start(&["publish", "order.placed", r#"{"order_id":7,"boxes":2}"#], Some(&url));
    assert!(publisher.0.wait().unwrap().success());
    let lines = worker.until(|line| line["message"] == "message_processed");
    let processed = lines.last().unwrap();
    assert_eq!((&processed["team_id"], &processed["queue"]), (&"acme".into(), &"worker.orders".into()));
    assert_eq!((&processed["routing_key"], &processed["attempt"]), (&"order.placed".into(), &1.into()));
    let mut publisher = Worker::start(&["publish", "order.placed", "no order"], Some(&url));
    assert!(publisher.0.wait().unwrap().success());
    let lines = worker.until(|line| line["message"] == "message_failed");
    assert!(!format!("{lines:?}").contains("no order"), "what can't be read is not shown");
    worker.end();
}
