//! The golden files of the events of `proto/`: what is stored, in every version.
use std::fmt::Debug;
use std::fs;
use std::path::PathBuf;

use plumberd::codec::{Data, FieldRead, json};
use plumberd_contracts::{admin, recording, task, user};
use plumberd_schema::model::Schema;
use serde_json::Value;

use crate::report::{Outcome, equal};

/// The name of the packages of `proto/`, in Python and TypeScript.
pub(super) const NAME: &str = "example-events";

/// The types of `proto/`.
pub(super) fn schema() -> Outcome<Schema> {
    let files = plumberd_build::configure().proto_root(root().join("proto")).load();
    Ok(files.map_err(|error| error.to_string())?.schema)
}

/// An event as it is stored.
pub(super) struct Golden {
    /// `UserCreated.v2`.
    pub(super) name: &'static str,
    /// `user`.
    pub(super) domain: &'static str,
    /// `v2`.
    pub(super) version: &'static str,
    /// `UserCreated`.
    pub(super) class: &'static str,
    /// The name of the category.
    pub(super) category: &'static str,
    pub(super) json: String,
    same: fn(&str, &str) -> Outcome,
}

impl Golden {
    /// Whether a text is the event, in the eyes of our reader, and has its id.
    pub(super) fn check(&self, text: &str) -> Outcome {
        (self.same)(&self.json, text)?;
        let id = |text: &str| -> Outcome<Value> {
            let value: Value = serde_json::from_str(text).map_err(|error| error.to_string())?;
            Ok(value["Id"].clone())
        };
        equal("the id", &id(text)?, &id(&self.json)?)
    }
}

/// All golden files in JSON. One that is not known here is an error, and so is one that is gone.
pub(super) fn files() -> Outcome<Vec<Golden>> {
    let known = [
        golden::<admin::v1::AdminAccountCreated>("AdminAccountCreated.v1", "admin", "Admin"),
        golden::<recording::v1::RecordingFinished>(
            "RecordingFinished.v1",
            "recording",
            "Recording",
        ),
        golden::<task::v1::TaskCompleted>("TaskCompleted.v1", "task", "Task"),
        golden::<task::v1::TaskCreated>("TaskCreated.v1", "task", "Task"),
        golden::<user::v1::UserCreated>("UserCreated.v1", "user", "User"),
        golden::<user::v2::UserCreated>("UserCreated.v2", "user", "User"),
    ];
    let folder = root().join("tests/golden");
    let entries = fs::read_dir(&folder)
        .and_then(Iterator::collect::<std::io::Result<Vec<_>>>)
        .map_err(|error| format!("cannot list {}: {error}", folder.display()))?;
    let mut found: Vec<String> = entries
        .iter()
        .filter_map(|entry| entry.file_name().into_string().ok())
        .filter(|name| !name.ends_with(".meta.json"))
        .filter_map(|name| Some(name.strip_suffix(".json")?.to_owned()))
        .collect();
    found.sort();
    let names: Vec<String> = known.iter().map(|golden| golden.name.to_owned()).collect();
    equal(&format!("the files of {}", folder.display()), &found, &names)?;
    known
        .into_iter()
        .map(|golden| {
            let path = folder.join(format!("{}.json", golden.name));
            let json = fs::read_to_string(&path)
                .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
            Ok(Golden { json, ..golden })
        })
        .collect()
}

fn golden<T>(name: &'static str, domain: &'static str, category: &'static str) -> Golden
where
    T: Data + Debug + PartialEq + for<'de> FieldRead<'de>,
{
    let version = name.rsplit_once('.').map_or("", |(_, version)| version);
    Golden { name, domain, version, class: T::NAME, category, json: String::new(), same: same::<T> }
}

/// Whether two texts are one value.
fn same<T>(expected: &str, found: &str) -> Outcome
where
    T: Data + Debug + PartialEq + for<'de> FieldRead<'de>,
{
    let read = |text: &str| {
        json::from_slice::<T>(text.as_bytes()).map_err(|error| format!("{error}, in {text}"))
    };
    equal("value", &read(found)?, &read(expected)?)
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}
