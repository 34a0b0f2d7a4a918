use std::time::Duration;

use redis::AsyncConnectionConfig;
use redis::aio::MultiplexedConnection;

use super::failure::Failure;
use super::script::{Answer, Line, Script};
use super::transport::Transport;

/// How long Redis has for a batch.
const ANSWER: Duration = Duration::from_millis(50);
/// How long connecting may take: name, handshake, password.
const CONNECT: Duration = Duration::from_millis(250);
/// A key that is written when a connection is made: a full Redis connects and answers, and takes nothing.
const PROBE: &str = "tracewell:abuse:1:probe";

/// A connection that was seen to take a batch.
#[derive(Debug)]
pub(super) struct Connection {
    redis: MultiplexedConnection,
    script: Script,
}

impl Connection {
    pub(super) async fn open(transport: &Transport, window: u64) -> Result<Self, Failure> {
        let config =
            AsyncConnectionConfig::new().set_connection_timeout(Some(CONNECT)).set_response_timeout(Some(ANSWER));
        let connecting = transport.connect(config);
        let mut redis = tokio::time::timeout(CONNECT, connecting).await.map_err(|_| Failure::timeout())??;
        let script = Script::load(&mut redis).await?;
        let mut connection = Self { redis, script };
        let probe = Line {
            key: PROBE.to_owned(),
            age: 0,
            threshold: u32::MAX,
            cap: 1,
            member: "probe".to_owned(),
            known: 0,
            signalled: false,
        };
        connection.send(&[probe], window).await?;
        Ok(connection)
    }

    /// Has a batch counted, in one round trip.
    pub(super) async fn send(&mut self, lines: &[Line], window: u64) -> Result<Vec<Answer>, Failure> {
        let answers = match self.script.run(&mut self.redis, lines, window, None).await {
            Err(failure) if failure.unknown_script => {
                self.script = Script::load(&mut self.redis).await?;
                self.script.run(&mut self.redis, lines, window, None).await
            }
            answers => answers,
        }?;
        // An answer that does not fit the question is from no script of ours.
        if answers.len() == lines.len() { Ok(answers) } else { Err(Failure::misunderstood()) }
    }
}
