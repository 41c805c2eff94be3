//! The messages of `google.protobuf`, in three forms and with wrong input.
#![cfg(feature = "derive")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plumberd::PlumberdData;
use plumberd::codec::profile::{MicroPlumberd, ProfileId, Proto3};
use plumberd::codec::{json, proto};
use plumberd::types::{
    Any, BoolValue, BytesValue, DoubleValue, Empty, FieldMask, FloatValue, Int32Value, Int64Value,
    Json, ListValue, NullValue, StringValue, Struct, UInt32Value, UInt64Value, Wrapper,
};
use serde_json::json as value;

#[derive(Debug, Clone, Default, PartialEq, PlumberdData)]
struct Wrappers {
    #[event(tag = 1)]
    a: Option<BoolValue>,
    #[event(tag = 2)]
    b: Option<BytesValue>,
    #[event(tag = 3)]
    c: Option<DoubleValue>,
    #[event(tag = 4)]
    d: Option<FloatValue>,
    #[event(tag = 5)]
    e: Option<Int32Value>,
    #[event(tag = 6)]
    f: Option<Int64Value>,
    #[event(tag = 7)]
    g: Option<StringValue>,
    #[event(tag = 8)]
    h: Option<UInt32Value>,
    #[event(tag = 9)]
    i: Option<UInt64Value>,
    #[event(tag = 10)]
    list: Vec<Int32Value>,
}

#[derive(Debug, Clone, Default, PartialEq, PlumberdData)]
struct Others {
    #[event(tag = 1)]
    any: Option<Any>,
    #[event(tag = 2)]
    empty: Option<Empty>,
    #[event(tag = 3)]
    mask: Option<FieldMask>,
    #[event(tag = 4)]
    object: Option<Struct>,
    #[event(tag = 5)]
    array: Option<ListValue>,
    #[event(tag = 6)]
    null: NullValue,
    #[event(tag = 7)]
    nulls: Vec<NullValue>,
}

fn wrappers() -> Wrappers {
    Wrappers {
        a: Some(Wrapper(true)),
        b: Some(Wrapper(vec![1, 2])),
        c: Some(Wrapper(1.5)),
        d: Some(Wrapper(0.0)),
        e: Some(Wrapper(-1)),
        f: Some(Wrapper(i64::MIN)),
        g: Some(Wrapper("a".to_owned())),
        h: Some(Wrapper(7)),
        i: Some(Wrapper(u64::MAX)),
        list: vec![Wrapper(0), Wrapper(3)],
    }
}

fn others() -> Others {
    Others {
        any: None,
        empty: Some(Empty),
        mask: Some(FieldMask { paths: vec!["user.display_name".into(), "photo".into()] }),
        object: Some(Struct(value!({"a": [1, null]}).as_object().unwrap().clone())),
        array: Some(ListValue(vec![value!("x"), value!({})])),
        null: NullValue,
        nulls: vec![NullValue, NullValue],
    }
}

fn read<T: for<'de> plumberd::codec::FieldRead<'de>>(
    text: &str,
    profile: ProfileId,
) -> Result<T, String> {
    json::from_slice_with(text.as_bytes(), profile, json::ReadLimits::default())
        .map_err(|error| error.to_string())
}

