//! What the loader reads from printed text is what was printed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

use plumberd_schema::model::{Schema, Shape};
use plumberd_schema::print::proto;
use plumberd_schema::testing::{sample, schema};

fn load(schema: &Schema) -> Result<Schema, plumberd_build::Errors> {
    let files = proto::files(schema, &proto::Options::default()).unwrap();
    let config = files
        .into_iter()
        .fold(plumberd_build::configure(), |config, file| config.file(file.path, file.text));
    config.load().map(|loaded| loaded.schema)
}

/// Without what `.proto` files do not keep: places, notes on deprecation, white space around comments,
/// the order of a oneof's fields among others, and that of values before the one with number 0.
fn normal(mut schema: Schema) -> Schema {
    for ty in schema.types.values_mut() {
        ty.place = None;
        doc(&mut ty.doc, &mut ty.deprecated);
        ty.reserved.numbers.sort_unstable();
        match &mut ty.shape {
            Shape::Message(message) => {
                let mut first = vec![None; message.oneofs.len()];
                for (index, field) in message.fields.iter_mut().enumerate() {
                    field.place = None;
                    doc(&mut field.doc, &mut field.deprecated);
                    if let Some(oneof) = field.oneof {
                        first[oneof].get_or_insert(index);
                    }
                }
                let mut fields: Vec<_> =
                    std::mem::take(&mut message.fields).into_iter().enumerate().collect();
                fields.sort_by_key(|(index, field)| {
                    (field.oneof.and_then(|oneof| first[oneof]).unwrap_or(*index), *index)
                });
                message.fields = fields.into_iter().map(|(_, field)| field).collect();
                for oneof in &mut message.oneofs {
                    oneof.place = None;
                    doc(&mut oneof.doc, &mut None);
                }
            }
            Shape::Enum(values) => {
                values.values.sort_by_key(|value| value.number != 0);
                for value in &mut values.values {
                    value.place = None;
                    doc(&mut value.doc, &mut value.deprecated);
                }
            }
        }
    }
    schema
}

/// A note on deprecation is the end of the comment.
fn doc(doc: &mut String, deprecated: &mut Option<String>) {
    let text = doc.replace(|c: char| c.is_control() && c != '\n', " ");
    let mut lines: Vec<&str> = text.trim_matches('\n').lines().map(str::trim_end).collect();
    let note = deprecated.as_mut().map(std::mem::take).unwrap_or_default();
    let note = note.replace(|c: char| c.is_control(), " ");
    let note = format!("Deprecated: {note}");
    if note != "Deprecated: " {
        if !lines.is_empty() {
            lines.push("");
        }
        lines.push(&note);
    }
    *doc = lines.join("\n");
}

#[test]
fn of_everything() {
    let schema = sample();
    let loaded = load(&schema).unwrap_or_else(|errors| panic!("{errors}"));
    assert_eq!(normal(loaded), normal(schema));
}

/// Most schemas at random break some rule that printers have nothing to do with; the others are read
/// back.
#[test]
fn of_any_schema() {
    let mut state = 11u32;
    let mut bytes = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    };
    let mut read = 0;
    for round in 0..1000 {
        let schema = schema(&(0..round / 5).map(|_| bytes()).collect::<Vec<u8>>());
        if let Ok(loaded) = load(&schema) {
            let (loaded, printed) = (normal(loaded), normal(schema));
            for (name, ty) in &printed.types {
                assert_eq!(Some(ty), loaded.types.get(name));
            }
            assert_eq!(loaded.types.len(), printed.types.len());
            read += 1;
        }
    }
    assert!(read > 100, "{read} of 1000");
}
