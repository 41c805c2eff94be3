//! The traits of serde, prost and schemars, for a type that asks for them: the same JSON, the same bytes,
//! and a schema that they keep.
#![cfg(all(feature = "serde", feature = "prost", feature = "schemars"))]
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::collections::BTreeMap;
use std::time::Duration;

use plumberd::clock::DateTimeOffset;
use plumberd::codec::{json, proto};
use plumberd::{PlumberdData, PlumberdEvent};
use proptest::prelude::*;
use prost::Message as _;
use prost::bytes::Buf;
use serde_json::{Value, json};
use uuid::Uuid;

/// Where a camera stands.
#[derive(Debug, Clone, Default, PartialEq, PlumberdData)]
#[event(interop(serde, prost, schemars))]
struct Place {
    #[event(tag = 1)]
    street: String,
    #[event(tag = 2)]
    house_no: Option<u32>,
    #[event(tag = 3)]
    within: Option<Box<Place>>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, PlumberdData)]
#[event(interop(serde, schemars))]
enum Quality {
    #[default]
    Low = 0,
    High = 1,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
#[event(interop(serde, schemars))]
enum Source {
    #[event(tag = 20)]
    Camera(Place),
    #[event(tag = 21)]
    FilePath(String),
    #[event(tag = 22)]
    Nobody,
}

/// A camera stopped.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Recording", interop(serde, prost, schemars))]
struct RecordingFinished {
    #[event(tag = 1)]
    id: Uuid,
    #[event(tag = 2)]
    recording_id: String,
    /// In seconds.
    #[event(tag = 3)]
    duration: f64,
    #[event(tag = 4)]
    at: DateTimeOffset,
    #[event(tag = 5)]
    took: Duration,
    #[event(tag = 6)]
    hash: Vec<u8>,
    #[event(tag = 7)]
    places: Vec<Place>,
    #[event(tag = 8)]
    counts: BTreeMap<String, i64>,
    #[event(tag = 9)]
    quality: Quality,
    #[event(oneof)]
    source: Option<Source>,
    #[event(tag = 10)]
    numbers: Vec<i32>,
    #[event(tag = 11)]
    deprecated: bool,
}

impl Default for RecordingFinished {
    fn default() -> Self {
        Self {
            id: Uuid::nil(),
            recording_id: String::new(),
            duration: 0.0,
            at: DateTimeOffset::UNIX_EPOCH,
            took: Duration::ZERO,
            hash: vec![],
            places: vec![],
            counts: BTreeMap::new(),
            quality: Quality::Low,
            source: None,
            numbers: vec![],
            deprecated: false,
        }
    }
}

fn place() -> impl Strategy<Value = Place> {
    let leaf = (".{0,8}", any::<Option<u32>>()).prop_map(|(street, house_no)| Place {
        street,
        house_no,
        within: None,
    });
    leaf.prop_recursive(2, 4, 1, |inner| {
        (".{0,8}", inner).prop_map(|(street, inner)| Place {
            street,
            house_no: None,
            within: Some(Box::new(inner)),
        })
    })
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![
        place().prop_map(Source::Camera),
        ".{0,8}".prop_map(Source::FilePath),
        Just(Source::Nobody),
    ]
}

fn event() -> impl Strategy<Value = RecordingFinished> {
    let scalars = (any::<u128>(), ".{0,8}", -1e6f64..1e6, 0i64..4_000_000_000, 0u64..1_000_000);
    let lists = (
        any::<Vec<u8>>(),
        proptest::collection::vec(place(), 0..3),
        proptest::collection::btree_map(".{0,4}", any::<i64>(), 0..3),
        any::<Vec<i32>>(),
    );
    (scalars, lists, any::<bool>(), proptest::option::of(source())).prop_map(
        |(
            (id, recording_id, duration, seconds, ms),
            (hash, places, counts, numbers),
            high,
            source,
        )| RecordingFinished {
            id: Uuid::from_u128(id),
            recording_id,
            duration,
            at: DateTimeOffset::from_unix(seconds, 219_266_900).unwrap(),
            took: Duration::from_millis(ms),
            hash,
            places,
            counts,
            quality: if high { Quality::High } else { Quality::Low },
            source,
            numbers,
            deprecated: high,
        },
    )
}

proptest! {
    #[test]
    fn serde_sees_our_json(event in event()) {
        let ours: Value = json::from_slice(&json::to_vec(&event).unwrap()).unwrap();
        let tree = serde_json::to_value(&event).unwrap();
        prop_assert_eq!(&tree, &ours);
        prop_assert_eq!(&serde_json::from_value::<RecordingFinished>(tree).unwrap(), &event);
        let text = serde_json::to_string(&event).unwrap();
        prop_assert_eq!(&json::from_slice::<RecordingFinished>(text.as_bytes()).unwrap(), &event);
        let text = json::to_vec(&event).unwrap();
        // serde_json's own reader of doubles may be off by the last digit.
        let mut read: RecordingFinished = serde_json::from_slice(&text).unwrap();
        prop_assert!((read.duration - event.duration).abs() < 1e-9);
        read.duration = event.duration;
        prop_assert_eq!(&read, &event);
    }

    #[test]
    fn prost_writes_our_bytes(event in event()) {
        let ours = proto::to_vec(&event).unwrap();
        prop_assert_eq!(event.encoded_len(), ours.len());
        prop_assert_eq!(&event.encode_to_vec(), &ours);
        prop_assert_eq!(&RecordingFinished::decode(&*ours).unwrap(), &event);
        let framed = event.encode_length_delimited_to_vec();
        prop_assert_eq!(&RecordingFinished::decode_length_delimited(&*framed).unwrap(), &event);
        // From a buffer in pieces.
        let (head, tail) = ours.split_at(ours.len() / 2);
        prop_assert_eq!(&RecordingFinished::decode(Buf::chain(head, tail)).unwrap(), &event);
    }

    #[test]
    fn prost_merges_as_we_do(a in event(), b in event()) {
        let bytes = b.encode_to_vec();
        let mut merged = a.clone();
        merged.merge(&*bytes).unwrap();
        let mut both = a.encode_to_vec();
        both.extend(&bytes);
        prop_assert_eq!(&merged, &proto::from_slice::<RecordingFinished>(&both).unwrap());
        // Field by field, as prost does it for a message inside of its own ones.
        let mut framed = a.clone();
        framed.merge_length_delimited(&*b.encode_length_delimited_to_vec()).unwrap();
        prop_assert_eq!(&framed, &merged);
        framed.clear();
        prop_assert_eq!(framed, RecordingFinished::default());
    }

    #[test]
    fn prost_never_panics(bytes in proptest::collection::vec(any::<u8>(), 0..100), event in event(), cut: usize) {
        let _ = RecordingFinished::decode(&*bytes);
        let _ = RecordingFinished::decode_length_delimited(&*bytes);
        let framed = event.encode_length_delimited_to_vec();
        let cut = cut % framed.len();
        prop_assert!(RecordingFinished::decode_length_delimited(&framed[..cut]).is_err());
    }

    #[test]
    fn our_json_keeps_the_schema(event in event()) {
        let schema = serde_json::to_value(schemars::schema_for!(RecordingFinished)).unwrap();
        let text: Value = json::from_slice(&json::to_vec(&event).unwrap()).unwrap();
        prop_assert_eq!(Schema { root: &schema }.check(&schema, &text), Ok(()));
    }
}

/// What prost's own messages do with a field that is one of ours.
#[test]
fn prosts_own_messages_hold_ours() {
    use prost::encoding::{DecodeContext, WireType, decode_key, message};

    let place =
        Place { street: "High Street".into(), house_no: Some(0), within: Some(Box::default()) };
    let mut bytes = Vec::new();
    message::encode(1, &place, &mut bytes);
    message::encode_repeated(2, &[Place::default(), place.clone()], &mut bytes);
    assert_eq!(
        bytes.len(),
        message::encoded_len(1, &place)
            + message::encoded_len_repeated(2, &[Place::default(), place.clone()])
    );

    let (mut one, mut several) = (Place::default(), Vec::<Place>::new());
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        match decode_key(&mut rest).unwrap() {
            (1, wire) => {
                message::merge(wire, &mut one, &mut rest, DecodeContext::default()).unwrap();
            }
            (_, wire) => {
                message::merge_repeated(wire, &mut several, &mut rest, DecodeContext::default())
                    .unwrap();
            }
        }
    }
    assert_eq!(one, place);
    assert_eq!(several, [Place::default(), place]);
    // A broken text, a cut, and unknown fields of every wire type.
    let merge = |mut bytes: &[u8]| {
        let mut place = Place::default();
        message::merge(WireType::LengthDelimited, &mut place, &mut bytes, DecodeContext::default())
            .map(|()| place)
    };
    assert!(merge(b"\x03\x0a\x01\xff").is_err());
    assert!(merge(b"\x05\x0a\x01a").is_err());
    let unknown = b"\x1b\xa3\x06\xa0\x06\x01\xa4\x06\xa0\x06\x01\xa2\x06\x01a\xa5\x06\x01\x02\x03\x04\x0a\x03abc\x10\x07";
    let read = merge(unknown).unwrap();
    assert_eq!((&*read.street, read.house_no), ("abc", Some(7)));
}