#[test]
fn wrappers_are_their_values_in_json() {
    let text = String::from_utf8(json::to_vec(&wrappers()).unwrap()).unwrap();
    assert_eq!(
        text,
        r#"{"A":true,"B":"AQI=","C":1.5,"D":0.0,"E":-1,"F":-9223372036854775808,"G":"a","H":7,"I":18446744073709551615,"List":[0,3]}"#
    );
    assert_eq!(read(&text, ProfileId::MicroPlumberd), Ok(wrappers()));
    let text = String::from_utf8(json::to_vec_with::<Proto3, _>(&wrappers()).unwrap()).unwrap();
    assert_eq!(
        text,
        r#"{"a":true,"b":"AQI=","c":1.5,"d":0.0,"e":-1,"f":"-9223372036854775808","g":"a","h":7,"i":"18446744073709551615","list":[0,3]}"#
    );
    assert_eq!(read(&text, ProfileId::Proto3), Ok(wrappers()));
    assert_eq!(read(r#"{"a":null}"#, ProfileId::Proto3), Ok(Wrappers::default()));
}

#[test]
fn wrappers_are_messages_in_protobuf() {
    let bytes = proto::to_vec(&wrappers()).unwrap();
    // A zero is an empty message, and there.
    assert!(bytes.windows(2).any(|bytes| bytes == [0x22, 0]));
    assert!(bytes.ends_with(&[0x52, 0, 0x52, 2, 0x08, 3]));
    assert_eq!(proto::from_slice::<Wrappers>(&bytes).unwrap(), wrappers());
    // A second occurrence without a value leaves the first.
    let twice = [0x2a, 2, 0x08, 5, 0x2a, 0];
    assert_eq!(proto::from_slice::<Wrappers>(&twice).unwrap().e, Some(Wrapper(5)));
}

#[test]
fn the_others_come_back() {
    let bytes = proto::to_vec(&others()).unwrap();
    assert_eq!(proto::from_slice::<Others>(&bytes).unwrap(), others());
    let text = String::from_utf8(json::to_vec(&others()).unwrap()).unwrap();
    assert_eq!(
        text,
        r#"{"Empty":{},"Mask":"user.displayName,photo","Object":{"a":[1,null]},"Array":["x",{}],"Null":null,"Nulls":[null,null]}"#
    );
    assert_eq!(read(&text, ProfileId::MicroPlumberd), Ok(others()));
    let text = String::from_utf8(json::to_vec_with::<Proto3, _>(&others()).unwrap()).unwrap();
    assert_eq!(
        text,
        r#"{"empty":{},"mask":"user.displayName,photo","object":{"a":[1,null]},"array":["x",{}],"nulls":[null,null]}"#
    );
    assert_eq!(read(&text, ProfileId::Proto3), Ok(others()));
}

#[test]
fn messages_that_occur_twice_are_merged() {
    let half = |paths: &str| Others {
        mask: Some(FieldMask { paths: vec![paths.into()] }),
        any: Some(Any { type_url: String::new(), value: vec![1] }),
        ..Others::default()
    };
    let mut bytes = proto::to_vec(&half("a")).unwrap();
    bytes.extend(proto::to_vec(&half("b")).unwrap());
    let read = proto::from_slice::<Others>(&bytes).unwrap();
    assert_eq!(read.mask.unwrap().paths, ["a", "b"]);
    assert_eq!(read.any.unwrap().value, [1]);
}

#[test]
fn any_has_no_protobuf_json() {
    let any = Any { type_url: "type.googleapis.com/a.v1.B".into(), value: vec![8, 1] };
    let any = Others { any: Some(any), ..Others::default() };
    let bytes = proto::to_vec(&any).unwrap();
    assert_eq!(proto::from_slice::<Others>(&bytes).unwrap(), any);
    let text = json::to_vec_with::<MicroPlumberd, _>(&any).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert_eq!(
        text,
        r#"{"Any":{"TypeUrl":"type.googleapis.com/a.v1.B","Value":"CAE="},"Null":null,"Nulls":[]}"#
    );
    assert_eq!(read(&text, ProfileId::MicroPlumberd), Ok(any.clone()));
    assert_eq!(
        json::to_vec_with::<Proto3, _>(&any).unwrap_err().to_string(),
        "cannot write `Others`, field `any`: a `google.protobuf.Any` has Protobuf's JSON only where the type in it is known, which it is not here: use Protobuf, or the profile micro-plumberd"
    );
    assert_eq!(
        read::<Others>(r#"{"any":{"@type":"x"}}"#, ProfileId::Proto3).unwrap_err(),
        "a `google.protobuf.Any` has Protobuf's JSON only where the type in it is known, which it is not here: use Protobuf, or the profile micro-plumberd at `any` (line 1, column 8)"
    );
}

#[test]
fn wrong_input_is_named() {
    let errors = [
        r#"{"mask":"a_b"}"#,
        r#"{"mask":["a"]}"#,
        r#"{"empty":[]}"#,
        r#"{"object":[]}"#,
        r#"{"array":{}}"#,
        r#"{"null":1}"#,
        r#"{"null":"NULL"}"#,
    ]
    .map(|text| read::<Others>(text, ProfileId::Proto3).unwrap_err());
    assert_eq!(
        errors,
        [
            "`a_b` is not a field mask like user.displayName,photo at `mask` (line 1, column 14)",
            "expected text, found an array at `mask` (line 1, column 9)",
            "expected an object, found an array at `empty` (line 1, column 10)",
            "expected an object, found an array at `object` (line 1, column 11)",
            "expected an array, found an object at `array` (line 1, column 10)",
            "`1` is not `null` at `null` (line 1, column 10)",
            "`NULL` is not `null` at `null` (line 1, column 15)",
        ]
    );
    assert_eq!(
        read::<Others>(r#"{"null":"NULL_VALUE"}"#, ProfileId::Proto3),
        Ok(Others::default())
    );
    for path in ["a_1", "aB", "a_", "a,b"] {
        let mask = FieldMask { paths: vec![path.into()] };
        let error = json::to_vec(&Others { mask: Some(mask), ..Others::default() }).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "cannot write `Others`, field `Mask`: `{path}` is outside of what the JSON of a field mask can hold"
            )
        );
    }
    // The wrapper's field 1 as text, where an integer stands; a mask that ends early.
    for (bytes, expected) in [
        (&[0x2a_u8, 2, 0x0a, 0][..], "expected wire type varint, found length-delimited"),
        (&[0x3a, 5, 0x0a][..], "the bytes end in the middle of a value"),
    ] {
        let error = proto::from_slice::<Wrappers>(bytes).unwrap_err().to_string();
        assert!(error.contains(expected), "{error}");
    }
}

/// In Protobuf's mapping `null` is a value of `google.protobuf.Value`; elsewhere it is no value.
#[test]
fn null_is_a_value_where_protobuf_has_one() {
    #[derive(Debug, PartialEq, PlumberdData)]
    enum Choice {
        #[event(tag = 3)]
        Free(Json),
        #[event(tag = 4)]
        Nothing(NullValue),
        #[event(tag = 5)]
        Text(String),
    }
    #[derive(Debug, PartialEq, PlumberdData)]
    struct Holder {
        #[event(tag = 1)]
        any: Option<Json>,
        #[event(tag = 2)]
        note: Option<String>,
        #[event(oneof)]
        choice: Option<Choice>,
    }
    let read = |text: &str, profile| {
        json::from_slice_with::<Holder>(text.as_bytes(), profile, json::ReadLimits::default())
            .unwrap()
    };
    let holder = |any, choice| Holder { any, note: None, choice };
    let (proto3, ours) = (ProfileId::Proto3, ProfileId::MicroPlumberd);
    let null = || Some(Json::Null);
    assert_eq!(read(r#"{"any":null,"note":null}"#, proto3), holder(null(), None));
    assert_eq!(read(r#"{"Any":null,"Note":null}"#, ours), holder(None, None));
    let choice = |choice| holder(None, Some(choice));
    assert_eq!(read(r#"{"nothing":null}"#, proto3), choice(Choice::Nothing(NullValue)));
    assert_eq!(read(r#"{"free":null}"#, proto3), choice(Choice::Free(Json::Null)));
    // A text that is not set.
    assert_eq!(read(r#"{"text":null}"#, proto3), holder(None, None));
}
