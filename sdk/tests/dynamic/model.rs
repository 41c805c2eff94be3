use std::collections::{BTreeMap, BTreeSet};

use plumberd::clock::DateTimeOffset;
use plumberd::types::{Decimal, SignedDuration};
use plumberd::{Fixed, PlumberdData, PlumberdEvent, types};
use serde_json::{Value, json};
use uuid::Uuid;

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
pub(crate) enum Quality {
    Low = 0,
    High = 2,
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
#[event(json = "name")]
#[repr(i32)]
pub(crate) enum Colour {
    None = 0,
    Red = 1,
    #[event(unknown)]
    Other(i32),
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
    pub(crate) deeper: Option<Box<Inner>>,
}

macro_rules! event {
    ($name:ident, $profile:literal) => {
        #[derive(Debug, Clone, PartialEq, PlumberdEvent)]
        #[event(category = "Dynamic", profile = $profile)]
        pub(crate) struct $name {
            #[event(tag = 1)]
            pub(crate) id: Uuid,
            #[event(tag = 2)]
            pub(crate) flag: bool,
            #[event(tag = 3)]
            pub(crate) small: i8,
            #[event(tag = 4, wire = "zigzag")]
            pub(crate) number: i32,
            #[event(tag = 5, wire = "fixed")]
            pub(crate) wide: u64,
            #[event(tag = 6)]
            pub(crate) ratio: f32,
            #[event(tag = 7)]
            pub(crate) text: String,
            #[event(tag = 8)]
            pub(crate) bytes: Vec<u8>,
            #[event(tag = 9)]
            pub(crate) moment: DateTimeOffset,
            #[event(tag = 20)]
            pub(crate) span: SignedDuration,
            #[event(tag = 21)]
            pub(crate) price: Decimal,
            #[event(tag = 22)]
            pub(crate) free: Value,
            #[event(tag = 23)]
            pub(crate) maybe: Option<i64>,
            #[event(tag = 24)]
            pub(crate) list: Vec<Inner>,
            #[event(tag = 25)]
            pub(crate) set: BTreeSet<u16>,
            #[event(tag = 26)]
            pub(crate) triple: [i16; 3],
            #[event(tag = 27)]
            pub(crate) map: BTreeMap<i32, Inner>,
            #[event(tag = 28)]
            pub(crate) quality: Quality,
            #[event(tag = 29)]
            pub(crate) colours: Vec<Colour>,
            #[event(tag = 30)]
            pub(crate) wrapped: Option<types::StringValue>,
            #[event(tag = 31, fixed = "v1")]
            pub(crate) kind: Fixed<&'static str>,
            #[event(tag = 32, default)]
            pub(crate) late: u32,
            #[event(tag = 33)]
            pub(crate) inner: Inner,
            #[event(oneof)]
            pub(crate) source: Option<Source>,
            #[event(tag = 34)]
            pub(crate) alone: Source,
        }

        impl $name {
            pub(crate) fn sample() -> Self {
                let inner = || Inner {
                    name: "a name, with \"escapes\"".into(),
                    values: vec![1.0, 2.5],
                    deeper: Some(Box::new(Inner::default())),
                };
                Self {
                    id: Uuid::from_u128(0x1234_5678),
                    flag: true,
                    small: -7,
                    number: -1234,
                    wide: u64::MAX,
                    ratio: 0.5,
                    text: "zażółć\n".into(),
                    bytes: vec![0, 255, 7],
                    moment: "2025-07-13T18:22:19.2192669+02:00".parse().unwrap(),
                    span: SignedDuration::new(-93_784, -500_000_000),
                    price: "1.10".parse().unwrap(),
                    free: json!({"a": [1, null, {"b": "c"}]}),
                    maybe: Some(-1),
                    list: vec![inner(), Inner::default()],
                    set: BTreeSet::from([1, 300]),
                    triple: [1, -2, 3],
                    map: BTreeMap::from([(-1, inner()), (2, Inner::default())]),
                    quality: Quality::High,
                    colours: vec![Colour::Red, Colour::Other(7)],
                    wrapped: Some("w".to_owned().into()),
                    kind: Fixed::default(),
                    late: 9,
                    inner: inner(),
                    source: Some(Source::Camera(inner())),
                    alone: Source::FilePath("p".into()),
                }
            }
        }
    };
}

event!(Plain, "micro-plumberd");
event!(Canonical, "proto3");
