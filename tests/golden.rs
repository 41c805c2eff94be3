//! The bytes of every event of `proto/`, in every version: `tests/golden/`.
//!
//! A golden file of an older version is not blessed any more; the first version of `UserCreated` was
//! written by its own type, which is still there, and is held against it here.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use plumberd::PlumberdEvents;
use plumberd::clock::DateTimeOffset;
use plumberd::codec::{json, proto};
use plumberd::event::{EventSet, Payload};
use plumberd::store::ContentType;
use plumberd_contracts::admin::v1::{AdminAccountCreated, AdminAccountCreatedPayload};
use plumberd_contracts::recording::v1::RecordingFinished;
use plumberd_contracts::task::v1::{TaskCompleted, TaskCreated};
use plumberd_contracts::user::{v1, v2};

/// The newest version of each event.
#[derive(Debug, PartialEq, PlumberdEvents)]
enum AnyEvent {
    Admin(AdminAccountCreated),
    Recording(RecordingFinished),
    Completed(TaskCompleted),
    Created(TaskCreated),
    User(v2::UserCreated),
}

plumberd::golden! { "tests/golden"; AnyEvent;
    admin(),
    RecordingFinished {
        recording_id: "rec-123".into(),
        duration: 120.5,
        file_path: "/recordings/rec-123.mp4".into(),
    },
    TaskCompleted {
        completed_by: "ada@example.com".into(),
        completion_notes: Some("zażółć 😀 & <done>".into()),
    },
    TaskCreated { title: "write".into(), description: "the manual\nand its examples".into() },
    ada(),
}

fn admin() -> AdminAccountCreated {
    let payload = AdminAccountCreatedPayload {
        id: "7".into(),
        email: "ada@example.com".into(),
        name: "Ada".into(),
        created_at: 1_752_423_739_219,
    };
    AdminAccountCreated::new("7".into(), 1_752_423_739_220, "trace-1".into(), payload)
}

fn ada() -> v2::UserCreated {
    v2::UserCreated {
        user_id: "u-1".into(),
        first_name: "Ada".into(),
        last_name: "Lovelace".into(),
        email: "ada@example.com".into(),
        created_at: DateTimeOffset::parse("2025-07-13T16:22:19.219266+00:00").unwrap(),
        sign_up: v2::SignUp::SingleSignOn,
    }
}

/// What `UserCreated` was in its first version.
fn ada_before() -> v1::UserCreated {
    v1::UserCreated {
        user_id: "u-1".into(),
        name: "Ada Lovelace".into(),
        email: "ada@example.com".into(),
        created_at: 1_752_423_739_219,
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden")
}

fn read(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

#[test]
fn the_first_version_of_a_user_has_the_bytes_of_its_type_and_becomes_the_second() {
    let (text, bytes) = (read("UserCreated.v1.json"), read("UserCreated.v1.bin"));
    assert_eq!(json::from_slice::<v1::UserCreated>(&text).unwrap(), ada_before());
    assert_eq!(proto::from_slice::<v1::UserCreated>(&bytes).unwrap(), ada_before());
    assert_eq!(proto::to_vec(&ada_before()).unwrap(), bytes);
    // A store gets the event's id in front of its fields.
    let stored = String::from_utf8(json::to_vec(&ada_before()).unwrap()).unwrap();
    let id = r#""Id":"00000000-0000-0000-0000-000000000001","#;
    assert_eq!(String::from_utf8(text.clone()).unwrap().replace(id, ""), stored);

    let expected = v2::UserCreated {
        created_at: DateTimeOffset::parse("2025-07-13T16:22:19.219+00:00").unwrap(),
        sign_up: v2::SignUp::Unspecified,
        ..ada()
    };
    for (content_type, data) in [(ContentType::Json, &text), (ContentType::Binary, &bytes)] {
        let payload = Payload { event_type: "UserCreated", version: 1, content_type, data };
        let read = AnyEvent::decode(&payload).unwrap().into_one();
        assert_eq!(read, Some(AnyEvent::User(expected.clone())));
    }
}

/// An event that is added to `proto/` and to no set of this file would not be missed otherwise.
#[test]
fn every_event_of_the_files_has_its_golden_files() {
    let files = plumberd_build::configure().proto_root("proto").load().unwrap();
    let events = files.schema.types.values().filter_map(|ty| ty.event.as_ref());
    let expected: BTreeSet<String> = events
        .flat_map(|event| {
            let stem = format!("{}.v{}", event.type_name, event.version);
            ["json", "bin", "meta.json"].map(|suffix| format!("{stem}.{suffix}"))
        })
        .collect();
    let found: BTreeSet<String> = fs::read_dir(folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.'))
        .collect();
    assert_eq!(found, expected);
}
