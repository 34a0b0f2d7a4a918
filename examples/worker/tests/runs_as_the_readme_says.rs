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
        Self::start_with(&[], arguments, url)
    }

    fn start_with(environment: &[(&str, &str)], arguments: &[&str], url: Option<&str>) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_worker"));
        for variable in ["AMQP_URL", "RUST_LOG", "LOG_BUFFER_DEBUG"] {
            command.env_remove(variable);
        }
        command.env("ENVIRONMENT", "production").envs(environment.iter().copied()).args(arguments);
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

#[test]
fn behind_rabbitmq_a_message_that_fails_is_told_in_detail_and_no_other() {
    let node = rabbit::Node::start();
    let url = node.url();
    let mut worker = Worker::start_with(&[("LOG_BUFFER_DEBUG", "worker")], &[], Some(&url));
    worker.until(|line| line["message"] == "broker_connected");
    let mut tell = |body: &str, last: &dyn Fn(&Value) -> bool| {
        let mut publisher = Worker::start(&["publish", "order.placed", body], Some(&url));
        assert!(publisher.0.wait().unwrap().success());
        worker.until(last)
    };
    let sent = tell(r#"{"order_id":7,"boxes":2}"#, &|line| line["message"] == "message_processed");
    assert!(sent.iter().all(|line| line["level"] != "DEBUG"), "{sent:#?}");
    for (body, failed) in [
        (r#"{"order_id":8,"boxes":0}"#, "std::io::error::Error"),
        (r#"{"order_id":9,"boxes":-1}"#, "panic"),
        ("no order", "worker::order::Unreadable"),
    ] {
        let attempts: u64 = if body == "no order" { 1 } else { 3 };
        let lines = tell(body, &|line| line["message"] == "message_failed" && line["attempt"] == attempts);
        // What fails three times is three pieces of work: each has its own detail, before its own end.
        let detail: Vec<_> = lines.iter().filter(|line| line["level"] == "DEBUG").collect();
        let ends: Vec<_> = lines.iter().filter(|line| line["message"] == "message_failed").collect();
        assert_eq!((detail.len() as u64, ends.len() as u64), (attempts, attempts), "{lines:#?}");
        for (detail, end) in detail.iter().zip(&ends) {
            assert_eq!((&detail["message"], &detail["buffered"]), (&"order_received".into(), &true.into()));
            assert_eq!((&detail["team_id"], &detail["target"]), (&"acme".into(), &"worker::order".into()));
            assert_eq!(detail["correlation_id"], end["correlation_id"]);
            assert_eq!(end["error_type"], failed);
        }
        assert!(!format!("{lines:?}").contains("no order"), "what can't be read is not shown");
        let position = |message: &str| lines.iter().position(|line| line["message"] == message).unwrap();
        assert!(position("order_received") < position("unhandled_exception"), "{lines:#?}");
    }
    worker.end();
}
