use axum::Router;

fn after(router: Router) -> crate::Result<Router> {
    let _telemetry = tracewell::init!()?; // keep it until the end of `main`
    let app = router.layer(tracewell::http::layer()); // the last layer added
    Ok(app)
}
