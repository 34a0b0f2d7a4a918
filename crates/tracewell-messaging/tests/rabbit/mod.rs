//! A RabbitMQ of the test's own: own port, own node name, own folder; stopped when it is dropped.

#![allow(clippy::expect_used, clippy::unwrap_used, dead_code, reason = "tests, each of which uses a part")]

use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

/// The longest a node may take to start on a machine that is busy.
const START: Duration = Duration::from_secs(120);

pub(crate) struct Node {
    port: u16,
    epmd: u16,
    dist: u16,
    dir: PathBuf,
    server: Option<Child>,
}

impl Node {
    /// A node that accepts connections.
    pub(crate) fn start() -> Self {
        Self::start_with(|port, _| format!("listeners.tcp.1 = 127.0.0.1:{port}\n"))
    }

    /// One with another configuration, for its port and its folder.
    pub(crate) fn start_with(configuration: impl FnOnce(u16, &Path) -> String) -> Self {
        let [port, epmd, dist] = free_ports();
        let dir = std::env::temp_dir().join(format!("tracewell-rabbitmq-{}-{port}", std::process::id()));
        fs::create_dir_all(dir.join("home")).unwrap();
        fs::write(dir.join("rabbitmq.conf"), configuration(port, &dir)).unwrap();
        fs::write(dir.join("plugins"), "[].").unwrap();
        let mut node = Self { port, epmd, dist, dir, server: None };
        node.start_again();
        node
    }

    /// With the standard user of a fresh node, who may come from loopback only.
    pub(crate) fn url(&self) -> String {
        url(self.port)
    }

    pub(crate) fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// A file in its folder.
    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.dir.join(name)
    }

    pub(crate) fn start_again(&mut self) {
        let server = self
            .command("rabbitmq-server")
            .process_group(0)
            .spawn()
            .expect("install the package rabbitmq-server (apt-get install rabbitmq-server): these tests start a node of their own");
        self.server = Some(server);
        let deadline = Instant::now() + START;
        // The port is open before the node serves it.
        while !self.ctl(&["await_startup", "--timeout", "60"]) || TcpStream::connect(self.address()).is_err() {
            assert!(Instant::now() < deadline, "the node did not start: {}", self.log());
            sleep(Duration::from_millis(200));
        }
    }

    /// Ends it as its operator would, and starts it again.
    pub(crate) fn restart(&mut self) {
        assert!(self.ctl(&["stop"]));
        if let Some(mut server) = self.server.take() {
            server.wait().unwrap();
        }
        self.start_again();
    }

    /// As if the machine had lost its power.
    pub(crate) fn kill(&mut self) {
        self.signal(Signal::KILL);
        if let Some(mut server) = self.server.take() {
            server.wait().unwrap();
        }
    }

    /// It stops answering without closing anything.
    pub(crate) fn pause(&self) {
        self.signal(Signal::STOP);
    }

    pub(crate) fn resume(&self) {
        self.signal(Signal::CONT);
    }

    fn signal(&self, signal: Signal) {
        if let Some(server) = &self.server {
            let group = Pid::from_raw(i32::try_from(server.id()).unwrap()).unwrap();
            let _ = kill_process_group(group, signal);
        }
    }

    /// Runs `rabbitmqctl`, and says whether that went well.
    pub(crate) fn ctl(&self, arguments: &[&str]) -> bool {
        self.command("rabbitmqctl").args(arguments).status().unwrap().success()
    }

    pub(crate) fn close_all_connections(&self) {
        assert!(self.ctl(&["close_all_connections", "a fault of the test"]));
    }

    fn log(&self) -> String {
        fs::read_to_string(self.dir.join("node.log")).unwrap_or_default()
    }

    fn command(&self, name: &str) -> Command {
        // Debian's own commands insist on a user of their own.
        let plain = Path::new("/usr/lib/rabbitmq/bin").join(name);
        let mut command = if plain.exists() { Command::new(plain) } else { Command::new(name) };
        let file = |name: &str| self.dir.join(name);
        command
            .env("HOME", file("home"))
            .env("RABBITMQ_NODENAME", format!("tracewell{}@localhost", self.port))
            .env("RABBITMQ_DIST_PORT", self.dist.to_string())
            .env("ERL_EPMD_PORT", self.epmd.to_string())
            .env("ERL_EPMD_ADDRESS", "127.0.0.1")
            .env("RABBITMQ_MNESIA_BASE", file("mnesia"))
            .env("RABBITMQ_LOG_BASE", file("log"))
            .env("RABBITMQ_LOGS", file("node.log"))
            .env("RABBITMQ_PID_FILE", file("pid"))
            .env("RABBITMQ_CONFIG_FILE", file("rabbitmq.conf"))
            .env("RABBITMQ_ENABLED_PLUGINS_FILE", file("plugins"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.resume();
        self.kill();
        // The name server that the node started goes when it knows no node any more.
        for _ in 0..20 {
            let killed = Command::new("epmd").arg("-kill").env("ERL_EPMD_PORT", self.epmd.to_string()).output();
            if killed.is_ok_and(|killed| String::from_utf8_lossy(&killed.stdout).contains("Killed")) {
                break;
            }
            sleep(Duration::from_millis(50));
        }
        let _ = fs::remove_dir_all(&self.dir);
    }
}

pub(crate) fn url(port: u16) -> String {
    let user = "guest";
    format!("amqp://{user}:{user}@127.0.0.1:{port}")
}

fn free_ports<const N: usize>() -> [u16; N] {
    let listeners = [(); N].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    listeners.map(|listener| listener.local_addr().unwrap().port())
}
