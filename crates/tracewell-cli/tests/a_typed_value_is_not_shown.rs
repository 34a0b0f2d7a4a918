//! The command at a terminal: a real one, of which this test holds the other end.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, tcgetattr};
use support::{Folder, command, key_file, tracewell};

/// A terminal, and what was shown on it.
struct Terminal {
    keys: File,
    ours: File,
    shown: Receiver<Vec<u8>>,
    seen: String,
}

impl Terminal {
    fn new() -> Self {
        let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).unwrap();
        grantpt(&near).unwrap();
        unlockpt(&near).unwrap();
        let name = ptsname(&near, Vec::new()).unwrap().into_string().unwrap();
        let ours = OpenOptions::new().read(true).write(true).open(name).unwrap();
        let keys = File::from(near);
        let mut screen = keys.try_clone().unwrap();
        let (show, shown) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 1024];
            while let Ok(count) = screen.read(&mut bytes) {
                if count == 0 || show.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self { keys, ours, shown, seen: String::new() }
    }

    fn start(&self, keys: &str) -> Child {
        let ours = || Stdio::from(self.ours.try_clone().unwrap());
        command(["hmac", "--class", "email", "--key-file", keys]).stdin(ours()).stderr(ours()).spawn().unwrap()
    }

    fn await_shown(&mut self, text: &str) {
        let deadline = Instant::now() + Duration::from_secs(20);
        while !self.seen.contains(text) {
            let left = deadline.saturating_duration_since(Instant::now());
            self.seen.push_str(&String::from_utf8(self.shown.recv_timeout(left).unwrap()).unwrap());
        }
    }

    fn shows_what_is_typed(&self) -> bool {
        tcgetattr(&self.ours).unwrap().local_modes.contains(LocalModes::ECHO | LocalModes::ICANON | LocalModes::ISIG)
    }
}

#[test]
fn it_is_read_and_hashed_and_the_terminal_is_as_before() {
    let folder = Folder::new();
    let keys = key_file(&folder, &[("k1", 'Q')]);
    let mut terminal = Terminal::new();
    let child = terminal.start(&keys);
    terminal.await_shown("value (it is not shown): ");
    assert!(!terminal.shows_what_is_typed());
    terminal.keys.write_all(b"hunted valueX\x7f\r").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    let piped = tracewell(["hmac", "--class", "email", "--key-file", &keys], b"hunted value");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), piped.stdout);
    terminal.await_shown("\n");
    assert!(terminal.shows_what_is_typed());
    // What follows is shown, so all that was shown before it has been seen.
    terminal.keys.write_all(b"end\r").unwrap();
    terminal.await_shown("end");
    assert!(!terminal.seen.contains("hunted"), "{:?}", terminal.seen);
}

#[test]
fn ctrl_c_ends_it_and_leaves_the_terminal_as_it_was() {
    let folder = Folder::new();
    let keys = key_file(&folder, &[("k1", 'Q')]);
    let mut terminal = Terminal::new();
    let child = terminal.start(&keys);
    terminal.await_shown("value (it is not shown): ");
    terminal.keys.write_all(b"hunted\x03").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!((output.status.code(), output.stdout.as_slice()), (Some(130), &b""[..]));
    assert!(terminal.shows_what_is_typed());
}
