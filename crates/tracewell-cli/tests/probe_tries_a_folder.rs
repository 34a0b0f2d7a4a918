//! `tracewell probe` with folders that are well and folders that are not.
#![allow(clippy::unwrap_used, reason = "a failure here is a failed test")]

mod support;

use std::fs;
use std::path::Path;

use support::{Folder, Output, tracewell};

fn probe(directory: &str) -> Output {
    tracewell(["probe", "--log-dir", directory], b"")
}

fn names(directory: &str) -> Vec<String> {
    let entries = fs::read_dir(directory).unwrap();
    let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_folder_that_is_well() {
    let folder = Folder::new();
    let output = probe(&folder.path("new/logs"));
    assert_eq!(output.code, 0, "{}{}", output.stdout, output.stderr);
    let found: Vec<&str> = output.stdout.lines().map(|line| line.split_whitespace().nth(1).unwrap()).collect();
    assert_eq!(found, ["opened", "written", "read", "redacted", "rotated", "private", "removed", "is"]);
    assert!(output.stdout.lines().take(7).all(|line| line.starts_with("ok")), "{}", output.stdout);
    assert!(names(&folder.path("new/logs")).is_empty(), "all of it is removed");
}

#[test]
fn logs_that_are_there_are_not_touched() {
    let folder = Folder::new();
    let log = folder.file("app.jsonl", b"{\"a\":1}\n{\"torn");
    folder.file("app.jsonl.1", b"old\n");
    assert_eq!(probe(&folder.path("")).code, 0);
    assert_eq!(fs::read(log).unwrap(), b"{\"a\":1}\n{\"torn");
    assert_eq!(names(&folder.path("")), ["app.jsonl", "app.jsonl.1"]);
}

#[test]
fn what_is_no_folder_is_told_with_the_reason() {
    let folder = Folder::new();
    let file = folder.file("file", b"");
    let output = probe(&format!("{file}/logs"));
    assert_eq!(output.code, 1);
    assert!(output.stdout.starts_with("FAILED  opened     not_a_directory ("), "{}", output.stdout);
    assert!(output.stdout.ends_with("not well: a service cannot log here as it should\n"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_may_not_be_written_to() {
    // Not even root may.
    let output = probe("/proc/tracewell");
    assert_eq!(output.code, 1);
    assert!(output.stdout.starts_with("FAILED  opened"), "{}", output.stdout);
}

#[cfg(target_os = "linux")]
#[test]
fn files_that_may_not_grow() {
    let folder = Folder::new();
    let script = format!(
        "trap '' XFSZ; ulimit -f 1; exec {} probe --log-dir {}",
        env!("CARGO_BIN_EXE_tracewell"),
        folder.path("logs")
    );
    let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stdout = String::from_utf8(output.stdout).unwrap();
    assert!(stdout.contains("FAILED  written    ") && stdout.contains("lines could not be written"), "{stdout}");
    assert!(stdout.contains("file_too_large"), "{stdout}");
    assert!(names(&folder.path("logs")).is_empty());
}

/// A small file system in memory.
#[cfg(target_os = "linux")]
struct Disk(String);

#[cfg(target_os = "linux")]
impl Disk {
    /// None where this process may not mount anything.
    fn mount(path: String, options: &str) -> Option<Self> {
        fs::create_dir_all(&path).unwrap();
        let mounted = std::process::Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs", &path]).output();
        if !mounted.is_ok_and(|output| output.status.success()) {
            use std::io::Write;
            let _ = writeln!(std::io::stderr(), "SKIPPED {}: no file system can be mounted here", module_path!());
            return None;
        }
        Some(Self(path))
    }
}

#[cfg(target_os = "linux")]
impl Drop for Disk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").args(["--lazy", &self.0]).status();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_without_room() {
    let folder = Folder::new();
    let Some(disk) = Disk::mount(folder.path("disk"), "size=1m") else { return };
    let ballast = format!("{}/ballast", disk.0);
    // As much as goes there.
    let _ = fs::write(&ballast, vec![b'x'; 2 << 20]);
    let output = probe(&disk.0);
    assert_eq!(output.code, 1, "{}", output.stdout);
    assert!(output.stdout.contains("storage_full") && output.stdout.contains("FAILED  written"), "{}", output.stdout);
    assert!(output.stdout.ends_with("not well: a service cannot log here as it should\n"));
    assert_eq!(names(&disk.0), ["ballast"]);
    fs::remove_file(ballast).unwrap();
    assert_eq!(probe(&disk.0).code, 0, "there is room again");
}

#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_only_read() {
    let folder = Folder::new();
    let Some(disk) = Disk::mount(folder.path("disk"), "size=1m,ro") else { return };
    for directory in [disk.0.clone(), format!("{}/logs", disk.0)] {
        let output = probe(&directory);
        assert_eq!(output.code, 1, "{}", output.stdout);
        assert!(output.stdout.starts_with("FAILED  opened     read_only_filesystem ("), "{}", output.stdout);
    }
}

#[cfg(unix)]
#[test]
fn a_folder_that_is_not_this_user_s() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let directory = folder.path("logs");
    fs::create_dir_all(&directory).unwrap();
    fs::set_permissions(&directory, PermissionsExt::from_mode(0o555)).unwrap();
    if fs::write(format!("{directory}/may"), "").is_ok() {
        // Root may write everywhere, and this folder tells nothing then.
        return;
    }
    let output = probe(&directory);
    assert_eq!(output.code, 1, "{}", output.stdout);
    assert!(output.stdout.starts_with("FAILED  opened     permission_denied ("), "{}", output.stdout);
}

#[test]
fn a_folder_that_is_a_file() {
    let folder = Folder::new();
    let file = folder.file("file", b"precious");
    let output = probe(&file);
    assert_eq!(output.code, 1);
    assert!(output.stdout.starts_with("FAILED  opened     not_a_directory ("), "{}", output.stdout);
    assert_eq!(fs::read(file).unwrap(), b"precious");
}

#[test]
fn a_hostile_name_neither_steers_the_terminal_nor_shows_its_secret() {
    let folder = Folder::new();
    let name = format!("\u{1b}[31m{}@example.org", "jane.doe");
    let output = probe(&folder.path(&name));
    assert_eq!(output.code, 0, "{}", output.stdout);
    assert!(!output.stdout.contains('\u{1b}') && !output.stdout.contains("jane"), "{}", output.stdout);
    assert!(Path::new(&folder.path(&name)).is_dir());
}

#[test]
fn without_a_folder_it_is_a_wrong_command_line() {
    assert_eq!(tracewell(["probe"], b"").code, 2);
}
