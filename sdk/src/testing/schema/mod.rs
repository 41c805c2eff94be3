//! The lock file of events that are written in Rust: the schema that was accepted last, in the
//! repository, so that no change of a type goes unnoticed and none that breaks somebody goes through.
//!
//! [`assert_schema!`](crate::assert_schema) writes a test; [`check`] is what the test does. It holds the
//! types of the sets, their older versions, and all that these are made of against the lock file. Every
//! difference is a failure, with the findings of the rules of [`plumberd::schema::compat`](crate::schema::compat):
//!
//! | environment | what the test does |
//! |---|---|
//! | | compares; writes nothing |
//! | `PLUMBERD_ACCEPT=1` | writes the schema into the file; refuses what breaks stored events or readers |
//! | `PLUMBERD_ACCEPT=breaking` | writes the schema into the file, whatever it breaks |
//!
//! A file that is no lock file, is edited by hand or has the marks of a merge is never written over. Commit
//! the file; a reviewer sees in it what a change means for others. Projects with `.proto` files have
//! `plumberd schema accept` for this, and the lock file checked by the build; a lock file belongs to one
//! or the other.
//!
//! A type without a Protobuf package gets one. An event's is its category and version, `task.v1`; another
//! type's is that of the first event that uses it, by name. So a type that many events use should have a
//! name of its own, with `#[event(proto_name = "shared.v1.Address")]`: else it moves when an event comes
//! that is before the others in the alphabet.

mod error;

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::path::Path;

pub use error::SchemaError;

use crate::schema::compat::Change;
use crate::schema::lock::{self, Lock, State};
use crate::schema::model::Schema;

/// Whether the lock file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// It is compared; nothing is written.
    Check,
    /// The schema is written into it, unless that breaks somebody.
    Accept,
    /// The schema is written into it.
    AcceptBreaking,
}

impl Mode {
    /// `Accept` when the environment variable `PLUMBERD_ACCEPT` is `1`, `AcceptBreaking` when it is
    /// `breaking`.
    #[must_use]
    pub fn from_env() -> Self {
        let variable = std::env::var_os("PLUMBERD_ACCEPT");
        match variable.as_deref().and_then(OsStr::to_str) {
            Some("1") => Self::Accept,
            Some("breaking") => Self::AcceptBreaking,
            _ => Self::Check,
        }
    }
}

/// Holds a schema against a lock file.
///
/// ```
/// use plumberd::PlumberdEvent;
/// use plumberd::event::Registry;
/// use plumberd::testing::schema::{self, Mode, SchemaError};
///
/// #[derive(PlumberdEvent)]
/// #[event(category = "Task")]
/// struct TaskCreated { title: String }
///
/// let schema = Registry::new().with::<TaskCreated>()?.schema()?;
/// # let folder = std::env::temp_dir().join(format!("plumberd-schema-{}", uuid::Uuid::new_v4()));
/// # std::fs::create_dir(&folder).unwrap();
/// let lock = folder.join("plumberd.lock.json");
/// let missing = schema::check(&schema, &lock, Mode::Check).unwrap_err();
/// assert!(matches!(missing, SchemaError::Missing { .. }));
///
/// schema::check(&schema, &lock, Mode::Accept)?;
/// schema::check(&schema, &lock, Mode::Check)?;
/// # std::fs::remove_dir_all(folder).unwrap();
/// # Ok::<(), SchemaError>(())
/// ```
///
/// # Errors
/// When the schema is not the one of the file and `mode` does not accept it, and when the file cannot be
/// read or written.
pub fn check(schema: &Schema, lock: &Path, mode: Mode) -> Result<(), SchemaError> {
    let text = match fs::read_to_string(lock) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(source) => return Err(SchemaError::Io { action: "read", lock: lock.into(), source }),
    };
    let report = lock::check(schema, text.as_deref())
        .map_err(|source| SchemaError::Lock { lock: lock.into(), source })?;
    let diagnostics = || report.changes.iter().map(Change::to_diagnostic).collect();
    match (report.state, mode) {
        (State::Equal, _) => Ok(()),
        (State::Unlocked, Mode::Check) => Err(SchemaError::Missing { lock: lock.into() }),
        (State::Refused, Mode::Check | Mode::Accept) => {
            Err(SchemaError::Refused { lock: lock.into(), diagnostics: diagnostics() })
        }
        (_, Mode::Check) => {
            Err(SchemaError::Unaccepted { lock: lock.into(), diagnostics: diagnostics() })
        }
        _ => write(lock, &report.accepted),
    }
}

/// Writes the whole file or nothing: whoever reads it meanwhile sees the old one.
fn write(path: &Path, lock: &Lock) -> Result<(), SchemaError> {
    let mut written = path.as_os_str().to_owned();
    written.push(format!(".{}.tmp", std::process::id()));
    fs::write(&written, lock.to_json()).and_then(|()| fs::rename(&written, path)).map_err(
        |source| {
            // What cannot be renamed is of no use.
            _ = fs::remove_file(&written);
            SchemaError::Io { action: "write", lock: path.into(), source }
        },
    )
}

/// Writes a test that holds events against the lock file: its path, relative to the crate; the sets, or
/// the event types. See [`testing::schema`](crate::testing::schema).
///
/// ```
/// mod schema {
///     use plumberd::{PlumberdEvent, PlumberdEvents};
///
///     #[derive(PlumberdEvent)]
///     #[event(category = "Recording")]
///     struct RecordingFinished { recording_id: String, duration: f64 }
///
///     #[derive(PlumberdEvents)]
///     #[event(category = "Task")]
///     enum TaskEvent { TaskCreated { title: String }, TaskDone }
///
///     plumberd::assert_schema! { "plumberd.lock.json"; RecordingFinished, TaskEvent }
/// }
/// # fn main() {}
/// ```
///
/// The test is called `schema_is_accepted`; attributes in front of the path, as `#[ignore]`, are its own.
#[macro_export]
macro_rules! assert_schema {
    ($(#[$attribute:meta])* $lock:literal; $($set:ty),+ $(,)?) => {
        #[test]
        $(#[$attribute])*
        fn schema_is_accepted() {
            let check = || -> ::core::result::Result<(), $crate::testing::schema::SchemaError> {
                let schema = $crate::event::Registry::new()$(.with::<$set>()?)+.schema()?;
                let lock = ::std::path::Path::new(::core::env!("CARGO_MANIFEST_DIR")).join($lock);
                let mode = $crate::testing::schema::Mode::from_env();
                $crate::testing::schema::check(&schema, &lock, mode)
            };
            if let ::core::result::Result::Err(error) = check() {
                ::core::panic!("{error}");
            }
        }
    };
}
