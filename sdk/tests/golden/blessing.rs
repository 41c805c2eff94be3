//! What is written, and when.

use std::process::Command;

use plumberd::testing::golden::{Mode, Sample, check};

use super::model::*;

const NO_FAILURES: [String; 0] = [];

fn names(folder: &Folder) -> Vec<String> {
    folder.files().into_iter().map(|(name, _)| name).collect()
}

#[test]
fn files_of_a_sample() {
    let samples = [
        Sample::of_message(&finished()),
        Sample::of_event(&task()),
        Sample::of_any(&AnyEvent::Done(TaskDone)),
        Sample::of_message(&page()),
    ];
    let folder = Folder::blessed::<AnyEvent>(&samples);
    assert_eq!(
        names(&folder),
        [
            "Page%3CCamera%3E.v1.bin",
            "Page%3CCamera%3E.v1.json",
            "Page%3CCamera%3E.v1.meta.json",
            "RecordingFinished.v1.bin",
            "RecordingFinished.v1.json",
            "RecordingFinished.v1.meta.json",
            "TaskCreated.v1.json",
            "TaskCreated.v1.meta.json",
            "TaskDone.v1.bin",
            "TaskDone.v1.meta.json",
        ]
    );
    assert_eq!(
        folder.read("RecordingFinished.v1.json"),
        br#"{"Id":"00000000-0000-0000-0000-000000000001","RecordingId":"a","Duration":1.5}"#
    );
    assert_eq!(
        folder.read("RecordingFinished.v1.bin"),
        b"\x0a\x01a\x11\x00\x00\x00\x00\x00\x00\xf8\x3f"
    );
    assert_eq!(
        String::from_utf8(folder.read("RecordingFinished.v1.meta.json")).unwrap(),
        r#"{"Created":"2025-01-01T00:00:00.0000000+00:00","ClientHostName":"golden","$correlationId":"00000000-0000-0000-0000-000000000001","$causationId":"00000000-0000-0000-0000-000000000001"}"#
    );
    assert_eq!(
        String::from_utf8(folder.read("Page%3CCamera%3E.v1.json")).unwrap(),
        r#"{"id":"00000000-0000-0000-0000-000000000007","items":[{"name":"c"}]}"#
    );
    assert_eq!(folder.read("TaskDone.v1.bin"), b"");
    assert_eq!(folder.failures::<AnyEvent>(&samples), NO_FAILURES);
}

#[test]
fn blessing_writes_over_the_newest_version_only() {
    let folder = Folder::blessed::<UserCreatedV1>(&[Sample::of_message(&UserCreatedV1 {
        full_name: "Ada Lovelace".into(),
    })]);
    let old = folder.files();
    let samples = [Sample::of_message(&ada())];
    check::<AnyEvent>(&folder.0, &samples, Mode::Bless).unwrap();
    assert_eq!(
        names(&folder),
        [
            "UserCreated.v1.bin",
            "UserCreated.v1.json",
            "UserCreated.v1.meta.json",
            "UserCreated.v2.bin",
            "UserCreated.v2.json",
            "UserCreated.v2.meta.json",
        ]
    );
    let files = folder.files();
    assert_eq!(files[..3], old);
    assert!(
        String::from_utf8_lossy(&folder.read("UserCreated.v2.meta.json"))
            .contains(r#""SchemaVersion":2"#)
    );

    // What was changed is written anew; what else is there stays.
    folder.write("UserCreated.v2.json", "changed");
    folder.write(".gitattributes", "* -text");
    check::<AnyEvent>(&folder.0, &samples, Mode::Bless).unwrap();
    folder.remove(".gitattributes");
    assert_eq!(folder.files(), files);
}

#[test]
fn blessing_does_not_excuse_older_files() {
    let folder = Folder::new();
    folder.write("UserCreated.v1.json", r#"{"FullName":"Plato"}"#);
    folder.write("Unknown.v1.json", "{}");
    let failures = texts(check::<AnyEvent>(&folder.0, &[Sample::of_message(&ada())], Mode::Bless));
    assert_eq!(
        failures,
        [
            "Unknown.v1.json is of `Unknown`, which the set does not have; add the type to the set, give its new name an alias, or remove the file if no such event was ever stored",
            "UserCreated.v1.json cannot be read: cannot turn `UserCreated` version 1 into version 2: `full_name` has no space",
        ]
    );
    assert_eq!(folder.read("UserCreated.v1.json"), br#"{"FullName":"Plato"}"#);
    assert_eq!(folder.read("Unknown.v1.json"), b"{}");
}

/// Not a test: what [`the_environment_blesses`] runs.
#[test]
#[ignore = "runs in a process of its own"]
fn child() {
    let Some(folder) = std::env::var_os("PLUMBERD_GOLDEN_CHILD") else { return };
    let _ = check::<AnyEvent>(folder.as_ref(), &[Sample::of_event(&task())], Mode::from_env());
}

#[test]
fn the_environment_blesses() {
    for (bless, written) in [
        (None, false),
        (Some(""), false),
        (Some("0"), false),
        (Some("true"), false),
        (Some("1"), true),
    ] {
        let folder = Folder::new();
        let mut command = Command::new(std::env::current_exe().unwrap());
        command.args(["--ignored", "--exact", "golden::blessing::child"]);
        command.env("PLUMBERD_GOLDEN_CHILD", &folder.0).env_remove("PLUMBERD_BLESS");
        if let Some(bless) = bless {
            command.env("PLUMBERD_BLESS", bless);
        }
        let output = command.output().unwrap();
        assert!(String::from_utf8_lossy(&output.stdout).contains("1 passed"), "{output:?}");
        assert_eq!(folder.0.exists(), written, "{bless:?}");
        assert_eq!(folder.files().len(), if written { 2 } else { 0 }, "{bless:?}");
    }
}
