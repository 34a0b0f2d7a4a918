use std::error::Error;
use std::fs;
use std::process::{Command, Stdio};

/// What is measured, in the order of the page.
pub(crate) const SUBJECTS: [Subject; 20] = [
    Subject("line", "The line"),
    Subject("peers", "The line, next to others"),
    Subject("growth", "How cost grows"),
    Subject("guard", "The guard"),
    Subject("scan", "Looking for secrets"),
    Subject("context", "The context"),
    Subject("http_stack", "A request"),
    Subject("stall", "Watching for stalls"),
    Subject("detail", "Detail that is kept"),
    Subject("grpc", "A gRPC call"),
    Subject("client", "A call to another service"),
    Subject("otel", "OpenTelemetry"),
    Subject("writer", "The writer"),
    Subject("file", "Files"),
    Subject("identity", "Identity"),
    Subject("abuse", "Abuse windows"),
    Subject("audit", "The audit log"),
    Subject("messaging", "Live events"),
    Subject("check", "Checking logs"),
    Subject("build", "Building it"),
];

/// A bench, and its heading.
pub(crate) struct Subject(&'static str, &'static str);

impl Subject {
    pub(crate) const fn name(&self) -> &'static str {
        self.0
    }

    pub(crate) const fn heading(&self) -> &'static str {
        self.1
    }

    /// What the bench says of itself: the text at its head.
    pub(crate) fn about(&self) -> String {
        let source = fs::read_to_string(format!("{}/benches/{}.rs", env!("CARGO_MANIFEST_DIR"), self.0));
        let source = source.unwrap_or_default();
        let lines = source.lines().map_while(|line| line.strip_prefix("//!"));
        lines.map(|line| line.strip_prefix(' ').unwrap_or(line)).collect::<Vec<_>>().join("\n")
    }

    /// Runs it, and answers what it printed.
    pub(crate) fn run(&self) -> Result<String, Box<dyn Error>> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let output = Command::new(cargo)
            .args(["bench", "--quiet", "--locked", "--bench", self.0])
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .stderr(Stdio::inherit())
            .output()?;
        if !output.status.success() {
            return Err(format!("the bench {} failed: {}", self.0, output.status).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }
}
