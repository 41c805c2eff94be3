//! Folders that are wrong, and what is said of them.

use std::fs;

use plumberd::codec::EncodeError;
use plumberd::event::{EventInfo, Payload};
use plumberd::store::ContentType;
use plumberd::testing::golden::{Mode, Sample, check};
use plumberd::{DecodeError, Decoded, EncodeEvent, Event, EventSet, Upcasted};
use uuid::Uuid;

use super::model::*;

fn missing(file: &str) -> String {
    format!(
        "{file} is missing: restore it from version control, or, if the event or its version is new, write it with `PLUMBERD_BLESS=1 cargo test`"
    )
}

#[test]
fn nothing_to_check() {
    let folder = Folder::new();
    let error = check::<AnyEvent>(&folder.0, &[], Mode::Check).unwrap_err();
    assert_eq!(
        error.to_string(),
        format!(
            "1 failure in {}\n- there are no samples and no golden files, so nothing is checked; give a sample",
            folder.0.display()
        )
    );
}

#[test]
fn missing_files() {
    let samples = [Sample::of_message(&finished()), Sample::of_event(&task())];
    let folder = Folder::new();
    let all = [
        "RecordingFinished.v1.json",
        "RecordingFinished.v1.bin",
        "RecordingFinished.v1.meta.json",
        "TaskCreated.v1.json",
        "TaskCreated.v1.meta.json",
    ];
    assert_eq!(folder.failures::<AnyEvent>(&samples), all.map(missing));
    assert!(!folder.0.exists());

    let folder = Folder::blessed::<AnyEvent>(&samples);
    folder.remove("RecordingFinished.v1.bin");
    assert_eq!(folder.failures::<AnyEvent>(&samples), [missing("RecordingFinished.v1.bin")]);
}

#[test]
fn an_older_version_is_gone() {
    let samples = [Sample::of_message(&ada())];
    let folder = Folder::new();
    let gone = "there is no golden file of `UserCreated` version 1, which is still read: restore UserCreated.v1.json from version control, or write it by hand; blessing writes the newest version only";
    // Blessing does not make one.
    assert_eq!(texts(check::<AnyEvent>(&folder.0, &samples, Mode::Bless)), [gone]);
    assert_eq!(folder.failures::<AnyEvent>(&samples), [gone]);
    // Metadata alone shows nothing.
    folder.write("UserCreated.v1.meta.json", "{}");
    assert_eq!(folder.failures::<AnyEvent>(&samples), [gone]);
    // Either encoding does, and an older name too.
    folder.write("PersonCreated.v1.bin", b"\x0a\x0cAda Lovelace");
    assert_eq!(folder.failures::<AnyEvent>(&samples), [""; 0]);
}

#[test]
fn files_that_differ() {
    let samples = [Sample::of_message(&finished())];
    let folder = Folder::blessed::<AnyEvent>(&samples);
    folder.write(
        "RecordingFinished.v1.json",
        "{\"Id\":\"00000000-0000-0000-0000-000000000001\",\n\"RecordingId\":\"a\",\"Duration\":1.5}",
    );
    folder.write("RecordingFinished.v1.bin", b"\x0a\x01a\x11\x00\x00\x00\x00\x00\x00\xf0\x3f");
    folder.write("RecordingFinished.v1.meta.json", "{}");
    let remedy = "if such events were stored, give the new shape a new version, else bless it with `PLUMBERD_BLESS=1 cargo test`";
    assert_eq!(
        folder.failures::<AnyEvent>(&samples),
        [
            format!(
                "RecordingFinished.v1.json is not what this program writes, from byte 45 (line 1, column 46): expected `\\n\"RecordingId\":\"a\",\"Dura…`, found `\"RecordingId\":\"a\",\"Durat…`; {remedy}"
            ),
            format!(
                "RecordingFinished.v1.bin is not what this program writes, from byte 10: expected `f0 3f`, found `f8 3f`; {remedy}"
            ),
            format!(
                "RecordingFinished.v1.meta.json is not what this program writes, from byte 1 (line 1, column 2): expected `}}`, found `\"Created\":\"2025-01-01T00…`; {remedy}"
            ),
        ]
    );
}

