//! The program itself, with the requests of its README.

#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn get(address: &str, target: &str, headers: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    stream
        .write_all(format!("GET {target} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}\r\n").as_bytes())
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn each_request_is_told_once_with_its_team_and_user() {
    let mut program = Command::new(env!("CARGO_BIN_EXE_quickstart"));
    program.arg("127.0.0.1:0").env_remove("RUST_LOG").env("LOG_FORMAT", "json").env("ENVIRONMENT", "development");
    let mut running = Running(program.stdout(Stdio::piped()).spawn().unwrap());
    let lines = BufReader::new(running.0.stdout.take().unwrap()).lines();
    let parse = |line: std::io::Result<String>| serde_json::from_str::<Value>(&line.unwrap()).unwrap();
    let mut lines = lines
        .map(parse)
        .filter(|line| !["tracewell::init", "tracewell::log"].contains(&line["target"].as_str().unwrap()));
    let mut next = || lines.next().unwrap();

    let listening = next();
    let address = listening["address"].as_str().unwrap();

    assert!(
        get(address, "/v1/orders/4", "authorization: Bearer x\r\nx-request-id: r-1\r\n")
            .ends_with("order 4: 3 boxes\n")
    );
    let (read, done) = (next(), next());
    assert_eq!(
        (&read["message"], &read["order_id"], &read["token"]),
        (&json!("order_read"), &json!(4), &json!("[REDACTED]"))
    );
    assert_eq!((&done["message"], &done["route"]), (&json!("request_completed"), &json!("/v1/orders/{id}")));
    for line in [read, done] {
        assert_eq!(
            (&line["correlation_id"], &line["team_id"], &line["user_id"]),
            (&json!("r-1"), &json!("acme"), &json!("user-7"))
        );
    }

    assert!(get(address, "/v1/orders/0", "authorization: Bearer x\r\n").starts_with("HTTP/1.1 500 "));
    assert_eq!(next()["message"], "order_read");
    let error = next();
    assert_eq!((&error["level"], &error["error_message"]), (&json!("ERROR"), &json!("nothing fits into no boxes")));
    assert_eq!((next()["level"].clone(), error["correlation_id"].is_string()), (json!("WARN"), true));

    assert!(get(address, "/v1/orders/x", "").starts_with("HTTP/1.1 400 "));
    assert_eq!((next()["message"].clone(), next()["status_code"].clone()), (json!("validation_error"), json!(400)));
    assert!(get(address, "/v1/orders/1", "").starts_with("HTTP/1.1 401 "));
    assert_eq!(next()["status_code"], 401);
}
