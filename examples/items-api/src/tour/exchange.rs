use std::time::Duration;

use super::client::{Request, Response};

/// One request of the tour and what came back.
#[derive(Debug)]
pub(super) struct Exchange {
    chapter: &'static str,
    title: &'static str,
    sent: String,
    outcome: Outcome,
    took: Duration,
    expected: Expected,
    featured: bool,
}

/// What the service should do with the `X-Request-ID` that was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum SentId {
    /// Keep it.
    Good(String),
    /// Put a new one in its place.
    Bad,
}

/// What a request should come to.
#[derive(Debug)]
pub(super) struct Expected {
    /// The status of the answer, or of the answer that the client did not wait for.
    pub(super) status: u16,
    pub(super) id: SentId,
    /// The team that its lines should have, if any.
    pub(super) team: Option<String>,
}

/// How a request ended for its client.
#[derive(Debug)]
pub(super) enum Outcome {
    /// With an answer, read to its end.
    Answered(Response),
    /// The client left, in the middle of the answer if there was one.
    Left(Option<Response>),
    /// With nothing that is HTTP.
    Broken(String),
}

impl Exchange {
    pub(super) fn new(
        (chapter, title): (&'static str, &'static str),
        request: &Request,
        expected: Expected,
        outcome: Outcome,
        took: Duration,
    ) -> Self {
        let sent = format!("{} {}", request.method(), request.target());
        Self { chapter, title, sent, outcome, took, expected, featured: false }
    }

    /// Marks the exchange as one whose story is told in full.
    pub(super) fn feature(&mut self) {
        self.featured = true;
    }

    pub(super) fn is_featured(&self) -> bool {
        self.featured
    }

    pub(super) fn chapter(&self) -> &'static str {
        self.chapter
    }

    pub(super) fn title(&self) -> &'static str {
        self.title
    }

    /// Method and target.
    pub(super) fn sent(&self) -> &str {
        &self.sent
    }

    pub(super) fn expected(&self) -> &Expected {
        &self.expected
    }

    pub(super) fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    pub(super) fn took(&self) -> Duration {
        self.took
    }

    pub(super) fn response(&self) -> Option<&Response> {
        match &self.outcome {
            Outcome::Answered(response) | Outcome::Left(Some(response)) => Some(response),
            Outcome::Left(None) | Outcome::Broken(_) => None,
        }
    }

    /// The id that the request's lines have: the one that came back or, where nothing came, the one that was sent.
    pub(super) fn id(&self) -> &str {
        match (self.response(), &self.expected.id) {
            (Some(response), _) => response.header("x-request-id").unwrap_or_default(),
            (None, SentId::Good(id)) => id,
            (None, SentId::Bad) => "",
        }
    }
}
