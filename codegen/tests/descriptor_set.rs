//! Descriptor sets give what their files give.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod support;

use std::fs;

use plumberd_build::configure;

const FINISHED: (&str, &str) =
    ("recording/v1/RecordingFinished.proto", include_str!("everything.proto"));
const STARTED: (&str, &str) = (
    "recording/v1/RecordingStarted.proto",
    "syntax = \"proto3\"; package recording.v1;
import \"recording/v1/RecordingFinished.proto\";
message RecordingStarted { Tag tag = 1; }",
);

#[test]
fn a_set_is_what_its_files_are() {
    let package = tempfile::tempdir().unwrap();
    let set = package.path().join("schema.binpb");
    fs::write(&set, support::descriptor_set(&[FINISHED, STARTED])).unwrap();
    let from_set =
        configure().package(package.path()).descriptor_set("schema.binpb").load().unwrap();
    let from_files =
        configure().file(FINISHED.0, FINISHED.1).file(STARTED.0, STARTED.1).load().unwrap();
    // A comment in front of a field has a letter of two bytes, and a set has no text to count in.
    assert_eq!(from_set.bindings().replace("20:12", "20:11"), from_files.bindings());
    assert_eq!(from_set.schema.events().count(), 2);
    assert_eq!(from_set.files, [set]);
}

#[test]
fn a_set_can_leave_out_what_every_compiler_has() {
    let package = tempfile::tempdir().unwrap();
    let text = "syntax = \"proto3\"; package task.v1; message TaskDone { string a = 1; }";
    let descriptor = protox_parse::parse("task/v1/TaskDone.proto", text).unwrap();
    let descriptor = prost_types::FileDescriptorProto {
        dependency: vec![
            "plumberd/v1/options.proto".to_owned(),
            "google/protobuf/timestamp.proto".to_owned(),
        ],
        ..descriptor
    };
    let set = prost_types::FileDescriptorSet { file: vec![descriptor] };
    let bytes = prost::Message::encode_to_vec(&set);
    fs::write(package.path().join("schema.binpb"), bytes).unwrap();
    let loaded = configure().package(package.path()).descriptor_set("schema.binpb").load().unwrap();
    assert_eq!(loaded.schema.types.keys().collect::<Vec<_>>(), ["task.v1.TaskDone"]);
}

#[test]
fn files_can_be_beside_a_set() {
    let package = tempfile::tempdir().unwrap();
    let set = package.path().join("schema.binpb");
    fs::write(&set, support::descriptor_set(&[STARTED_ALONE])).unwrap();
    let config = configure().package(package.path()).descriptor_set("schema.binpb");
    let loaded = config.file(FINISHED.0, FINISHED.1).load().unwrap();
    assert_eq!(loaded.schema.events().count(), 2);
}

const STARTED_ALONE: (&str, &str) = (
    "recording/v1/RecordingStarted.proto",
    "syntax = \"proto3\"; package recording.v1; message RecordingStarted {}",
);

#[test]
fn names_are_names() {
    let package = tempfile::tempdir().unwrap();
    let text = "syntax = \"proto3\"; package task.v1; message TaskDone { string a = 1; }";
    let descriptor = protox_parse::parse("task/v1/TaskDone.proto", text).unwrap();
    let refused = |change: fn(&mut prost_types::FileDescriptorProto), name: &str| {
        let mut changed = descriptor.clone();
        change(&mut changed);
        let set = prost_types::FileDescriptorSet { file: vec![changed] };
        let bytes = prost::Message::encode_to_vec(&set);
        fs::write(package.path().join("schema.binpb"), bytes).unwrap();
        let config = configure().package(package.path()).descriptor_set("schema.binpb");
        let errors = config.load().unwrap_err();
        assert_eq!(
            errors.to_string(),
            format!(
                "schema.binpb:1:1: error[descriptor-set]: `{name}` is not a name\n  = help: write the set anew, with the compiler"
            )
        );
    };
    refused(|file| file.package = Some("task..v1".to_owned()), "");
    refused(|file| file.message_type[0].name = Some(String::new()), "");
    refused(|file| file.message_type[0].field[0].name = Some("a\nb".to_owned()), "a\\nb");
    refused(
        |file| {
            file.message_type[0].oneof_decl.push(prost_types::OneofDescriptorProto {
                name: Some("1a".to_owned()),
                ..Default::default()
            });
        },
        "1a",
    );
    refused(
        |file| {
            file.enum_type.push(prost_types::EnumDescriptorProto {
                name: Some("A.B".to_owned()),
                ..Default::default()
            });
        },
        "A.B",
    );
}
