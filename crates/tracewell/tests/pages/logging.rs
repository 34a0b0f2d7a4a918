use std::time::Duration;

use tracewell::http::{ClientHost, TerminalLayer};
use tracewell::redact::Policy;

async fn active() -> String {
    let requests = tracewell::http::active_requests(100);
    requests.iter().map(|r| format!("{:>10.3?} {:7} {}\n", r.age(), r.phase(), r.route().unwrap_or("-"))).collect()
}

fn files() -> crate::Result {
    let telemetry = tracewell::builder!()
        .log_dir("/var/log/orders") // where LOG_DIR names none
        .log_file(|file| file.period(Duration::from_secs(24 * 60 * 60)).gzip(true))
        .init()?;
    drop(telemetry);
    Ok(())
}

fn terminal(policy: Policy) {
    let layer = tracewell::http::layer().adjust(|terminal| terminal.quiet_routes(["/health", "/metrics"]));
    let by_hand = TerminalLayer::new(policy)
        .sample_success(0.1)
        .stall_after(Duration::from_secs(10))
        .client_host(ClientHost::Hmac);
    drop((layer, by_hand));
}