#[test]
fn files_that_cannot_be_read() {
    let samples = [Sample::of_event(&task())];
    let folder = Folder::blessed::<AnyEvent>(&samples);
    folder.write("RecordingFinished.v1.bin", b"\x0a\x05a");
    folder.write("RecordingFinished.v1.json", r#"{"RecordingId":7}"#);
    folder.write("RecordingFinished.v1.meta.json", "[]");
    folder.write("RecordingFinished.v2.json", "{}");
    folder.write("TaskDone.v1.meta.json", r#"{"SchemaVersion":3}"#);
    folder.write("TaskCreated.v1.bin", b"\x0a\x01a");
    assert_eq!(
        folder.failures::<AnyEvent>(&samples),
        [
            "RecordingFinished.v1.bin cannot be read: cannot read `RecordingFinished` (version 1) from Protobuf: the bytes end in the middle of a value at `recording_id` (byte 2)",
            "RecordingFinished.v1.json cannot be read: cannot read `RecordingFinished` (version 1) from JSON: expected text, found a number at `RecordingId` (line 1, column 16)",
            "RecordingFinished.v1.meta.json cannot be read: metadata must be a JSON object",
            "RecordingFinished.v2.json cannot be read: `RecordingFinished` has version 2, and this program knows up to 1; update it before it reads on",
            "TaskCreated.v1.bin cannot be read: `TaskCreated` is stored as Protobuf, and the type has no tags; add `#[event(tag = …)]` to its fields",
            "TaskDone.v1.meta.json says version 3; rename the file, or write `SchemaVersion` as it was",
        ]
    );
}

#[test]
fn files_that_are_none() {
    let samples = [Sample::of_event(&task())];
    let folder = Folder::blessed::<AnyEvent>(&samples);
    folder.write("README.md", "");
    folder.write("TaskCreated.v01.json", "{}");
    folder.write("UserDeleted.v1.json", "{}");
    folder.write(".gitattributes", "");
    fs::create_dir(folder.0.join("older")).unwrap();
    let name = |file: &str| {
        format!(
            "{file} is not the name of a golden file; those are `Type.v1.json`, `Type.v1.bin` and `Type.v1.meta.json`"
        )
    };
    assert_eq!(
        folder.failures::<AnyEvent>(&samples),
        [
            name("README.md"),
            name("TaskCreated.v01.json"),
            "UserDeleted.v1.json is of `UserDeleted`, which the set does not have; add the type to the set, give its new name an alias, or remove the file if no such event was ever stored".into(),
            name("older"),
        ]
    );
    // A folder under a file's name.
    let folder = Folder::new();
    fs::create_dir_all(folder.0.join("TaskCreated.v1.json")).unwrap();
    let failures = folder.failures::<AnyEvent>(&[]);
    assert_eq!(failures.len(), 1);
    assert!(failures[0].starts_with("cannot read "), "{failures:?}");
    // A file where the folder should be.
    let folder = Folder::new();
    fs::write(&folder.0, "").unwrap();
    let failures = texts(check::<AnyEvent>(&folder.0, &samples, Mode::Bless));
    fs::remove_file(&folder.0).unwrap();
    assert_eq!(failures.len(), 3);
    assert!(failures[0].starts_with("cannot "), "{failures:?}");
    assert!(failures[2].starts_with("cannot list "), "{failures:?}");
}

#[test]
fn samples_that_are_wrong() {
    let folder = Folder::new();
    let infinite = RecordingFinished { duration: f64::INFINITY, ..finished() };
    let samples = [
        Sample::of_message(&finished()),
        Sample::of_event(&task()),
        Sample::of_message(&finished()),
    ];
    let failures = texts(check::<RecordingFinished>(&folder.0, &samples, Mode::Bless));
    assert_eq!(
        failures,
        [
            "the set has no event `TaskCreated`, of which there is a sample; add it to the set",
            "there are two samples of `RecordingFinished` version 1; keep one",
        ]
    );
    let folder = Folder::new();
    let failures =
        texts(check::<AnyEvent>(&folder.0, &[Sample::of_message(&infinite)], Mode::Bless));
    assert_eq!(
        failures,
        [
            "the sample of `RecordingFinished`: cannot write `RecordingFinished`, field `Duration`: Infinity is not a JSON number; check for it before you build the event",
        ]
    );
}

/// A set that reads `TaskCreated` wrongly, in one of several ways.
struct Wrong<const HOW: u8>(TaskCreated);

impl<const HOW: u8> EventSet for Wrong<HOW> {
    const EVENTS: &'static [&'static EventInfo] = &[TaskCreated::INFO];

    fn decode(_: &Payload<'_>) -> Result<Decoded<Self>, DecodeError> {
        Ok(match HOW {
            0 => Decoded::Unknown,
            1 => Decoded::Known(Upcasted::none()),
            _ => Decoded::Known(Upcasted::One(Self(TaskCreated { title: "written".into() }))),
        })
    }
}

impl<const HOW: u8> EncodeEvent for Wrong<HOW> {
    fn event_type(&self) -> &str {
        self.0.event_type()
    }

    fn version(&self) -> u32 {
        self.0.version()
    }

    fn content_type(&self) -> ContentType {
        self.0.content_type()
    }

    fn id(&self) -> Option<Uuid> {
        None
    }

    fn encode(&self, id: Uuid, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        EncodeEvent::encode(&self.0, id, out)
    }
}

#[test]
fn sets_that_read_wrongly() {
    let samples = [Sample::of_event(&task())];
    let folder = Folder::blessed::<AnyEvent>(&samples);
    assert_eq!(
        folder.failures::<Wrong<0>>(&samples),
        ["TaskCreated.v1.json is unknown to the set, although it has the type"]
    );
    assert_eq!(
        folder.failures::<Wrong<1>>(&samples),
        ["TaskCreated.v1.json is read as 0 events; the newest version has to be one"]
    );
    assert_eq!(
        folder.failures::<Wrong<2>>(&samples),
        [
            "TaskCreated.v1.json is not read as the sample: what was read, written again, differs from byte 58 (line 1, column 59): expected `e\"}`, found `ten\"}`",
        ]
    );
}
