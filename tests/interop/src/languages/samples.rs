use std::collections::{BTreeMap, BTreeSet};

use jiff::{SignedDuration, Timestamp};
use plumberd::Fixed;
use plumberd::clock::DateTimeOffset;
use plumberd::codec::profile::Proto3;
use rust_decimal::Decimal;
use serde_json::json;
use uuid::{Uuid, uuid};

use super::Sample;
use super::events::*;

const ID: Uuid = uuid!("3fa85f64-5717-4562-b3fc-2c963f66afa6");

/// Values that each language reads and writes again.
pub(super) fn samples() -> Vec<Sample> {
    vec![
        Sample::new(simple()),
        Sample::new(scalars(1)),
        Sample::new(ScalarsSeen { retries: 5, old: None, json: None, ..scalars(0) }),
        Sample::new(ScalarsSeen { i64: i64::MAX, u64: u64::MAX, ..scalars(-1) }).long(),
        Sample::new(values()),
        Sample::new(ValuesSeen {
            source: Source::Camera(7),
            target: Target::UntilMoment(moment()),
            maybe_source: Some(Source::Nobody),
            maybe_moment: Some(moment()),
            maybe_quality: Some(Quality::Other(-5)),
            maybe_codec: Some(Codec::Unset),
            data: Vec::new(),
            ..values()
        }),
        Sample::new(lists()),
        Sample::new(empty_lists()),
        Sample::new(PriceSet { price: Decimal::new(-79_228_162_514, 3) }),
        Sample::new(PriceSet { price: Decimal::ZERO }),
        Sample::new(account()),
        Sample::new(Address {
            street: "a\"\\\u{2028}<>&'é😀".to_owned(), house_number: Some(0)
        }),
        Sample::new(Source::File(String::new())),
        Sample::new(Source::Nobody),
    ]
}

pub(super) fn simple() -> RecordingFinished {
    RecordingFinished {
        id: ID,
        recording_id: "rec-123".to_owned(),
        duration: 120.5,
        file_path: "/recordings/rec-123.mp4".to_owned(),
    }
}

fn scalars(sign: i8) -> ScalarsSeen {
    let text = |text: &str| text.to_owned();
    ScalarsSeen {
        id: ID,
        flag: sign > 0,
        i8: sign * 127,
        u8: 255,
        i16: i16::from(sign) * i16::MAX,
        u16: u16::MAX,
        i32: i32::from(sign) * i32::MAX,
        u32: u32::MAX,
        i64: i64::from(sign) << 52,
        u64: 1 << 52,
        f32: 0.1,
        f64: 1e300,
        text: text("zażółć 😀\n\u{2028}"),
        is_3d: true,
        sha256sum: text("s"),
        class: text("c"),
        copy: text("o"),
        equals: text("e"),
        scalars_seen: text("n"),
        json: Some(text("j")),
        url: text("u"),
        kebab: text("k"),
        retries: 0,
        old: Some(false),
    }
}

fn moment() -> Timestamp {
    Timestamp::from_microsecond(1_752_423_739_219_266).unwrap_or_default()
}

pub(super) fn values() -> ValuesSeen {
    let moment = DateTimeOffset::parse("2025-07-13T18:22:19.219266+02:00");
    ValuesSeen {
        moment: moment.unwrap_or(DateTimeOffset::UNIX_EPOCH),
        length: -SignedDuration::new(93_784, 5_000),
        price: Decimal::new(125, 2),
        data: vec![0xfb, 0xff, 0xfe],
        other: ID,
        quality: Quality::High,
        qualities: vec![Quality::Other(7), Quality::Unspecified],
        codec: Codec::FourK,
        source: Source::Address(address("Main")),
        target: Target::NoTarget,
        maybe_source: None,
        maybe_moment: None,
        maybe_quality: None,
        maybe_codec: None,
    }
}

/// Values in Protobuf's own JSON, where zeros are left out and a oneof is flat.
pub(super) fn proto3_samples() -> Vec<Sample> {
    let whole = VideoCut {
        id: ID,
        frames: u64::MAX,
        offset: i64::MIN,
        speed: f64::NEG_INFINITY,
        moment: moment(),
        length: SignedDuration::new(-93_784, -5_000),
        price: Decimal::new(125, 2),
        data: vec![0xfb, 0xff],
        quality: Quality::High,
        target: Some(Target::NoTarget),
        source: Source::Address(address("Main")),
        counts: BTreeMap::from([(u64::MAX, i64::MIN)]),
        addresses: vec![address("")],
        title: Some(String::new()),
    };
    let zeros = VideoCut {
        id: Uuid::from_u128(1),
        frames: 0,
        offset: 0,
        speed: 0.0,
        length: SignedDuration::ZERO,
        price: Decimal::ZERO,
        data: Vec::new(),
        quality: Quality::Unspecified,
        target: None,
        source: Source::Nobody,
        counts: BTreeMap::new(),
        addresses: Vec::new(),
        title: None,
        ..whole.clone()
    };
    let other = VideoCut {
        quality: Quality::Other(7),
        target: Some(Target::Disk(String::new())),
        source: Source::Camera(0),
        ..whole.clone()
    };
    [whole, zeros, other].map(Sample::of::<Proto3, _>).into()
}

fn address(street: &str) -> Address {
    Address { street: street.to_owned(), house_number: None }
}

fn lists() -> ListsSeen {
    let leaf = |value| Tree { value, children: Vec::new() };
    ListsSeen {
        numbers: vec![-1, 0, 1],
        small: vec![1, 2],
        texts: BTreeSet::from(["a".to_owned(), "b".to_owned()]),
        moments: vec![moment()],
        point: [0.5, -1.0, 1e-7],
        addresses: vec![address("a"), Address { house_number: Some(1), ..address("b") }],
        holes: vec![None, Some("x".to_owned())],
        nested: vec![vec![], vec![1, 2]],
        names: BTreeMap::from([("__proto__".to_owned(), address("c"))]),
        counts: BTreeMap::from([(7, SignedDuration::new(0, 500_000_000))]),
        ids: BTreeMap::from([(ID, b"abc".to_vec())]),
        flags: BTreeMap::from([(true, Quality::High), (false, Quality::Other(9))]),
        sources: vec![Source::Nobody, Source::Camera(1)],
        details: json!({"a": [1, null, "x", {"b": 1.5}], "snake_case": true}),
        more: Some(json!("text")),
        tree: Tree {
            value: 1,
            children: vec![leaf(2), Tree { value: 3, children: vec![leaf(4)] }],
        },
    }
}

fn empty_lists() -> ListsSeen {
    ListsSeen {
        numbers: Vec::new(),
        small: Vec::new(),
        texts: BTreeSet::new(),
        moments: Vec::new(),
        point: [0.0; 3],
        addresses: Vec::new(),
        holes: Vec::new(),
        nested: Vec::new(),
        names: BTreeMap::new(),
        counts: BTreeMap::new(),
        ids: BTreeMap::new(),
        flags: BTreeMap::new(),
        sources: Vec::new(),
        details: serde_json::Value::Null,
        more: None,
        tree: Tree { value: 0, children: Vec::new() },
    }
}

fn account() -> AccountMade {
    AccountMade { event_name: Fixed::new(), account: "ada".to_owned(), attempts: None }
}
