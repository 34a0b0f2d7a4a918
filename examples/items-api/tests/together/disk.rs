use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use rustix::process::geteuid;

/// A file system of the log's own, in memory, that can be full. Where nothing may be mounted, a folder.
pub(crate) struct Disk {
    path: PathBuf,
    mounted: bool,
}

/// More than the log of a run.
const ROOM: &str = "size=512m";

impl Disk {
    pub(crate) fn mount() -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("disk-{}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", ROOM, "none"]).arg(&path).output();
        let mounted = mounted.is_ok_and(|output| output.status.success());
        Self { path, mounted }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Whether it can be full at all.
    pub(crate) fn may_fill_up(&self) -> bool {
        self.mounted
    }

    /// Leaves no room, or next to none, for more than there is.
    pub(crate) fn fill_up(&self) {
        // It grows meanwhile, and can't be made smaller than it is.
        let filled = (0..20).any(|_| {
            let used = Command::new("df").args(["-k", "--output=used"]).arg(&self.path).output().unwrap();
            let used = String::from_utf8(used.stdout).unwrap();
            let used: u64 = used.lines().last().unwrap().trim().parse().unwrap();
            self.remount(&format!("size={}k", used + 256))
        });
        assert!(filled, "the disk could not be filled");
    }

    pub(crate) fn make_room(&self) {
        assert!(self.remount(ROOM));
    }

    fn remount(&self, size: &str) -> bool {
        let options = format!("remount,{size}");
        let output = Command::new("mount").args(["-o", &options]).arg(&self.path).output().unwrap();
        output.status.success()
    }

    /// Whether anybody may make a file in it.
    pub(crate) fn writable(&self, writable: bool) {
        let mode = if writable { 0o755 } else { 0o555 };
        fs::set_permissions(&self.path, fs::Permissions::from_mode(mode)).unwrap();
    }

    /// What stands before a command so that it heeds permissions: root does not, otherwise.
    pub(crate) fn heeding_permissions() -> &'static [&'static str] {
        if geteuid().is_root() {
            &["setpriv", "--bounding-set=-dac_override,-dac_read_search", "--inh-caps=-dac_override,-dac_read_search"]
        } else {
            &["env"]
        }
    }

    /// All files of the log, in no particular order.
    pub(crate) fn files(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(&self.path).unwrap().map(|entry| entry.unwrap().path());
        files.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("app.jsonl")).collect()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        self.writable(true);
        if self.mounted {
            let _ = Command::new("umount").arg("--lazy").arg(&self.path).status();
        }
        let _ = fs::remove_dir_all(&self.path);
    }
}
