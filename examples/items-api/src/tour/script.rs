use std::io;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use serde_json::Value;
use tracewell::names::header::{X_DEV_TEAM, X_REQUEST_ID};

use super::client::{Request, Response};
use super::exchange::{Exchange, Expected, Outcome, SentId};
use super::follower::Follower;
use super::planted::Planted;

/// Plays requests against the service, one after the other, and remembers them.
#[derive(Debug)]
pub(super) struct Script {
    address: SocketAddr,
    planted: Planted,
    chapter: &'static str,
    exchanges: Vec<Exchange>,
    begun: usize,
}

impl Script {
    pub(super) fn new(address: SocketAddr, planted: Planted) -> Self {
        Self { address, planted, chapter: "", exchanges: Vec::new(), begun: 0 }
    }

    pub(super) fn planted(&self) -> &Planted {
        &self.planted
    }

    pub(super) fn into_exchanges(self) -> Vec<Exchange> {
        self.exchanges
    }

    /// What follows belongs together.
    pub(super) fn chapter(&mut self, chapter: &'static str) {
        self.chapter = chapter;
    }

    /// Adds the token of the tour's user, for a team.
    pub(super) fn of(&self, team: &str, request: Request) -> Request {
        request.bearer(self.planted.token()).header(X_DEV_TEAM, team)
    }

    /// A request of team-a.
    pub(super) fn ours(&self, method: &'static str, target: impl Into<String>) -> Request {
        self.of("team-a", Request::new(method, target))
    }

    /// Sends a request with an id of the tour's and reads the answer.
    pub(super) fn step(&mut self, title: &'static str, request: Request, status: u16) -> Value {
        let (request, id) = self.named(request);
        self.play(title, &request, status, SentId::Good(id))
    }

    /// Sends a request whose id the service should keep.
    pub(super) fn good_id(&mut self, title: &'static str, id: &str) {
        let request = Request::get("/health").header(X_REQUEST_ID, id);
        self.play(title, &request, 200, SentId::Good(id.to_owned()));
    }

    /// Sends a request whose ids the service should not keep.
    pub(super) fn bad_ids<I: Into<Vec<u8>>>(&mut self, title: &'static str, ids: impl IntoIterator<Item = I>) {
        let request = ids.into_iter().fold(Request::get("/health"), |request, id| request.header(X_REQUEST_ID, id));
        self.play(title, &request, 200, SentId::Bad);
    }

    /// Sends a request and leaves before it is answered.
    pub(super) fn leave(&mut self, title: &'static str, request: Request, status: u16, wait: Duration) {
        let (request, id) = self.named(request);
        let begin = Instant::now();
        let left = request.send_and_leave(self.address, wait).map(|()| None);
        self.keep(title, &request, status, SentId::Good(id), left.map(Outcome::Left), begin);
    }

    /// Sends a request and leaves in the middle of the answer.
    pub(super) fn leave_amid(&mut self, title: &'static str, request: Request, status: u16) {
        let (request, id) = self.named(request);
        let begin = Instant::now();
        let left = request.send_and_leave_amid(self.address).map(Some);
        self.keep(title, &request, status, SentId::Good(id), left.map(Outcome::Left), begin);
    }

    /// Sends a request, does something else once it runs, and reads the answer then.
    pub(super) fn step_around(
        &mut self,
        title: &'static str,
        request: Request,
        status: u16,
        between: impl FnOnce(&mut Self),
    ) {
        let (request, id) = self.named(request);
        let begin = Instant::now();
        let (address, sent) = (self.address, request.clone());
        let answer = std::thread::spawn(move || sent.send(address));
        std::thread::sleep(Duration::from_millis(100));
        between(self);
        let answer = answer.join().unwrap_or_else(|_| Err(io::Error::other("the client panicked")));
        self.keep(title, &request, status, SentId::Good(id), answer.map(Outcome::Answered), begin);
    }

    /// Opens an event stream, and does something meanwhile that gives the follower back.
    pub(super) fn follow(
        &mut self,
        title: &'static str,
        request: Request,
        between: impl FnOnce(&mut Self, Follower) -> io::Result<Follower>,
    ) {
        let (request, id) = self.named(request);
        let begin = Instant::now();
        let followed = Follower::open(&request, self.address).and_then(|follower| between(self, follower));
        let left = followed.and_then(Follower::leave).map(|answer| Outcome::Left(Some(answer)));
        self.keep(title, &request, 200, SentId::Good(id), left, begin);
    }

    /// The answer to the request before.
    pub(super) fn answer(&self) -> Option<&Response> {
        self.exchanges.last().and_then(Exchange::response)
    }

    /// The story of the request before is worth telling in full.
    pub(super) fn feature(&mut self) {
        if let Some(exchange) = self.exchanges.last_mut() {
            exchange.feature();
        }
    }

    fn named(&mut self, request: Request) -> (Request, String) {
        self.begun += 1;
        let id = format!("tour-{:02}", self.begun);
        (request.header(X_REQUEST_ID, id.as_str()), id)
    }

    fn play(&mut self, title: &'static str, request: &Request, status: u16, id: SentId) -> Value {
        let begin = Instant::now();
        let answer = request.send(self.address);
        let json = answer.as_ref().map(Response::json).unwrap_or_default();
        self.keep(title, request, status, id, answer.map(Outcome::Answered), begin);
        json
    }

    fn keep(
        &mut self,
        title: &'static str,
        request: &Request,
        status: u16,
        id: SentId,
        outcome: io::Result<Outcome>,
        begin: Instant,
    ) {
        // Neither a refused token nor a wrong method gets as far as a team.
        let team = request.sent(X_DEV_TEAM).filter(|_| ![401, 405].contains(&status));
        let team = team.map(|team| String::from_utf8_lossy(team).into_owned());
        let outcome = outcome.unwrap_or_else(|error| Outcome::Broken(error.to_string()));
        let expected = Expected { status, id, team };
        self.exchanges.push(Exchange::new((self.chapter, title), request, expected, outcome, begin.elapsed()));
    }
}
