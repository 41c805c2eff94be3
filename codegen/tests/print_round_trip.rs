//! What the loader reads from printed text is what was printed.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

use plumberd_schema::model::Schema;
use plumberd_schema::print::proto;
use plumberd_schema::testing::{normal, sample, schema};

fn load(schema: &Schema) -> Result<Schema, plumberd_build::Errors> {
    let files = proto::files(schema, &proto::Options::default()).unwrap();
    let config = files
        .into_iter()
        .fold(plumberd_build::configure(), |config, file| config.file(file.path, file.text));
    config.load().map(|loaded| loaded.schema)
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
