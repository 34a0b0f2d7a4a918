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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use proptest::prelude::*;
    use proptest::test_runner::TestRunner;
    use redis::Client;
    use tokio::runtime::Builder;

    use super::*;
    use crate::abuse::redis::redis_server::RedisServer;

    const WINDOW: u64 = 1000;

    #[derive(Default)]
    struct Model {
        times: Vec<u64>,
        signalled: Option<u64>,
    }

    impl Model {
        fn record(&mut self, now: u64, threshold: u32) -> Answer {
            self.times.push(now);
            let count = self.times.iter().filter(|at| now - **at < WINDOW).count().min(100) as u32;
            let said = if self.signalled.is_some_and(|at| now - at < WINDOW) {
                Said::Given
            } else if count >= threshold {
                self.signalled = Some(now);
                Said::Signal
            } else {
                Said::Nothing
            };
            Answer { count, said }
        }
    }

    #[test]
    fn the_script_does_what_a_model_does_that_forgets_nothing() {
        let server = RedisServer::start();
        let runtime = Builder::new_current_thread().enable_all().build().unwrap();
        let client = Client::open(server.url()).unwrap();
        let mut redis = runtime.block_on(client.get_multiplexed_async_connection()).unwrap();
        redis.set_response_timeout(Duration::from_secs(10));
        let script = runtime.block_on(Script::load(&mut redis)).unwrap();
        // Steps of one time are one batch.
        let steps = proptest::collection::vec((0_u64..400, proptest::collection::vec(0_usize..3, 1..8)), 1..60);
        let cases = std::cell::Cell::new(0_u32);
        let outcome =
            TestRunner::new(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() }).run(
                &(1_u32..12, steps),
                |(threshold, steps)| {
                    cases.set(cases.get() + 1);
                    let (case, mut redis) = (cases.get(), redis.clone());
                    let (mut models, mut at, mut number) = (<[Model; 3]>::default(), 1_000_000, 0);
                    for (pause, batch) in steps {
                        at += pause;
                        let mut expected = Vec::new();
                        let lines: Vec<_> = batch
                            .iter()
                            .map(|who| {
                                number += 1;
                                expected.push(models[*who].record(at, threshold));
                                let (key, member) = (format!("{case}:{who}"), number.to_string());
                                Line { key, age: 0, threshold, cap: 100, member, known: 0, signalled: false }
                            })
                            .collect();
                        let answers = runtime.block_on(script.run(&mut redis, &lines, WINDOW, Some(at))).unwrap();
                        prop_assert_eq!(&answers, &expected);
                        // Sent once more it is not counted once more, and a signal is not lost with its answer.
                        let again = runtime.block_on(script.run(&mut redis, &lines, WINDOW, Some(at))).unwrap();
                        for (again, first) in again.iter().zip(&answers) {
                            prop_assert!(again.count >= first.count);
                            prop_assert!(first.said != Said::Signal || again.said == Said::Signal);
                        }
                    }
                    Ok(())
                },
            );
        outcome.unwrap();
    }
}
