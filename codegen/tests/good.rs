//! Messages in the manner of others: all of proto3, a cloud's events, a log's protocol, togather. The
//! summaries of their models are compared; `BLESS=1` writes them anew.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::fs;
use std::path::Path;

use plumberd_build::{Loaded, configure};
use plumberd_schema::model::{Shape, Type};

fn summary(loaded: &Loaded) -> String {
    let mut text = String::new();
    for (name, ty) in &loaded.schema.types {
        describe(&mut text, name, ty);
    }
    for note in &loaded.notes {
        let _ = writeln!(text, "{note}");
    }
    text
}

fn describe(text: &mut String, name: &str, ty: &Type) {
    let _ = write!(text, "{name}");
    if let Some(event) = &ty.event {
        let _ =
            write!(text, ": event {} v{} of {}", event.type_name, event.version, event.category);
    }
    let _ = writeln!(text);
    match &ty.shape {
        Shape::Message(message) => {
            for oneof in &message.oneofs {
                let required = if oneof.required { ", required" } else { "" };
                let union = if message.union { ", union" } else { "" };
                let _ =
                    writeln!(text, "  oneof {} {}{required}{union}", oneof.name, oneof.type_name);
            }
            for field in &message.fields {
                let _ = write!(
                    text,
                    "  {} {} = {} {} {}",
                    field.kind,
                    field.name,
                    field.number.unwrap(),
                    field.json_name,
                    field.proto_json_name
                );
                if let Some(oneof) = field.oneof {
                    let _ = write!(text, " in {}", message.oneofs[oneof].name);
                }
                if let Some(fixed) = &field.fixed {
                    let _ = write!(text, " always {fixed}");
                }
                let _ = writeln!(
                    text,
                    "{}{}",
                    if field.doc.is_empty() { "" } else { " // " },
                    field.doc
                );
            }
        }
        Shape::Enum(values) => {
            for value in &values.values {
                let _ = writeln!(text, "  {} = {} {}", value.name, value.number, value.json_name);
            }
        }
    }
    for (low, high) in &ty.reserved.numbers {
        let _ = writeln!(text, "  reserved {low} to {high}");
    }
}

#[test]
fn the_models_of_messages_of_others() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/good");
    let loaded = configure().package(&folder).proto_root("proto").load().unwrap();
    let found = summary(&loaded);
    let expected = folder.join("expected.txt");
    if std::env::var_os("BLESS").is_some() {
        fs::write(&expected, &found).unwrap();
    }
    assert_eq!(fs::read_to_string(&expected).unwrap(), found);
    let files: Vec<_> =
        loaded.files.iter().map(|file| file.strip_prefix(&folder).unwrap()).collect();
    assert_eq!(
        files,
        [
            Path::new("proto/admin/v1/AdminAccountCreated.proto"),
            Path::new("proto/cloudevents/v1/CloudEventReceived.proto"),
            Path::new("proto/conformance/v1/AllTypesTested.proto"),
            Path::new("proto/conformance/v1/MapFormatsTested.proto"),
            Path::new("proto/streams/v1/AppendRequested.proto"),
            Path::new("proto/streams/v1/Shared.proto"),
        ]
    );
}

/// What a compiler says about a project is the same every time, and from wherever it is looked at.
#[test]
fn loading_is_deterministic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/good");
    let load = || configure().package(&folder).proto_root("proto").load().unwrap();
    let (first, second) = (load(), load());
    assert_eq!(first.schema, second.schema);
    assert_eq!(first.bindings(), second.bindings());
}
