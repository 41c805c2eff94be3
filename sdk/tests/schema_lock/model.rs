//! An event before and after a change, and lock files that are gone after a test.

use std::fs;
use std::path::PathBuf;

use plumberd::event::Registry;
use plumberd::schema::model::Schema;
use plumberd::testing::schema::{Mode, check};
use plumberd::{EventSet, PlumberdEvent};
use uuid::Uuid;

#[derive(Debug, PlumberdEvent)]
#[event(category = "Task", register = false)]
pub(super) struct TaskCreated {
    #[event(tag = 1)]
    title: String,
}

/// With one field more.
pub(super) mod longer {
    #[derive(Debug, plumberd::PlumberdEvent)]
    #[event(category = "Task", register = false)]
    pub(crate) struct TaskCreated {
        #[event(tag = 1)]
        title: String,
        #[event(tag = 2)]
        description: Option<String>,
    }
}

/// With another type under the old number.
pub(super) mod broken {
    #[derive(Debug, plumberd::PlumberdEvent)]
    #[event(category = "Task", register = false)]
    pub(crate) struct TaskCreated {
        #[event(tag = 1)]
        title: u32,
    }
}

pub(super) fn schema<S: EventSet>() -> Schema {
    Registry::new().with::<S>().unwrap().schema().unwrap()
}

/// A lock file in a folder of its own.
pub(super) struct LockFile(PathBuf);

impl LockFile {
    /// The folder is there, the file is not.
    pub(super) fn new() -> Self {
        let folder = std::env::temp_dir().join(format!("plumberd-schema-{}", Uuid::new_v4()));
        fs::create_dir(&folder).unwrap();
        Self(folder.join("plumberd.lock.json"))
    }

    /// The file has the schema of a set.
    pub(super) fn of<S: EventSet>() -> Self {
        let lock = Self::new();
        check(&schema::<S>(), &lock.0, Mode::Accept).unwrap();
        lock
    }

    pub(super) fn path(&self) -> &std::path::Path {
        &self.0
    }

    pub(super) fn text(&self) -> Option<String> {
        fs::read_to_string(&self.0).ok()
    }

    pub(super) fn write(&self, text: &str) {
        fs::write(&self.0, text).unwrap();
    }

    /// How many files there are in its folder.
    pub(super) fn files(&self) -> usize {
        fs::read_dir(self.0.parent().unwrap()).unwrap().count()
    }

    /// Of a message, without what changes from run to run.
    pub(super) fn check<S: EventSet>(&self, mode: Mode) -> Result<(), String> {
        let path = self.0.display().to_string();
        check(&schema::<S>(), &self.0, mode)
            .map_err(|error| placeless(&error.to_string().replace(&path, "<lock>")))
    }

    /// What is said of the file, which stays as it was.
    pub(super) fn refusal<S: EventSet>(&self, mode: Mode) -> String {
        let (before, files) = (self.text(), self.files());
        let message = self.check::<S>(mode).unwrap_err();
        assert_eq!((self.text(), self.files()), (before, files));
        message
    }
}

impl Drop for LockFile {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(self.0.parent().unwrap());
    }
}

/// A message without the lines of these files and the folders around them.
pub(super) fn placeless(message: &str) -> String {
    let message = message.replace('\\', "/").replace("sdk/tests/", "tests/");
    let mut parts = message.split(".rs:");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| {
        all + ".rs" + part.trim_start_matches(|c: char| c.is_ascii_digit())
    })
}
