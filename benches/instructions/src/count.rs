use std::error::Error;
use std::process::Command;

const FEW: u64 = 500;
const MANY: u64 = 1500;

/// Instructions of one time along the path: what many times take over few, so that start and first time do not count.
pub(crate) fn count(path: &str) -> Result<u64, Box<dyn Error>> {
    Ok((total(path, MANY)? - total(path, FEW)?) / (MANY - FEW))
}

fn total(path: &str, times: u64) -> Result<u64, Box<dyn Error>> {
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(std::env::current_exe()?)
        .args(["run", path, &times.to_string()])
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let collected = said.lines().find_map(|line| line.split_once("Collected : "));
    let (_, number) = collected.filter(|_| output.status.success()).ok_or_else(|| format!("valgrind: {said}"))?;
    Ok(number.trim().parse()?)
}
