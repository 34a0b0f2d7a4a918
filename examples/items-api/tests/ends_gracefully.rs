//! How the service ends: at the first signal well, at the second at once.

mod support;

use std::io::{BufRead as _, BufReader};
use std::net::TcpStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use serde_json::json;
use support::client::Request;
use support::{Service, eventually, lines, terminal};

#[test]
fn both_signals_end_it_with_zero() {
    for signal in [Signal::TERM, Signal::INT] {
        let service = Service::start();
        assert_eq!(service.send(&Request::get("/health")).status(), 200);
        service.process().signal(signal).unwrap();
        let ended = service.wait();
        assert_eq!(ended.code(), Some(0), "{signal:?}");
        assert_eq!(ended.errors().len(), 1, "{:?}", ended.errors());
    }
}

#[test]
fn it_answers_on_while_not_ready() {
    let service = Service::start_with(&[("SHUTDOWN_DELAY_SECONDS", "1")]);
    assert_eq!(service.send(&Request::get("/ready")).status(), 200);
    let begin = Instant::now();
    service.process().terminate().unwrap();
    eventually("not being ready", || {
        service.send(&Request::get("/ready").header("x-request-id", "not-ready")).status() == 503
    });
    assert_eq!(service.send(&Request::get("/health")).status(), 200);
    let ended = service.wait();
    assert!(begin.elapsed() >= Duration::from_secs(1));
    assert_eq!(ended.code(), Some(0));
    let lines = lines(&ended);
    let not_ready: Vec<_> =
        support::lines_of(&lines, "not-ready").into_iter().filter(|line| line["status_code"] == 503).collect();
    assert_eq!(not_ready.len(), 1);
    assert_eq!((&not_ready[0]["message"], &not_ready[0]["level"]), (&json!("request_completed"), &json!("INFO")));
    assert!(lines.iter().all(|line| line["level"] != "ERROR"), "{lines:?}");
}

#[test]
fn requests_that_run_end_well() {
    let service = Service::start();
    let address = service.process().address();
    let slow = std::thread::spawn(move || Request::get("/debug/slow?ms=700").send(address));
    let stream = std::thread::spawn(move || Request::get("/debug/stream?chunks=7&ms=100").send(address));
    std::thread::sleep(Duration::from_millis(200));
    service.process().terminate().unwrap();
    eventually("a closed port", || TcpStream::connect(address).is_err());
    assert_eq!(slow.join().unwrap().unwrap().text(), "waited 700 ms\n");
    assert!(stream.join().unwrap().unwrap().text().ends_with("chunk 7\n"));
    assert_eq!(service.wait().code(), Some(0));
}

#[test]
fn idle_connections_do_not_delay_the_end() {
    let service = Service::start();
    let _idle = TcpStream::connect(service.process().address()).unwrap();
    assert_eq!(service.send(&Request::get("/health")).status(), 200);
    let begin = Instant::now();
    assert_eq!(service.end().code(), Some(0));
    assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
}

#[test]
fn what_does_not_end_is_dropped_and_told() {
    let service = Service::start();
    let address = service.process().address();
    let names = [("handler", "/debug/slow?ms=60000"), ("body", "/debug/stream?chunks=100000&ms=50")];
    let clients = names
        .map(|(id, target)| std::thread::spawn(move || Request::get(target).header("x-request-id", id).send(address)));
    std::thread::sleep(Duration::from_millis(300));
    let ended = service.end();
    assert_eq!(ended.code(), Some(0));
    let lines = lines(&ended);
    for (id, _) in names {
        let line = terminal(&lines, id);
        assert_eq!((&line["message"], &line["level"]), (&json!("request_cancelled"), &json!("INFO")));
        assert_eq!((&line["phase"], &line["reason"]), (&json!(id), &json!("server_shutdown")));
    }
    for client in clients {
        let _ = client.join().unwrap();
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let service = Service::start_with(&[("SHUTDOWN_DELAY_SECONDS", "30")]);
    service.process().terminate().unwrap();
    eventually("not being ready", || service.send(&Request::get("/ready")).status() == 503);
    let begin = Instant::now();
    service.process().terminate().unwrap();
    let ended = service.wait();
    assert_eq!(ended.code(), Some(130));
    assert!(begin.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_second_signal_ends_it_while_its_lines_find_no_reader() {
    let folder = support::Folder::new();
    let mut child = std::process::Command::new(support::program())
        .args(["--port", "0", "--data"])
        .arg(folder.path())
        .env_clear()
        .env("LOG_LEVEL", "debug")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut told = String::new();
    BufReader::new(child.stderr.take().unwrap()).read_line(&mut told).unwrap();
    let address = told.trim().strip_prefix("listening on http://").unwrap().parse().unwrap();
    // More than a pipe holds.
    for _ in 0..500 {
        assert_eq!(Request::get("/health").send(address).unwrap().status(), 200);
    }
    let id = Pid::from_raw(child.id().try_into().unwrap()).unwrap();
    let begin = Instant::now();
    kill_process(id, Signal::TERM).unwrap();
    eventually("a closed port", || TcpStream::connect(address).is_err());
    std::thread::sleep(Duration::from_millis(300));
    assert!(child.try_wait().unwrap().is_none(), "nothing left to write");
    kill_process(id, Signal::TERM).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(begin.elapsed() < Duration::from_secs(4), "{:?}", begin.elapsed());
}

#[test]
fn a_delay_that_makes_no_sense_is_none() {
    let service = Service::start_with(&[("SHUTDOWN_DELAY_SECONDS", "soon-marker")]);
    let begin = Instant::now();
    let ended = service.end();
    assert_eq!(ended.code(), Some(0));
    assert!(begin.elapsed() < Duration::from_secs(5));
    let lines = lines(&ended);
    let invalid: Vec<_> = lines.iter().filter(|line| line["message"] == "config_invalid").collect();
    assert_eq!(invalid.len(), 1);
    assert_eq!((&invalid[0]["variable"], &invalid[0]["level"]), (&json!("SHUTDOWN_DELAY_SECONDS"), &json!("WARN")));
    assert!(ended.log().iter().all(|line| !line.contains("soon-marker")));
}
