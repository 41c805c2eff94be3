//! The two ways to a JSON Schema agree: the bridge to `schemars`, and the printer of the schema crate.
#![cfg(feature = "schemars")]
#![allow(
    clippy::unwrap_used,
    missing_docs,
    unused_imports,
    reason = "a test fails by panicking, and has no readers"
)]

use std::collections::BTreeSet;

use plumberd::codec::Data;
use plumberd::interop::schemars::{json_schema, schemars::SchemaGenerator};
use plumberd_schema::model::{Collector, Profile};
use plumberd_schema::print::json_schema::document;
use serde_json::Value;

#[path = "codec_properties/model.rs"]
mod model;

/// Everything that schemars says, the printer says too, and the printer has no other properties and
/// requires no other keys.
struct Comparison<'a> {
    bridge: &'a Value,
    printed: &'a Value,
    /// The pairs of references that were followed: types hold themselves.
    seen: BTreeSet<(String, String)>,
}

impl Comparison<'_> {
    fn compare(&mut self, bridge: &Value, printed: &Value, path: &str) {
        let (reference, other) = (bridge.get("$ref"), printed.get("$ref"));
        if reference.is_some() || other.is_some() {
            let [a, b] = [(self.bridge, reference), (self.printed, other)].map(|(root, it)| {
                let pointer = it.and_then(Value::as_str).map(|text| text.trim_start_matches('#'));
                (pointer.map(str::to_owned), pointer.map(|pointer| root.pointer(pointer).unwrap()))
            });
            let pair = (a.0.unwrap_or_default(), b.0.unwrap_or_else(|| path.to_owned()));
            if self.seen.insert(pair) {
                let mut bridge = a.1.unwrap_or(bridge).clone();
                if b.1.is_none() {
                    // In a message, a oneof has the comment of the field, not that of its type.
                    bridge.as_object_mut().unwrap().remove("description");
                }
                self.compare(&bridge, b.1.unwrap_or(printed), path);
            }
            return;
        }
        match (bridge, printed) {
            (Value::Object(says), Value::Object(found)) => {
                for (key, value) in says {
                    let path = format!("{path}/{key}");
                    match key.as_str() {
                        // Values that an open enum is known to have, which the printer names.
                        "examples" | "$defs" => {}
                        "required" => {
                            assert_eq!(keys(Some(value)), keys(found.get("required")), "{path}");
                        }
                        _ => {
                            let other = found.get(key);
                            assert!(other.is_some(), "{path}: {value} is missing in {printed}");
                            self.compare(value, other.unwrap(), &path);
                        }
                    }
                }
                if path.ends_with("/properties") {
                    assert_eq!(
                        says.keys().collect::<BTreeSet<_>>(),
                        found.keys().collect::<BTreeSet<_>>(),
                        "{path}"
                    );
                }
            }
            (Value::Array(says), Value::Array(found)) => {
                assert_eq!(says.len(), found.len(), "{path}");
                for (index, (says, found)) in says.iter().zip(found).enumerate() {
                    self.compare(says, found, &format!("{path}/{index}"));
                }
            }
            _ => assert_eq!(bridge, printed, "{path}"),
        }
    }
}

fn keys(required: Option<&Value>) -> BTreeSet<String> {
    let keys = required.and_then(Value::as_array).into_iter().flatten();
    keys.map(|key| key.as_str().unwrap().to_owned()).collect()
}

fn agree<T: Data>() {
    let mut generator = SchemaGenerator::default();
    let mut bridge = json_schema(T::DESCRIPTOR, &mut generator).to_value();
    bridge["$defs"] = Value::Object(generator.definitions().clone());

    let mut collector = Collector::default();
    collector.data(T::DESCRIPTOR, "test.v1").unwrap();
    let schema = collector.finish();
    let ty = schema.types.values().find(|ty| ty.bare_name() == T::NAME).unwrap();
    let printed = document(&schema, ty, Profile::MicroPlumberd);

    let mut comparison = Comparison { bridge: &bridge, printed: &printed, seen: BTreeSet::new() };
    comparison.compare(&bridge, &printed, "");
}

#[test]
fn of_every_field_type() {
    agree::<model::Everything>();
    agree::<model::Shapes>();
    agree::<model::Source>();
    agree::<model::Quality>();
    agree::<model::Colour>();
}

/// The comparison finds what differs.
#[test]
#[should_panic(expected = "/properties/SerialNo/type")]
fn a_difference_is_found() {
    let bridge = serde_json::json!({"properties": {"SerialNo": {"type": "string"}}});
    let printed = serde_json::json!({"properties": {"SerialNo": {"type": "integer"}}});
    let mut comparison = Comparison { bridge: &bridge, printed: &printed, seen: BTreeSet::new() };
    comparison.compare(&bridge, &printed, "");
}