#[test]
fn what_serde_gives_and_is_wrong_is_named() {
    let error = serde_json::from_value::<Place>(json!({"Street": 7})).unwrap_err();
    assert_eq!(error.to_string(), "expected text, found a number at `Street` (line 1, column 11)");
    let event = RecordingFinished { duration: f64::NAN, ..RecordingFinished::default() };
    let error = serde_json::to_value(&event).unwrap_err();
    assert!(error.to_string().contains("field `Duration`: NaN"), "{error}");
}

#[test]
fn the_schema_says_what_the_type_does() {
    let schema = serde_json::to_value(schemars::schema_for!(RecordingFinished)).unwrap();
    assert_eq!(schema["title"], "RecordingFinished");
    assert_eq!(schema["description"], "A camera stopped.");
    assert_eq!(
        schema["properties"]["Duration"],
        json!({"type": "number", "format": "double", "description": "In seconds."})
    );
    assert_eq!(schema["$defs"]["Quality"]["enum"], json!([0, 1]));
    assert_eq!(
        schema["$defs"]["Place"]["properties"]["Within"]["anyOf"][0]["$ref"],
        "#/$defs/Place"
    );
    // The schema tells wrong documents from right ones.
    let check = |change: fn(&mut Value)| {
        let mut tree = serde_json::to_value(RecordingFinished::default()).unwrap();
        change(&mut tree);
        Schema { root: &schema }.check(&schema, &tree).is_ok()
    };
    assert!(check(|_| {}));
    assert!(!check(|tree| tree["Duration"] = "long".into()));
    assert!(!check(|tree| tree["Quality"] = 2.into()));
    assert!(!check(|tree| tree["Counts"] = json!({"a": "b"})));
    assert!(!check(|tree| drop(tree.as_object_mut().unwrap().remove("Id"))));
    assert!(!check(|tree| tree["Source"] = json!({"Kind": "Tape"})));
}

