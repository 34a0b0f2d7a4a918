//! What a WebSocket leaves in the log: its upgrade as a request, and its close.

#![allow(clippy::unwrap_used, reason = "tests")]

mod support;

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use support::client::Request;
use support::{Service, lines, lines_of, terminal};

/// A client that has upgraded, under the request id `id`.
fn upgrade(service: &Service, id: &str) -> TcpStream {
    let mut stream = TcpStream::connect(service.process().address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    let head = format!(
        "GET /debug/ws HTTP/1.1\r\nHost: x\r\nX-Request-ID: {id}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
         Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        answer.extend(byte);
    }
    let answer = String::from_utf8(answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 101 ") && answer.contains(&format!("x-request-id: {id}")), "{answer}");
    stream
}

/// Sends a frame, masked with zeros (RFC 6455, 5.2).
fn send(stream: &mut TcpStream, opcode: u8, payload: &[u8]) {
    let length = u8::try_from(payload.len()).unwrap();
    assert!(length < 126);
    stream.write_all(&[&[0x80 | opcode, 0x80 | length, 0, 0, 0, 0], payload].concat()).unwrap();
}

fn receive(stream: &mut TcpStream) -> (u8, Vec<u8>) {
    let mut head = [0; 2];
    stream.read_exact(&mut head).unwrap();
    let mut payload = vec![0; usize::from(head[1])];
    stream.read_exact(&mut payload).unwrap();
    (head[0] & 0x0f, payload)
}

#[test]
fn an_upgrade_is_completed_and_the_socket_closed() {
    let service = Service::start();
    let mut client = upgrade(&service, "polite");
    // What looks like a head with an id is a message like any other.
    for message in ["hello", "GET / HTTP/1.1\r\nx-request-id: \x01\r\n\r\n"] {
        send(&mut client, 1, message.as_bytes());
        assert_eq!(receive(&mut client), (1, message.as_bytes().to_vec()));
    }
    send(&mut client, 8, &1000_u16.to_be_bytes());
    assert_eq!(receive(&mut client).0, 8);
    drop(upgrade(&service, "rude"));
    let stays = upgrade(&service, "stays");
    assert_eq!(service.send(&Request::get("/debug/slow?ms=300")).status(), 200);
    let lines = lines(&service.end());
    drop(stays);

    for (id, messages, code) in [("polite", 4, 1000), ("rude", 0, 1006), ("stays", 0, 1006)] {
        let upgrade = terminal(&lines, id);
        assert_eq!((&upgrade["message"], &upgrade["status_code"]), (&"request_completed".into(), &101.into()));
        let closed: Vec<_> =
            lines_of(&lines, id).into_iter().filter(|line| line["message"] == "websocket_closed").collect();
        assert_eq!(closed.len(), 1, "{id}");
        assert_eq!((&closed[0]["messages"], &closed[0]["code"]), (&messages.into(), &code.into()), "{id}");
        assert_eq!((&closed[0]["route"], &closed[0]["level"]), (&"/debug/ws".into(), &"INFO".into()));
    }
}

#[test]
fn what_is_no_upgrade_is_a_client_s_mistake() {
    let service = Service::start();
    let refused = service.send(&Request::get("/debug/ws"));
    assert!((400..500).contains(&refused.status()), "{}", refused.status());
    assert!(lines(&service.end()).iter().all(|line| line["message"] != "websocket_closed"));
}
