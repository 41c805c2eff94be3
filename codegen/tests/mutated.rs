//! Schemas that were damaged at random: whatever comes, there is an answer.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use plumberd_build::{Severity, configure};
use proptest::collection::vec;
use proptest::prelude::*;

const GOOD: [&str; 4] = [
    include_str!("good/proto/admin/v1/AdminAccountCreated.proto"),
    include_str!("good/proto/cloudevents/v1/CloudEventReceived.proto"),
    include_str!("good/proto/streams/v1/Shared.proto"),
    include_str!("everything.proto"),
];

/// A set of two files, and of what they import.
static SET: LazyLock<Vec<u8>> = LazyLock::new(|| {
    support::descriptor_set(&[
        ("admin/v1/AdminAccountCreated.proto", GOOD[0]),
        ("cloudevents/v1/CloudEventReceived.proto", GOOD[1]),
    ])
});

/// What is put into a file: single bytes, and words that mean something there.
fn piece() -> impl Strategy<Value = Vec<u8>> {
    let words = [
        "{",
        "}",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "\"",
        "'",
        ";",
        "=",
        "/*",
        "*/",
        "//",
        "\\",
        "\0",
        "\r",
        "\n",
        "\u{feff}",
        "\u{e9}",
        "-1",
        "0",
        "19000",
        "99999999999999999999",
        "1e999",
        "0x",
        "07",
        "inf",
        "nan",
        "message ",
        "enum ",
        "oneof ",
        "map<",
        "repeated ",
        "optional ",
        "required ",
        "reserved ",
        "extend ",
        "extensions ",
        "option ",
        "import ",
        "package ",
        "service ",
        "rpc ",
        "group ",
        "syntax ",
        "edition ",
        "public ",
        "stream ",
        "max",
        "to",
        "(plumberd.v1.event)",
        "(plumberd.v1.field)",
        "(fixed_value)",
        "google.protobuf.Any",
        ".",
        "..",
        "allow_alias = true",
        "json_name = \"a\"",
        "kind: \"set<\"",
        "union: true",
    ];
    prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        prop::sample::select(words.to_vec()).prop_map(|word| word.as_bytes().to_vec()),
    ]
}

/// Cuts a part out and puts something in.
fn damage(text: &mut Vec<u8>, (at, length, piece): (prop::sample::Index, usize, Vec<u8>)) {
    let at = at.index(text.len() + 1);
    let end = (at + length).min(text.len());
    text.splice(at..end, piece);
}

/// Loads a package, and asserts that the answer is one.
fn load(package: &Path, set: bool) {
    let config = configure().package(package);
    let config =
        if set { config.descriptor_set("schema.binpb") } else { config.proto_root("proto") };
    match config.load() {
        Ok(loaded) => {
            assert!(loaded.notes.iter().all(|note| note.severity != Severity::Error));
            assert!(loaded.bindings().starts_with("plumberd-schemas 1\n"));
        }
        Err(errors) => {
            assert!(errors.diagnostics().iter().any(|it| it.severity == Severity::Error));
            for finding in errors.diagnostics() {
                let rendered = errors.render(finding);
                assert!(rendered.contains(finding.code), "{rendered}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: std::env::var("PROPTEST_CASES").ok().and_then(|it| it.parse().ok()).unwrap_or(400),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn a_damaged_file_is_an_answer(
        which in 0..GOOD.len(),
        damages in vec((any::<prop::sample::Index>(), 0_usize..12, piece()), 1..6),
    ) {
        let mut text = GOOD[which].as_bytes().to_vec();
        for it in damages {
            damage(&mut text, it);
        }
        let package = tempfile::tempdir().unwrap();
        let names = ["AdminAccountCreated", "CloudEventReceived", "Shared", "RecordingFinished"];
        let folders = ["admin", "cloudevents", "streams", "recording"];
        let folder = package.path().join("proto").join(folders[which]).join("v1");
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(format!("{}.proto", names[which])), text).unwrap();
        load(package.path(), false);
    }

    #[test]
    fn a_damaged_set_is_an_answer(
        damages in vec((any::<prop::sample::Index>(), 0_usize..4, vec(any::<u8>(), 0..4)), 1..4),
    ) {
        let mut bytes = SET.clone();
        for it in damages {
            damage(&mut bytes, it);
        }
        let package = tempfile::tempdir().unwrap();
        fs::write(package.path().join("schema.binpb"), bytes).unwrap();
        load(package.path(), true);
    }
}
