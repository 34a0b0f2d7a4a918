use redis::aio::MultiplexedConnection;

use super::failure::Failure;

const SOURCE: &str = include_str!("window.lua");

/// One violation of one subject, as the script takes it.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) key: String,
    /// Milliseconds since it happened.
    pub(super) age: u64,
    pub(super) threshold: u32,
    pub(super) cap: u32,
    pub(super) member: String,
    pub(super) known: u32,
    pub(super) signalled: bool,
}

/// What the script says of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) count: u32,
    pub(super) said: Said,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Said {
    Nothing,
    /// The signal is to be given, and nobody else will.
    Signal,
    /// It was given, here or elsewhere.
    Given,
}

/// The script on a connection.
#[derive(Debug)]
pub(super) struct Script {
    digest: String,
}

impl Script {
    pub(super) async fn load(connection: &mut MultiplexedConnection) -> Result<Self, Failure> {
        let load = redis::cmd("SCRIPT").arg("LOAD").arg(SOURCE).to_owned();
        let digest = load.query_async(connection).await.map_err(|error| Failure::of(&error))?;
        Ok(Self { digest })
    }

    /// One round trip for all lines. `now` is the time of a test, nothing else's.
    pub(super) async fn run(
        &self,
        connection: &mut MultiplexedConnection,
        lines: &[Line],
        window: u64,
        now: Option<u64>,
    ) -> Result<Vec<Answer>, Failure> {
        let mut call = redis::cmd("EVALSHA");
        call.arg(&self.digest).arg(lines.len());
        for line in lines {
            call.arg(&line.key);
        }
        match now {
            Some(now) => call.arg(now),
            None => call.arg(""),
        };
        call.arg(window);
        for line in lines {
            call.arg(line.age).arg(line.threshold).arg(line.cap).arg(&line.member).arg(line.known);
            call.arg(u8::from(line.signalled));
        }
        let flat: Vec<u32> = call.query_async(connection).await.map_err(|error| Failure::of(&error))?;
        let answers = flat.chunks_exact(2).map(|pair| Answer {
            count: pair[0],
            said: match pair[1] {
                1 => Said::Signal,
                2 => Said::Given,
                _ => Said::Nothing,
            },
        });
        Ok(answers.collect())
    }
}
