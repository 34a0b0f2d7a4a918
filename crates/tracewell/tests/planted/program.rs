use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::{env, fs};

static PROGRAM: LazyLock<PathBuf> = LazyLock::new(|| {
    let test = env::current_exe().unwrap();
    let profile = test.ancestors().nth(2).unwrap();
    let program = profile.join("examples/planted");
    if !is_fresh(&program) {
        build(profile);
    }
    assert!(program.exists(), "no {} after building it", program.display());
    program
});

/// The program that plants. `cargo test` builds it beside the tests; `cargo test --test no_secret_leaves` does not.
pub(crate) fn program() -> &'static Path {
    &PROGRAM
}

/// Whether the program was built from the sources as they are now: an old one proves nothing.
fn is_fresh(program: &Path) -> bool {
    let changed = |path: &Path| fs::metadata(path).and_then(|metadata| metadata.modified());
    let (Ok(built), Ok(list)) = (changed(program), fs::read_to_string(program.with_extension("d"))) else {
        return false;
    };
    let is_older = |source: &str| changed(Path::new(source)).is_ok_and(|time| time <= built);
    list.split_once(": ").is_some_and(|(_, sources)| sources.split_whitespace().all(is_older))
}

fn build(profile: &Path) {
    let name = match profile.file_name().and_then(|name| name.to_str()) {
        Some("debug") | None => "dev",
        Some(name) => name,
    };
    let status = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--manifest-path", concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml")])
        .args(["--features", "axum,testing", "--example", "planted", "--profile", name, "--target-dir"])
        .arg(profile.parent().unwrap())
        .status()
        .unwrap();
    assert!(status.success(), "the program was not built: {status}");
}
