use std::time::Duration;

use tracewell::{CorrelationId, TeamId, UserId};
use tracewell::{Job, Principal, job, job_blocking};

async fn sweep() -> std::io::Result<u64> {
    Ok(0)
}

async fn export() -> std::io::Result<()> {
    Ok(())
}

#[derive(Clone)]
struct Pool;

async fn expire(_: Pool) -> std::io::Result<()> {
    Ok(())
}

async fn page(team: TeamId, user: UserId, asked_by: CorrelationId, pool: Pool) -> crate::Result {
    // Spawned as a whole. Nothing of the request around it is inherited.
    tokio::spawn(job("nightly", async {
        let rows = sweep().await?;
        tracing::info!(rows, "swept");
        Ok::<_, std::io::Error>(())
    }));

    // On this thread, to its end: for `spawn_blocking`, or a thread of its own.
    let report = job_blocking("report", || std::fs::read_to_string("report.csv"))?;

    // Whose it is, which attempt, under which id.
    Job::new("export")
        .principal(Principal::new(team).user(user))
        .attempt(2)
        .correlation_id(asked_by)
        .run(export())
        .await?;

    // Now and every minute, until it is dropped.
    tokio::spawn(Job::new("expire").every(Duration::from_secs(60), move || expire(pool.clone())));
    drop(report);
    Ok(())
}
