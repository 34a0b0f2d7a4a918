fn import() -> std::io::Result<()> {
    Ok(())
}

fn page() {
    if let Err(error) = import() {
        tracewell::capture_exception(&error); // handled, and somebody should see it all the same
    }
    tracewell::capture_message("the nightly import found nothing", tracing::Level::WARN);
}