/// The part of JSON Schema that ours use; a validator as a dependency would weigh more than all tests.
struct Schema<'a> {
    root: &'a Value,
}

impl Schema<'_> {
    fn check(&self, schema: &Value, value: &Value) -> Result<(), String> {
        let Value::Object(rules) = schema else {
            return if schema == false { Err("nothing is allowed".into()) } else { Ok(()) };
        };
        let fail = |rule: &str| Err(format!("{rule} of {schema} refuses {value}"));
        for (rule, with) in rules {
            let kept = match rule.as_str() {
                "$ref" => {
                    let name = with.as_str().unwrap().strip_prefix("#/$defs/").unwrap();
                    let target = &self.root["$defs"][name];
                    assert!(!target.is_null(), "no definition of {name}");
                    self.check(target, value)?;
                    true
                }
                "type" => match with.as_str().unwrap() {
                    "object" => value.is_object(),
                    "array" => value.is_array(),
                    "string" => value.is_string(),
                    "number" => value.is_number(),
                    "integer" => value.is_i64() || value.is_u64(),
                    "boolean" => value.is_boolean(),
                    "null" => value.is_null(),
                    other => return Err(format!("no type {other}")),
                },
                "enum" => with.as_array().unwrap().contains(value),
                "const" => with == value,
                "anyOf" => {
                    with.as_array().unwrap().iter().any(|one| self.check(one, value).is_ok())
                }
                "oneOf" => {
                    with.as_array()
                        .unwrap()
                        .iter()
                        .filter(|one| self.check(one, value).is_ok())
                        .count()
                        == 1
                }
                "required" => with
                    .as_array()
                    .unwrap()
                    .iter()
                    .all(|key| value.get(key.as_str().unwrap()).is_some()),
                "properties" => {
                    for (key, schema) in with.as_object().unwrap() {
                        if let Some(value) = value.get(key) {
                            self.check(schema, value)?;
                        }
                    }
                    true
                }
                "additionalProperties" => {
                    for value in value.as_object().into_iter().flat_map(|entries| entries.values())
                    {
                        self.check(with, value)?;
                    }
                    true
                }
                "items" => {
                    for value in value.as_array().into_iter().flatten() {
                        self.check(with, value)?;
                    }
                    true
                }
                "minimum" => value.as_f64() >= with.as_f64(),
                _ => true,
            };
            if !kept {
                return fail(rule);
            }
        }
        Ok(())
    }
}
