use std::error::Error;
use std::fmt;
use std::pin::Pin;

use futures_util::{Stream, StreamExt, stream};
use tonic::{Request, Response, Status, Streaming};

use crate::proto::{Echo, Repeated, Text};

/// The service. It says back what it is told, and fails on demand, so that one can see how that is told.
#[derive(Debug)]
pub(crate) struct Echoing;

type Texts = Pin<Box<dyn Stream<Item = Result<Text, Status>> + Send>>;

#[tonic::async_trait]
impl Echo for Echoing {
    type RepeatStream = Texts;
    type ChatStream = Texts;

    async fn once(&self, request: Request<Text>) -> Result<Response<Text>, Status> {
        say_back(request.into_inner()).map(Response::new)
    }

    async fn repeat(&self, request: Request<Repeated>) -> Result<Response<Texts>, Status> {
        let Repeated { text, times } = request.into_inner();
        let texts = stream::iter((0..times).map(move |_| say_back(Text { text: text.clone() })));
        Ok(Response::new(texts.boxed()))
    }

    async fn chat(&self, request: Request<Streaming<Text>>) -> Result<Response<Texts>, Status> {
        let texts = request.into_inner().map(|text| say_back(text?));
        Ok(Response::new(texts.boxed()))
    }
}

fn say_back(text: Text) -> Result<Text, Status> {
    tracing::info!(length = text.text.len(), "said");
    match text.text.as_str() {
        "" => Err(Status::invalid_argument("there is nothing to say back")),
        "broken" => Err(internal(&Broken)),
        "panic" => panic!("asked to"),
        _ => Ok(text),
    }
}

/// Told here with its chain, in the one ERROR line of the call; the client learns nothing of it.
fn internal(error: &(dyn Error + 'static)) -> Status {
    tracewell::failure::unexpected_error(None, "broken", error);
    Status::internal("it is not the client's fault")
}

#[derive(Debug)]
struct Broken;

impl Error for Broken {}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nobody is there to echo")
    }
}
