//! `tracewell check` next to `grep -c` and next to a scan with Python's `re` that comes to the same verdict: a log of 500 MB,
//! 5 % of its lines stage events, once as text and once as JSON lines, both in the page cache.
//!
//! What differs: `grep` only counts lines. The check reads and judges on two threads; times are those of the clock.

use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml");
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let target = env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../target")), PathBuf::from);
    let built = Command::new(cargo)
        .args(["build", "--quiet", "--release", "--locked", "-p", "tracewell-cli", "--manifest-path", manifest])
        .arg("--target-dir")
        .arg(&target)
        .status()?;
    if !built.success() {
        return Err("the command does not build".into());
    }
    // As it is built for a release; what a Python script would find is asked of Python itself.
    let binary = fs::canonicalize(target.join("release/tracewell"))?;
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/check_speed.py");
    let ran = Command::new("python3").arg(script).arg(binary).stderr(Stdio::null()).status()?;
    if !ran.success() {
        return Err("check_speed.py failed".into());
    }
    Ok(())
}
