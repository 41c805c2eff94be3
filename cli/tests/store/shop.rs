use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{EventStore, NewEvent, ReadAll, RecordedEvent};
use plumberd::stream::{ExpectedRevision, StreamName};
use plumberd::testing::{block_on, collect};
use serde_json::Value;
use tempfile::TempDir;

pub(crate) const URL: &str = "sqlite:events.db";
/// The ids of the events that most tests begin with.
pub(crate) const PLACED: &str = "00000000-0000-7000-8000-000000000001";
pub(crate) const PAID: &str = "00000000-0000-7000-8000-000000000002";

/// A folder that commands run in.
pub(crate) struct Shop {
    folder: TempDir,
}

/// What a command did.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Shop {
    pub(crate) fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// With `OrderPlaced` and `OrderPaid`, which the first caused, in `Order-7`, and a binary `Noted` in `note`.
    pub(crate) fn with_order() -> Self {
        let shop = Self::empty();
        let lines = format!(
            "{{\"stream\":\"Order-7\",\"type\":\"OrderPlaced\",\"id\":\"{PLACED}\",\"data\":{{\"Total\": 9.50}},\"metadata\":{{\"$correlationId\":\"{PLACED}\"}}}}
{{\"stream\":\"Order-7\",\"type\":\"OrderPaid\",\"id\":\"{PAID}\",\"data\":{{}},\"metadata\":{{\"$correlationId\":\"{PLACED}\",\"$causationId\":\"{PLACED}\",\"SchemaVersion\":2}}}}
{{\"stream\":\"note\",\"type\":\"Noted\",\"dataBase64\":\"AP8=\",\"metadata\":{{}}}}
"
        );
        let ran = shop.feed(&["append", "--lines", "-"], &lines);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        shop
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, content).unwrap();
    }

    pub(crate) fn read(&self, path: &str) -> String {
        fs::read_to_string(self.path(path)).unwrap()
    }

    /// `plumberd …` in the folder, which knows of no store.
    pub(crate) fn bare(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_plumberd"));
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env_remove("PLUMBERD_URL")
            .env_remove("PLUMBERD_LOCKED")
            .env("HOME", self.path("home"))
            .env("XDG_CONFIG_HOME", self.path("home/.config"))
            .stdin(Stdio::null());
        command
    }

    /// The same with [`URL`].
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = self.bare(arguments);
        command.env("PLUMBERD_URL", URL);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        ran(&self.command(arguments).output().unwrap())
    }

    /// With something on standard input.
    pub(crate) fn feed(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Ran {
        let mut command = self.command(arguments);
        let piped = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = piped.spawn().unwrap();
        // A command that refuses its arguments does not read.
        let _ = child.stdin.take().unwrap().write_all(input.as_ref());
        ran(&child.wait_with_output().unwrap())
    }

    /// The lines that a successful command prints, each as JSON.
    pub(crate) fn json(&self, arguments: &[&str]) -> Vec<Value> {
        let ran = self.run(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{arguments:?}");
        objects(&ran.out)
    }

    pub(crate) fn store(&self, file: &str) -> SqliteStore {
        SqliteStore::open(self.path(file)).unwrap()
    }

    /// What a file holds.
    pub(crate) fn events(&self, file: &str) -> Vec<RecordedEvent> {
        block_on(collect(self.store(file).read_all(ReadAll::default()))).unwrap()
    }

    /// Appends many events to `Bulk-0` to `Bulk-9`.
    pub(crate) fn bulk(&self, file: &str, events: usize) {
        let store = self.store(file);
        for first in (0..events).step_by(100) {
            let stream = StreamName::parse(format!("Bulk-{}", first / 100 % 10)).unwrap();
            let events: Vec<NewEvent> = (0..100.min(events - first))
                .map(|_| NewEvent {
                    id: uuid::Uuid::now_v7(),
                    ..plumberd::testing::json_event("Bulked", "{\"A\":1}")
                })
                .collect();
            block_on(store.append(stream, ExpectedRevision::Any, events)).unwrap();
        }
    }
}

pub(crate) fn objects(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

pub(crate) fn ran(output: &Output) -> Ran {
    Ran {
        code: output.status.code(),
        out: timeless(&String::from_utf8(output.stdout.clone()).unwrap()),
        err: String::from_utf8(output.stderr.clone()).unwrap(),
    }
}

pub(crate) fn succeeds(out: &str) -> Ran {
    Ran { code: Some(0), out: out.to_owned(), err: String::new() }
}

/// Something is refused, or not found.
pub(crate) fn refuses(err: &str) -> Ran {
    Ran { code: Some(1), out: String::new(), err: format!("error: {err}\n") }
}

/// The command cannot be run.
pub(crate) fn fails(err: &str) -> Ran {
    Ran { code: Some(2), out: String::new(), err: format!("error: {err}\n") }
}

/// Times as `<time>`, for no two runs have the same.
pub(crate) fn timeless(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some(behind) = behind_time(rest) {
            out += "<time>";
            rest = behind;
        } else {
            out.push(c);
            rest = &rest[c.len_utf8()..];
        }
    }
    out
}

/// What follows the time that a text begins with.
fn behind_time(text: &str) -> Option<&str> {
    let form = b"dddd-dd-dd?dd:dd:dd.ddd";
    let bytes = text.as_bytes();
    let fits = bytes.len() >= form.len()
        && form.iter().zip(bytes).all(|(form, byte)| match form {
            b'd' => byte.is_ascii_digit(),
            b'?' => matches!(byte, b'T' | b' '),
            other => other == byte,
        });
    let rest = text.get(form.len()..).filter(|_| fits)?;
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    Some(rest.strip_prefix("+00:00").unwrap_or(rest))
}
