use tonic::{Request, Status};
use tracewell::{Principal, TeamId, UserId};

/// Stands for real authentication, which knows whose token it is.
///
/// An interceptor runs inside the layer, in the context of the call.
pub(crate) fn identify(request: Request<()>) -> Result<Request<()>, Status> {
    if !request.metadata().contains_key("authorization") {
        return Err(Status::unauthenticated("a token is needed"));
    }
    let ids = TeamId::new("acme").and_then(|team| Ok(Principal::new(team).user(UserId::new("user-7")?)));
    let principal = ids.map_err(|_| Status::unauthenticated("the token is of nobody"))?;
    tracewell::bind(principal).map_err(|_| Status::internal("bound already"))?; // on every line from here on
    Ok(request)
}
