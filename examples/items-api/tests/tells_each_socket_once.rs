//! What a WebSocket leaves in the log: its upgrade as a request, and its close.

#![allow(clippy::unwrap_used, reason = "tests")]

mod socket;
mod support;

use socket::{CLOSE, Socket, TEXT};
use support::client::Request;
use support::{Service, lines, lines_of, terminal};

#[test]
fn an_upgrade_is_completed_and_the_socket_closed() {
    let service = Service::start();
    let address = service.process().address();
    let mut client = Socket::upgrade(address, "polite");
    // What looks like a head with an id is a message like any other.
    for message in ["hello", "GET / HTTP/1.1\r\nx-request-id: \x01\r\n\r\n"] {
        client.send(TEXT, message.as_bytes());
        assert_eq!(client.receive(), (TEXT, message.as_bytes().to_vec()));
    }
    client.send(CLOSE, &1000_u16.to_be_bytes());
    assert_eq!(client.receive().0, CLOSE);
    drop(Socket::upgrade(address, "rude"));
    let stays = Socket::upgrade(address, "stays");
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
