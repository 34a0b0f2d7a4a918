//! SIGTERM and Ctrl-C end the program in order: what was answered has been told.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "tests")]

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;

const REQUESTS: usize = 100;

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn get(address: &str) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
}

#[test]
fn no_line_is_lost_at_a_signal() {
    for signal in [Signal::TERM, Signal::INT] {
        let mut program = Command::new(env!("CARGO_BIN_EXE_quickstart"));
        program.arg("127.0.0.1:0").env_remove("RUST_LOG").env("LOG_FORMAT", "json").env("ENVIRONMENT", "development");
        let mut running = Running(program.stdout(Stdio::piped()).spawn().unwrap());
        let mut lines = BufReader::new(running.0.stdout.take().unwrap())
            .lines()
            .map(|line| serde_json::from_str::<Value>(&line.unwrap()).unwrap());
        let listening = lines.find(|line| line["message"] == "listening").unwrap();
        let address = listening["address"].as_str().unwrap();
        (0..REQUESTS).for_each(|_| get(address));
        let pid = Pid::from_raw(i32::try_from(running.0.id()).unwrap()).unwrap();
        kill_process(pid, signal).unwrap();
        let told = lines.filter(|line| line["message"] == "request_completed").count();
        assert_eq!(told, REQUESTS, "{signal:?}");
        assert_eq!(running.0.wait().unwrap().code(), Some(0), "{signal:?}");
    }
}
