//! The service as a process of its own, called by tonic's client: unary, streaming and streaming both ways.
//!
//! A test waits for the service by blocking, so its connection has a thread of its own.

#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

#[path = "../src/proto.rs"]
mod proto;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use proto::{EchoClient, Repeated, Text};
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use tonic::metadata::MetadataMap;
use tonic::transport::{Channel, Endpoint};
use tonic::{Code, Request, Status};

struct Service {
    child: Child,
    lines: BufReader<ChildStdout>,
    url: String,
}

impl Service {
    fn start() -> Self {
        let mut child = grpc(&["127.0.0.1:0"]).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap());
        let mut service = Self { child, lines, url: String::new() };
        let told = service.until("listening");
        service.url = format!("http://{}", told.last().unwrap()["address"].as_str().unwrap());
        service
    }

    async fn client(&self) -> EchoClient<Channel> {
        EchoClient::new(Endpoint::from_shared(self.url.clone()).unwrap().connect().await.unwrap())
    }

    /// The lines up to the first of this name.
    fn until(&mut self, message: &str) -> Vec<Value> {
        let mut found: Vec<Value> = Vec::new();
        for line in self.lines.by_ref().lines() {
            found.push(serde_json::from_str(&line.unwrap()).unwrap());
            if found.last().unwrap()["message"] == message {
                return found;
            }
        }
        panic!("{message} did not come: {found:#?}");
    }

    /// What it wrote until it ended, as it was asked to.
    fn end(mut self) -> Vec<Value> {
        kill_process(Pid::from_raw(i32::try_from(self.child.id()).unwrap()).unwrap(), Signal::TERM).unwrap();
        let mut rest = String::new();
        self.lines.read_to_string(&mut rest).unwrap();
        assert!(self.child.wait().unwrap().success());
        rest.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

fn grpc(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_grpc"));
    // Development, where the address that it listens at is shown.
    command.env_clear().env("ENVIRONMENT", "development").env("LOG_FORMAT", "json").args(arguments);
    command.stdout(Stdio::piped());
    command
}

/// With a token, and this correlation id.
fn asked<T>(message: T, id: &str) -> Request<T> {
    let mut request = Request::new(message);
    request.metadata_mut().insert("authorization", "Bearer x".parse().unwrap());
    request.metadata_mut().insert("x-request-id", id.parse().unwrap());
    request
}

fn text(text: &str) -> Text {
    Text { text: text.to_owned() }
}

fn id_of(metadata: &MetadataMap) -> &str {
    metadata.get("x-request-id").unwrap().to_str().unwrap()
}

/// The one terminal event with this correlation id, and how many ERROR lines there are.
fn told<'l>(lines: &'l [Value], id: &str) -> (&'l Value, usize) {
    let of_id: Vec<_> = lines.iter().filter(|line| line["correlation_id"] == id).collect();
    let ends = ["request_completed", "request_failed", "request_cancelled"];
    let ended: Vec<_> = of_id.iter().filter(|line| ends.iter().any(|end| line["message"] == *end)).collect();
    assert_eq!(ended.len(), 1, "{id}: {of_id:#?}");
    (ended[0], of_id.iter().filter(|line| line["level"] == "ERROR").count())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn each_kind_of_call_ends_once_and_with_its_owner() {
    let service = Service::start();
    let mut client = service.client().await;

    let answer = client.once(asked(text("hello"), "once")).await.unwrap();
    assert_eq!((answer.get_ref().text.as_str(), id_of(answer.metadata())), ("hello", "once"));

    let repeated = Repeated { text: "again".to_owned(), times: 3 };
    let answers = client.repeat(asked(repeated, "repeat")).await.unwrap().into_inner();
    assert_eq!(answers.collect::<Vec<_>>().await.len(), 3);

    let words = stream::iter(["one", "two", "three"].map(text));
    let answers = client.chat(asked(words, "chat")).await.unwrap().into_inner();
    let answers: Vec<_> = answers.map(|answer| answer.unwrap().text).collect().await;
    assert_eq!(answers, ["one", "two", "three"]);

    let lines = service.end();
    for (id, method, said) in [("once", "Once", 1), ("repeat", "Repeat", 3), ("chat", "Chat", 3)] {
        let (ended, errors) = told(&lines, id);
        assert_eq!(
            (&ended["message"], &ended["level"], errors),
            (&"request_completed".into(), &"INFO".into(), 0),
            "{id}"
        );
        assert_eq!((&ended["grpc_status"], &ended["status_code"]), (&0.into(), &200.into()), "{id}");
        assert_eq!(ended["route"], format!("/echo.Echo/{method}"));
        // Each line of the call has its owner, those of the stream too.
        let of_call = lines.iter().filter(|line| line["correlation_id"] == id && line["message"] == "said");
        let owners: Vec<_> = of_call.map(|line| (&line["team_id"], &line["user_id"])).collect();
        assert_eq!(owners, vec![(&Value::from("acme"), &Value::from("user-7")); said], "{id}");
        assert_eq!((&ended["team_id"], &ended["user_id"]), (&"acme".into(), &"user-7".into()), "{id}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn each_failure_has_its_status_and_one_line_of_error_at_most() {
    let service = Service::start();
    let mut client = service.client().await;

    let refused = |status: Status, code, id: &str| {
        assert_eq!((status.code(), id_of(status.metadata())), (code, id), "{status}");
    };
    refused(client.once(asked(text(""), "client")).await.unwrap_err(), Code::InvalidArgument, "client");
    refused(client.once(asked(text("broken"), "broken")).await.unwrap_err(), Code::Internal, "broken");
    refused(client.once(asked(text("panic"), "panic")).await.unwrap_err(), Code::Internal, "panic");
    let mut nobody = Request::new(text("hello"));
    nobody.metadata_mut().insert("x-request-id", "nobody".parse().unwrap());
    refused(client.once(nobody).await.unwrap_err(), Code::Unauthenticated, "nobody");

    // A panic after the answer has begun is in its trailers.
    let (answered, panic) = tokio::sync::oneshot::channel();
    let words = stream::iter([text("fine")]).chain(stream::once(async { panic.await.unwrap() }));
    let mut answers = client.chat(asked(words, "late")).await.unwrap().into_inner();
    assert_eq!(answers.next().await.unwrap().unwrap().text, "fine");
    answered.send(text("panic")).unwrap();
    assert_eq!(answers.next().await.unwrap().unwrap_err().code(), Code::Internal);

    let lines = service.end();
    for (id, event, level, status, errors) in [
        ("client", "request_completed", "INFO", 3, 0),
        ("nobody", "request_completed", "INFO", 16, 0),
        ("broken", "request_completed", "WARN", 13, 1),
        ("panic", "request_failed", "WARN", 13, 1),
        ("late", "request_failed", "WARN", 13, 1),
    ] {
        let (ended, found) = told(&lines, id);
        assert_eq!((&ended["message"], &ended["level"]), (&event.into(), &level.into()), "{id}");
        assert_eq!((&ended["grpc_status"], found), (&status.into(), errors), "{id}");
    }
    assert_eq!(told(&lines, "nobody").0.get("team_id"), None);
    assert!(!format!("{lines:?}").contains("Bearer x"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_client_that_leaves_ends_its_call() {
    let mut service = Service::start();
    let mut client = service.client().await;
    // More than a client that does not read lets through.
    let endless = Repeated { text: "again ".repeat(4096), times: 1000 };
    let mut answers = client.repeat(asked(endless, "left")).await.unwrap().into_inner();
    assert!(answers.next().await.unwrap().unwrap().text.starts_with("again"));
    drop((answers, client));
    let lines = service.until("request_cancelled");
    let (ended, errors) = told(&lines, "left");
    assert_eq!((&ended["phase"], &ended["reason"], errors), (&"body".into(), &"client_gone".into(), 0));
    assert_eq!(ended["team_id"], "acme");
    assert!(service.end().iter().all(|line| line["correlation_id"] != "left"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_method_that_is_not_there_makes_no_route() {
    let service = Service::start();
    let channel = Endpoint::from_shared(service.url.clone()).unwrap().connect().await.unwrap();
    let mut client = tonic::client::Grpc::new(channel);
    client.ready().await.unwrap();
    let path = "/echo.Echo/Nothing".parse().unwrap();
    let codec = tonic_prost::ProstCodec::<Text, Text>::default();
    let status = client.unary(asked(text("hello"), "unknown"), path, codec).await.unwrap_err();
    assert_eq!(status.code(), Code::Unimplemented);
    let lines = service.end();
    let (ended, _) = told(&lines, "unknown");
    assert_eq!((&ended["grpc_status"], ended.get("route")), (&12.into(), None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn the_client_tells_its_call_under_the_id_that_the_service_gets() {
    let service = Service::start();
    let mut say = grpc(&["say", &service.url, "hello"]).spawn().unwrap();
    let mut output = String::new();
    say.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    assert!(say.wait().unwrap().success(), "{output}");
    let lines: Vec<Value> = output.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told_once: Vec<_> = lines.iter().filter(|line| line["message"] == "external_http_response").collect();
    let [call] = told_once[..] else { panic!("{lines:#?}") };
    assert_eq!((&call["service"], &call["grpc_status"]), (&"echo".into(), &0.into()), "{call}");
    assert_eq!(call["url"], format!("{}/echo.Echo/Once", service.url));
    let id = call["correlation_id"].as_str().unwrap().to_owned();

    // One that nobody answers.
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mut say = grpc(&["say", &format!("http://{nobody}"), "hello"]).stderr(Stdio::piped()).spawn().unwrap();
    let mut output = String::new();
    say.stdout.take().unwrap().read_to_string(&mut output).unwrap();
    assert!(!say.wait().unwrap().success());
    assert_eq!(output.matches("external_http_error").count(), 1, "{output}");

    tokio::time::sleep(Duration::from_millis(50)).await;
    let lines = service.end();
    assert_eq!(told(&lines, &id).0["route"], "/echo.Echo/Once");
}

fn ended(arguments: &[&str]) -> (Option<i32>, String, String) {
    let ended = grpc(arguments).stderr(Stdio::piped()).output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    (ended.status.code(), text(ended.stdout), text(ended.stderr))
}

#[test]
fn who_reaches_nobody_is_told_so() {
    let (code, lines, said) = ended(&["say", "http://127.0.0.1:1", "hello"]);
    assert_eq!((code, said.as_str()), (Some(1), "error: Unavailable: the call found no connection\n"));
    assert!(lines.contains("external_http_error") && lines.contains("unreachable"), "{lines}");
}

#[test]
fn it_says_how_it_is_used() {
    let (code, usage, said) = ended(&["--help"]);
    assert_eq!((code, said.as_str()), (Some(0), ""));
    assert!(usage.starts_with("usage: grpc [ADDRESS]\n"), "{usage}");
    for wrong in [&["say"][..], &["say", "http://127.0.0.1:1"], &["--bad"], &["a", "b", "c", "d"]] {
        assert_eq!(ended(wrong), (Some(2), String::new(), usage.clone()), "{wrong:?}");
    }
    let (code, _, said) = ended(&["say", "no url", "hello"]);
    assert_eq!(code, Some(1));
    assert!(said.starts_with("error: invalid ") && !said.contains(['"', '(', '{']), "{said}");
}
