//! The JSON Schema of a schema that has everything.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

mod print;

use plumberd_schema::model::{Field, Kind, Profile, Schema, Shape, Type};
use plumberd_schema::print::json_schema;
use plumberd_schema::testing::sample;
use serde_json::json;

#[test]
fn the_files_of_everything() {
    let mut schema = sample();
    let files = json_schema::files(&schema, false);
    let paths: Vec<_> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "recording/v1/RecordingEnded.schema.json",
            "recording/v1/RecordingFinished.schema.json",
            "recording/v2/RecordingFinished.schema.json",
        ]
    );
    print::compare("sample.proto3.schema.json", &files[1].text);
    let finished = schema.types.get_mut("recording.v1.RecordingFinished").unwrap();
    finished.event.as_mut().unwrap().profile = Profile::MicroPlumberd;
    print::compare("sample.schema.json", &json_schema::files(&schema, true)[1].text);
}

/// The text of a file and the value are one schema.
#[test]
fn text_and_value() {
    let schema = sample();
    for file in json_schema::files(&schema, false) {
        let name = file.path.trim_end_matches(".schema.json").replace('/', ".");
        let ty = &schema.types[&name];
        let profile = ty.event.as_ref().unwrap().profile;
        let value: serde_json::Value = serde_json::from_str(&file.text).unwrap();
        assert_eq!(value, json_schema::document(&schema, ty, profile));
    }
}

#[test]
fn a_type_that_holds_itself() {
    let schema = sample();
    let camera = &schema.types["recording.v1.Camera"];
    let of = |profile| json_schema::document(&schema, camera, profile);
    let micro = of(Profile::MicroPlumberd);
    assert_eq!(micro["properties"]["Parent"]["anyOf"][0], json!({"$ref": "#"}));
    assert_eq!(micro.get("$defs"), None);
    // Inside, Python has its own keys.
    let py = of(Profile::Py019);
    assert_eq!(py["properties"]["Parent"]["anyOf"][0]["$ref"], "#/$defs/recording.v1.Camera");
    let inner = &py["$defs"]["recording.v1.Camera"]["properties"];
    assert_eq!(inner["parent"]["anyOf"][0]["$ref"], "#/$defs/recording.v1.Camera");
}

#[test]
fn a_long_chain_is_no_deep_one() {
    let mut schema = Schema::default();
    for index in 0..20_000 {
        let mut ty = Type::message("a.v1", format!("T{index}"));
        if let Shape::Message(message) = &mut ty.shape {
            let next = Kind::Named(format!("a.v1.T{}", index + 1));
            message.fields.push(Field::new("next", Some(1), next));
        }
        schema.insert(ty);
    }
    let document = json_schema::document(&schema, &schema.types["a.v1.T0"], Profile::MicroPlumberd);
    assert_eq!(document["$defs"].as_object().unwrap().len(), 19_999);
    // The last one is not in the schema, so anything may stand there.
    assert_eq!(document["$defs"]["a.v1.T19999"]["properties"]["Next"], json!({"x-proto-tag": 1}));
}
