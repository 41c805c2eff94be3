//! A disk that can be full.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::Folder;

/// A small file system in memory; unmounted at the end.
pub(crate) struct Disk(PathBuf);

impl Disk {
    /// `None` where this process may not mount.
    pub(crate) fn new(folder: &Folder, kib: u32) -> Option<Self> {
        let path = folder.file("disk");
        std::fs::create_dir_all(&path).unwrap();
        let size = format!("size={kib}k");
        mount(&["-t", "tmpfs", "-o", &size, "none", path.to_str().unwrap()]).then_some(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn make_read_only(&self) -> bool {
        mount(&["-o", "remount,ro", self.0.to_str().unwrap()])
    }
}

fn mount(arguments: &[&str]) -> bool {
    Command::new("mount").args(arguments).output().is_ok_and(|output| output.status.success())
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).output();
    }
}
