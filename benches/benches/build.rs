//! What depending on it costs: crates in the tree, a clean build, and the size of the binary, of a service with one route.
//!
//! Beside it the same service with axum, tower-http and the JSON lines of tracing-subscriber, from the same lock file.
//! What differs: tracewell's has redaction, a writer of its own, contexts, reports of panics and their backtraces.
//! The build is one of the release profile from an empty folder, by the clock; sizes are those of stripped binaries.

use std::error::Error;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fs, process};

const SERVICES: [(&str, &str); 2] =
    [("axum, tower-http, fmt().json()", "service-peer"), ("tracewell", "service-tracewell")];

fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(env!("CARGO_MANIFEST_DIR")).args(arguments).stderr(Stdio::inherit());
    command
}

/// The crates in a service's tree, itself left out.
fn crates(service: &str) -> Result<usize, Box<dyn Error>> {
    let tree =
        cargo(&["tree", "--locked", "-p", service, "-e", "normal", "--prefix", "none", "--no-dedupe"]).output()?;
    let text = String::from_utf8(tree.stdout)?;
    let mut names: Vec<_> = text.lines().map(|line| line.trim_end_matches(" (proc-macro)")).collect();
    names.sort_unstable();
    names.dedup();
    Ok(names.len().saturating_sub(1))
}

/// Seconds of a clean build, and the bytes of what it made.
fn build(service: &str, folder: &Path) -> Result<(f64, u64), Box<dyn Error>> {
    let begin = Instant::now();
    let built =
        cargo(&["build", "--quiet", "--release", "--locked", "-p", service, "--config", "profile.release.strip=true"])
            .arg("--target-dir")
            .arg(folder)
            .status()?;
    if !built.success() {
        return Err(format!("{service} does not build").into());
    }
    let spent = begin.elapsed().as_secs_f64();
    Ok((spent, fs::metadata(folder.join("release").join(service))?.len()))
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = env::temp_dir().join(format!("tracewell-build-{}", process::id()));
    println!("{:<32} {:>8} {:>14} {:>14}", "", "crates", "clean build", "binary");
    let mut measured = Vec::new();
    for (name, service) in SERVICES {
        let count = crates(service)?;
        let built = build(service, &folder.join(service));
        let _ = fs::remove_dir_all(&folder);
        let (seconds, bytes) = built?;
        println!("{name:<32} {count:>8} {seconds:>12.1} s {:>10.2} MiB", bytes as f64 / f64::from(1 << 20));
        measured.push((count as f64, seconds, bytes as f64));
    }
    if let [(crates, seconds, bytes), ours] = measured[..] {
        println!("{:<32} {:>8.2} {:>14.2} {:>14.2}", "ratio", ours.0 / crates, ours.1 / seconds, ours.2 / bytes);
    }
    Ok(())
}
