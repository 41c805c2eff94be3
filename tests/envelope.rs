//! `proto/plumberd/v1/envelope.proto` and the SDK's own envelope are two spellings of one message.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plumberd::codec::Data;
use plumberd::envelope::Plumberd;
use plumberd_schema::model::{Collector, Schema, Shape};

const TEXT: &str = include_str!("../proto/plumberd/v1/envelope.proto");

/// The types without the places and the types' own comments: those in Rust link to other types.
fn compared(mut schema: Schema) -> Schema {
    for ty in schema.types.values_mut() {
        ty.place = None;
        ty.doc.clear();
        match &mut ty.shape {
            Shape::Message(message) => {
                message.fields.iter_mut().for_each(|field| field.place = None);
                message.oneofs.iter_mut().for_each(|oneof| oneof.place = None);
            }
            Shape::Enum(values) => values.values.iter_mut().for_each(|value| value.place = None),
        }
    }
    schema
}

/// The types of a text. Of plumberd's own files nothing is made, so they get the name of a project's.
fn of_text(text: &str) -> Schema {
    let own = "\npackage plumberd.v1;\n";
    assert!(text.contains(own));
    let text = text.replace(own, "\npackage bus.v1;\n");
    let loaded = plumberd_build::configure().file("bus/v1/envelopes.proto", text).load().unwrap();
    compared(loaded.schema)
}

fn of_type() -> Schema {
    let mut collector = Collector::default();
    collector.data(Plumberd::DESCRIPTOR, "bus.v1").unwrap();
    compared(collector.finish())
}

#[test]
fn the_file_says_what_the_type_says() {
    let (file, ty) = (of_text(TEXT), of_type());
    assert_eq!(ty.types.keys().collect::<Vec<_>>(), ["bus.v1.Envelope", "bus.v1.PayloadEncoding"]);
    assert_eq!(file, ty);
}

/// The comparison sees every kind of change.
#[test]
fn another_file_says_something_else() {
    for (from, to) in [
        ("string stream = 4;", "string stream = 12;"),
        ("string stream = 4;", "string stream_name = 4;"),
        ("string stream = 4;", "optional string stream = 4;"),
        ("uint32 event_version", "int32 event_version"),
        ("string event_id = 1 [(plumberd.v1.field).kind = \"uuid\"];", "string event_id = 1;"),
        ("map<string, google.protobuf.Value> metadata", "map<string, string> metadata"),
        ("  bytes payload = 9;\n", ""),
        ("PAYLOAD_ENCODING_PROTOBUF = 2", "PAYLOAD_ENCODING_PROTOBUF = 3"),
        ("  option (plumberd.v1.values).closed = true;\n", ""),
        ("The event's type name", "The event's name"),
    ] {
        let other = TEXT.replace(from, to);
        assert_ne!(other, TEXT, "{from}");
        assert_ne!(of_text(&other), of_type(), "{to}");
    }
}
