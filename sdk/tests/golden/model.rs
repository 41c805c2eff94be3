//! Events, and folders that are gone after a test.

use std::fs;
use std::path::PathBuf;

use plumberd::testing::golden::{GoldenError, Mode, Sample, check};
use plumberd::{
    EncodeEvent, EventSet, PlumberdData, PlumberdEvent, PlumberdEvents, Upcast, UpcastError,
    Upcasted,
};
use uuid::Uuid;

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", register = false)]
pub(super) struct RecordingFinished {
    #[event(tag = 1)]
    pub(super) recording_id: String,
    #[event(tag = 2)]
    pub(super) duration: f64,
}

/// Without tags.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task", register = false)]
pub(super) struct TaskCreated {
    pub(super) title: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Task", encoding = "protobuf", register = false)]
pub(super) struct TaskDone;

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub(super) struct Camera {
    #[event(tag = 1)]
    pub(super) name: String,
}

/// With an id of its own, and a name that no file can have.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Page", profile = "proto3")]
pub(super) struct Page<T> {
    #[event(tag = 1)]
    pub(super) id: Uuid,
    #[event(tag = 2)]
    pub(super) items: Vec<T>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "User", name = "UserCreated", register = false)]
pub(super) struct UserCreatedV1 {
    #[event(tag = 1)]
    pub(super) full_name: String,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(
    category = "User",
    version = "v2",
    supersedes = UserCreatedV1,
    aliases("PersonCreated"),
    encoding = "protobuf",
    register = false
)]
pub(super) struct UserCreated {
    #[event(tag = 1)]
    pub(super) first_name: String,
    #[event(tag = 2)]
    pub(super) last_name: String,
}

impl Upcast<UserCreatedV1> for UserCreated {
    fn upcast(old: UserCreatedV1) -> Result<Upcasted<Self>, UpcastError> {
        let (first_name, last_name) = old
            .full_name
            .split_once(' ')
            .ok_or_else(|| UpcastError::new("`full_name` has no space"))?;
        Ok(Upcasted::One(Self { first_name: first_name.into(), last_name: last_name.into() }))
    }
}

#[derive(Debug, Clone, PartialEq, PlumberdEvents)]
pub(super) enum AnyEvent {
    Finished(RecordingFinished),
    Created(TaskCreated),
    Done(TaskDone),
    User(UserCreated),
    Page(Page<Camera>),
}

pub(super) fn finished() -> RecordingFinished {
    RecordingFinished { recording_id: "a".into(), duration: 1.5 }
}

pub(super) fn task() -> TaskCreated {
    TaskCreated { title: "write".into() }
}

pub(super) fn ada() -> UserCreated {
    UserCreated { first_name: "Ada".into(), last_name: "Lovelace".into() }
}

pub(super) fn page() -> Page<Camera> {
    Page { id: Uuid::from_u128(7), items: vec![Camera { name: "c".into() }] }
}

/// A folder that does not exist yet, and no longer after the test.
pub(super) struct Folder(pub(super) PathBuf);

impl Folder {
    pub(super) fn new() -> Self {
        Self(std::env::temp_dir().join(format!("plumberd-golden-{}", Uuid::new_v4())))
    }

    /// A folder with the files of some samples.
    pub(super) fn blessed<S: EventSet + EncodeEvent>(samples: &[Sample]) -> Self {
        let folder = Self::new();
        check::<S>(&folder.0, samples, Mode::Bless).unwrap();
        folder
    }

    pub(super) fn write(&self, name: &str, data: impl AsRef<[u8]>) {
        fs::create_dir_all(&self.0).unwrap();
        fs::write(self.0.join(name), data).unwrap();
    }

    pub(super) fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    pub(super) fn remove(&self, name: &str) {
        fs::remove_file(self.0.join(name)).unwrap();
    }

    /// Every file and its content, by name.
    pub(super) fn files(&self) -> Vec<(String, Vec<u8>)> {
        let Ok(entries) = fs::read_dir(&self.0) else { return Vec::new() };
        let mut files: Vec<_> = entries
            .map(|entry| {
                let entry = entry.unwrap();
                let data = fs::read(entry.path()).unwrap_or_default();
                (entry.file_name().into_string().unwrap(), data)
            })
            .collect();
        files.sort();
        files
    }

    /// The failures of a check, which writes nothing.
    pub(super) fn failures<S: EventSet + EncodeEvent>(&self, samples: &[Sample]) -> Vec<String> {
        let before = self.files();
        let result = check::<S>(&self.0, samples, Mode::Check);
        assert_eq!(self.files(), before);
        texts(result)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(super) fn texts(result: Result<(), GoldenError>) -> Vec<String> {
    match result {
        Ok(()) => Vec::new(),
        Err(error) => error.failures.iter().map(ToString::to_string).collect(),
    }
}
