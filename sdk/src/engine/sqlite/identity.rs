use std::path::Path;

/// Which file a path named when it was opened. `SQLite` goes on writing to a file that was deleted, or
/// that has another one in its place, and would have the other one take its log for its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Identity(Option<(u64, u64)>);

impl Identity {
    /// Nothing is known of a file on systems that number none.
    pub(super) fn of(path: &Path) -> Self {
        Self(number(path))
    }

    /// Whether the path still names that file.
    pub(super) fn is_at(self, path: &Path) -> bool {
        self.0.is_none() || self.0 == number(path)
    }
}

#[cfg(unix)]
fn number(path: &Path) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;

    path.metadata().ok().map(|file| (file.dev(), file.ino()))
}

#[cfg(not(unix))]
fn number(_: &Path) -> Option<(u64, u64)> {
    None
}
