//! What the tests of the stores share.
#![allow(dead_code, reason = "each test file uses a part of it")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

pub(crate) mod disk;
pub(crate) mod process;
pub(crate) mod random;

use std::path::{Path, PathBuf};

use plumberd::store::{EventStore, NewEvent, ReadAll, ReadStream, RecordedEvent};
use plumberd::stream::StreamName;
use plumberd::testing::{block_on, collect, event};

/// A folder of its own, removed at the end.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("plumberd-{}", uuid::Uuid::new_v4().simple()));
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Leaves the folder where it is, for a person to look at.
    pub(crate) fn keep(mut self) -> PathBuf {
        std::mem::take(&mut self.0)
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.0.as_os_str().is_empty() {
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }
}

pub(crate) fn stream(name: &str) -> StreamName {
    StreamName::parse(name).unwrap()
}

pub(crate) fn events(count: usize) -> Vec<NewEvent> {
    (0..count).map(|_| event("SomethingHappened")).collect()
}

pub(crate) fn read(store: &dyn EventStore, name: &str) -> Vec<RecordedEvent> {
    block_on(collect(store.read_stream(ReadStream::forwards(stream(name))))).unwrap()
}

pub(crate) fn read_all(store: &dyn EventStore) -> Vec<RecordedEvent> {
    block_on(collect(store.read_all(ReadAll::default()))).unwrap()
}
