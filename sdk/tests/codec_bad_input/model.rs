//! What the wrong input is read as.

use std::collections::BTreeMap;
use std::time::Duration;

use plumberd::clock::DateTimeOffset;
use plumberd::{PlumberdData, PlumberdEvent};
use serde_json::Value;
use uuid::Uuid;

/// An event with one field, `Field`.
macro_rules! one {
    ($($name:ident: $type:ty;)*) => { $(
        #[derive(Debug, PlumberdEvent)]
        #[event(category = "Bad")]
        pub(crate) struct $name {
            #[event(tag = 1)]
            pub(crate) field: $type,
        }
    )* };
}

one! {
    OneBool: bool;
    OneI8: i8;
    OneI16: i16;
    OneI32: i32;
    OneI64: i64;
    OneU8: u8;
    OneU16: u16;
    OneU32: u32;
    OneU64: u64;
    OneF32: f32;
    OneF64: f64;
    OneText: String;
    OneChar: char;
    OneBytes: Vec<u8>;
    OneArray: [u8; 4];
    OneId: Uuid;
    OneMoment: DateTimeOffset;
    OneSpan: Duration;
    OneList: Vec<i32>;
    OneMap: BTreeMap<i32, bool>;
    OneValue: Value;
    OneQuality: Quality;
    OneSource: Source;
    OneInner: Inner;
}

#[derive(Debug, PlumberdEvent)]
#[event(category = "Bad")]
pub(crate) struct OneBorrowed<'a> {
    #[event(tag = 1)]
    pub(crate) field: &'a str,
}

#[derive(Debug, PlumberdEvent)]
#[event(category = "Bad")]
pub(crate) struct OneBorrowedBytes<'a> {
    #[event(tag = 1)]
    pub(crate) field: &'a [u8],
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
pub(crate) enum Quality {
    Low = 0,
    High = 2,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub(crate) enum Source {
    #[event(tag = 10)]
    Camera(Inner),
    #[event(tag = 11)]
    FilePath(String),
    #[event(tag = 12)]
    Nobody,
}

#[derive(Debug, Clone, Default, PartialEq, PlumberdData)]
pub(crate) struct Inner {
    #[event(tag = 1)]
    pub(crate) name: String,
    #[event(tag = 2)]
    pub(crate) values: Vec<f64>,
    #[event(tag = 3)]
    pub(crate) spans: Vec<Duration>,
    #[event(tag = 4)]
    pub(crate) deeper: Option<Box<Inner>>,
}

/// Several fields, some of them messages.
#[derive(Debug, PartialEq, PlumberdEvent)]
#[event(category = "Bad")]
pub(crate) struct Outer {
    #[event(tag = 1)]
    pub(crate) first: Inner,
    #[event(tag = 2)]
    pub(crate) inner: Inner,
    #[event(tag = 3)]
    pub(crate) list: Vec<Inner>,
    #[event(tag = 4)]
    pub(crate) by_name: BTreeMap<String, Inner>,
    #[event(tag = 5)]
    pub(crate) free: BTreeMap<String, Value>,
    #[event(oneof)]
    pub(crate) source: Option<Source>,
    #[event(tag = 7)]
    pub(crate) last: Inner,
    #[event(tag = 8)]
    pub(crate) span: Duration,
}

impl Outer {
    pub(crate) fn new() -> Self {
        let inner = || Inner {
            name: "a name, with \"escapes\"".into(),
            values: vec![1.0, 2.5],
            spans: vec![Duration::from_secs(3)],
            deeper: Some(Box::new(Inner::default())),
        };
        Self {
            first: inner(),
            inner: inner(),
            list: vec![inner(), inner(), inner()],
            by_name: BTreeMap::from([("a".into(), inner()), ("b".into(), inner())]),
            free: BTreeMap::from([("k".into(), serde_json::json!({"x": [1, 2]}))]),
            source: Some(Source::Camera(inner())),
            last: inner(),
            span: Duration::from_secs(1),
        }
    }
}

/// Messages that must be there.
#[derive(Debug, PlumberdData)]
pub(crate) struct Required {
    #[event(tag = 1)]
    pub(crate) label: String,
    #[event(tag = 2)]
    pub(crate) inner: Inner,
    #[event(tag = 3)]
    pub(crate) moment: DateTimeOffset,
}

#[derive(Debug, PlumberdEvent)]
#[event(category = "Bad")]
pub(crate) struct Requires {
    #[event(tag = 1)]
    pub(crate) name: String,
    #[event(tag = 2)]
    pub(crate) required: Required,
    #[event(tag = 3)]
    pub(crate) by_name: BTreeMap<String, Required>,
    #[event(tag = 4)]
    pub(crate) tail: Inner,
}
