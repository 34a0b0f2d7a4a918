use std::fs;
use std::process::Command;
use std::thread;

/// What was measured on, in one line.
pub(crate) fn machine() -> String {
    let cpu = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model =
        cpu.lines().find_map(|line| line.strip_prefix("model name")).map(|rest| rest.trim_matches([' ', '\t', ':']));
    let cores = thread::available_parallelism().map_or(0, usize::from);
    let memory = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let kib: u64 = memory.split_whitespace().nth(1).and_then(|number| number.parse().ok()).unwrap_or(0);
    let system = std::env::consts::OS;
    format!(
        "{} ({cores} cores, {} GiB), {system}",
        model.unwrap_or("a processor without a name"),
        (kib + (1 << 19)) >> 20
    )
}

/// The compiler.
pub(crate) fn compiler() -> String {
    let output = Command::new("rustc").arg("--version").output();
    output.map_or_else(|_| "rustc".to_owned(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The day, in UTC.
pub(crate) fn day() -> String {
    let output = Command::new("date").args(["-u", "+%Y-%m-%d"]).output();
    output.map_or_else(|_| String::new(), |output| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// How busy the machine was: the mean number of threads that wanted to run in the last minute.
pub(crate) fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split(' ').next().unwrap_or("?").to_owned()
}

/// The versions of what is compared with.
pub(crate) fn peers() -> String {
    const PEERS: [&str; 16] = [
        "tracing",
        "tracing-subscriber",
        "tracing-appender",
        "json-subscriber",
        "tracing-bunyan-formatter",
        "slog-json",
        "logforth",
        "redactkit",
        "tower-http",
        "tonic",
        "reqwest",
        "logroller",
        "file-rotate",
        "lapin",
        "jsonwebtoken",
        "regex",
    ];
    let lock = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.lock")).unwrap_or_default();
    let version = |name: &str| {
        // Of several versions the newest is the one that is compared with; the others come with somebody's dependencies.
        let entry = lock.split("[[package]]").filter(|entry| entry.contains(&format!("name = \"{name}\"\n"))).last()?;
        entry.split("version = \"").nth(1)?.split('"').next()
    };
    PEERS.iter().filter_map(|name| Some(format!("{name} {}", version(name)?))).collect::<Vec<_>>().join(", ")
}
