use std::ffi::OsStr;
use std::io::{self, BufRead as _, BufReader, Read};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

/// How long the service may take to listen.
const START: Duration = Duration::from_secs(10);
/// How long it may take to end: its drain, its delay, and some.
const END: Duration = Duration::from_secs(20);

/// The service in a process of its own, with an environment that only says what it was told.
#[derive(Debug)]
pub(crate) struct Process {
    child: Child,
    address: SocketAddr,
    output: Lines,
    errors: Lines,
}

/// A process that has ended.
#[derive(Debug)]
pub(crate) struct Ended {
    code: Option<i32>,
    log: Vec<String>,
    errors: Vec<String>,
}

impl Process {
    /// Starts `program` and waits until it listens.
    ///
    /// # Errors
    ///
    /// The program can't be started, or ends, or does not listen in time.
    pub(crate) fn start<A: AsRef<OsStr>>(
        program: &Path,
        arguments: &[A],
        environment: &[(&str, &str)],
    ) -> io::Result<Self> {
        let mut child = spawn(program, arguments, environment)?;
        let output = Lines::read(child.stdout.take());
        let (told, heard) = mpsc::channel();
        let errors = Lines::watch(child.stderr.take(), move |line| {
            if let Some(address) = line.strip_prefix("listening on http://") {
                let _ = told.send(address.parse());
            }
        });
        match heard.recv_timeout(START) {
            Ok(Ok(address)) => Ok(Self { child, address, output, errors }),
            _ => {
                let _ = child.kill();
                let _ = child.wait();
                Err(io::Error::other(format!("the service does not listen: {}", errors.end().join("; "))))
            }
        }
    }

    /// Runs `program` to its end, without waiting for it to listen.
    #[allow(dead_code, reason = "for the tests of what never listens")]
    pub(crate) fn run<A: AsRef<OsStr>>(
        program: &Path,
        arguments: &[A],
        environment: &[(&str, &str)],
    ) -> io::Result<Ended> {
        let mut child = spawn(program, arguments, environment)?;
        let (output, errors) = (Lines::read(child.stdout.take()), Lines::read(child.stderr.take()));
        let code = wait(&mut child, END)?;
        Ok(Ended { code, log: output.end(), errors: errors.end() })
    }

    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends SIGTERM.
    pub(crate) fn terminate(&self) -> io::Result<()> {
        self.signal(Signal::TERM)
    }

    pub(crate) fn signal(&self, signal: Signal) -> io::Result<()> {
        let id = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let id = id.ok_or_else(|| io::Error::other("no process id"))?;
        Ok(kill_process(id, signal)?)
    }

    /// Waits until the process has ended by itself; kills it if that takes too long.
    pub(crate) fn wait(mut self) -> io::Result<Ended> {
        let code = wait(&mut self.child, END)?;
        let output = std::mem::take(&mut self.output);
        let errors = std::mem::take(&mut self.errors);
        Ok(Ended { code, log: output.end(), errors: errors.end() })
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Ended {
    /// The exit code; none if a signal ended it.
    pub(crate) fn code(&self) -> Option<i32> {
        self.code
    }

    /// The lines of standard output.
    pub(crate) fn log(&self) -> &[String] {
        &self.log
    }

    /// The lines of standard error.
    pub(crate) fn errors(&self) -> &[String] {
        &self.errors
    }
}

fn spawn<A: AsRef<OsStr>>(program: &Path, arguments: &[A], environment: &[(&str, &str)]) -> io::Result<Child> {
    let kept = ["PATH", "HOME", "TMPDIR", "LLVM_PROFILE_FILE"];
    let kept = kept.into_iter().filter_map(|name| Some((name, std::env::var_os(name)?)));
    Command::new(program)
        .args(arguments)
        .env_clear()
        .envs(kept)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
}

fn wait(child: &mut Child, patience: Duration) -> io::Result<Option<i32>> {
    let deadline = Instant::now() + patience;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status.code());
        }
        if Instant::now() > deadline {
            child.kill()?;
            child.wait()?;
            return Err(io::Error::new(io::ErrorKind::TimedOut, "the service does not end"));
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The lines of a pipe, read by a thread so that the writer never has to wait.
#[derive(Debug, Default)]
struct Lines(Option<JoinHandle<Vec<String>>>);

impl Lines {
    fn read(pipe: Option<impl Read + Send + 'static>) -> Self {
        Self::watch(pipe, |_| {})
    }

    fn watch(pipe: Option<impl Read + Send + 'static>, mut seen: impl FnMut(&str) + Send + 'static) -> Self {
        Self(pipe.map(|pipe| {
            std::thread::spawn(move || {
                let lines = BufReader::new(pipe).split(b'\n').map_while(Result::ok);
                let lines = lines.map(|line| String::from_utf8_lossy(&line).into_owned());
                lines.inspect(|line| seen(line)).collect()
            })
        }))
    }

    fn end(self) -> Vec<String> {
        self.0.and_then(|lines| lines.join().ok()).unwrap_or_default()
    }
}
