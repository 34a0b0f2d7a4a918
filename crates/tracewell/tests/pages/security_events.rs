use axum::Router;
use tracewell::http::Problem;
use tracewell::identity::Caller;
use tracewell::security::Security;

fn page(router: Router) -> Router {
    let app = router
        .layer(tracewell::security::layer()) // outside of what denies
        .layer(tracewell::http::layer()); // outside of everything
    app
}

fn handler(caller: &Caller, team: String) -> Result<(), Problem> {
    let forbidden = |_| Problem::new(http::StatusCode::FORBIDDEN);
    // in a handler: the caller is an Identity that authentication has verified
    Security::installed().require_team(caller.identity(), &team).map_err(forbidden)?;
    Ok(())
}
