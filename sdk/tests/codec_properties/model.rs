//! A field of every type, and arbitrary values of each.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use plumberd::clock::DateTimeOffset;
use plumberd::{PlumberdData, PlumberdEvent};
use proptest::collection::{btree_map, btree_set, hash_map, hash_set, vec};
use proptest::option;
use proptest::prelude::*;
use serde_json::Value;
use uuid::Uuid;

/// A struct and its arbitrary values, each field beside its strategy.
macro_rules! arbitrary {
    ($(#[$meta:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty = $strategy:expr,)* }) => {
        #[derive(Debug, Clone, PartialEq)]
        $(#[$meta])*
        pub(crate) struct $name { $($(#[$field_meta])* pub $field: $type,)* }

        impl Arbitrary for $name {
            type Parameters = ();
            type Strategy = BoxedStrategy<Self>;

            fn arbitrary_with((): ()) -> Self::Strategy {
                ($($strategy,)*).prop_map(|($($field,)*)| Self { $($field,)* }).boxed()
            }
        }
    };
}
pub(crate) use arbitrary;

arbitrary! {
    #[derive(PlumberdData)]
    Integers {
        #[event(tag = 1)] a: i8 = any::<i8>(),
        #[event(tag = 2)] b: i16 = any::<i16>(),
        #[event(tag = 3)] c: i32 = any::<i32>(),
        #[event(tag = 4)] d: i64 = any::<i64>(),
        #[event(tag = 5)] e: u8 = any::<u8>(),
        #[event(tag = 6)] f: u16 = any::<u16>(),
        #[event(tag = 7)] g: u32 = any::<u32>(),
        #[event(tag = 8)] h: u64 = any::<u64>(),
        #[event(tag = 9)] list: Vec<i64> = vec(any::<i64>(), 0..4),
        #[event(tag = 10)] maybe: Option<u64> = option::of(any::<u64>()),
        #[event(tag = 16)] array: [i32; 3] = any::<[i32; 3]>(),
        #[event(tag = 17)] bytes_one_by_one: Vec<i8> = vec(any::<i8>(), 0..4),
    }
}

arbitrary! {
    #[derive(PlumberdData)]
    WireFormats {
        #[event(tag = 1, wire = "zigzag")] a: i8 = any::<i8>(),
        #[event(tag = 2, wire = "zigzag")] b: i16 = any::<i16>(),
        #[event(tag = 3, wire = "zigzag")] c: i32 = any::<i32>(),
        #[event(tag = 4, wire = "zigzag")] d: i64 = any::<i64>(),
        #[event(tag = 5, wire = "fixed")] e: i32 = any::<i32>(),
        #[event(tag = 6, wire = "fixed")] f: u32 = any::<u32>(),
        #[event(tag = 7, wire = "fixed")] g: i64 = any::<i64>(),
        #[event(tag = 8, wire = "fixed")] h: u64 = any::<u64>(),
        #[event(tag = 9, wire = "zigzag")] list: Vec<i64> = vec(any::<i64>(), 0..4),
        #[event(tag = 10, wire = "fixed")] maybe: Option<u32> = option::of(any::<u32>()),
        #[event(tag = 11, wire = "fixed")] array: [i64; 2] = any::<[i64; 2]>(),
        #[event(tag = 2_000_000, wire = "zigzag")] set: BTreeSet<i32> = btree_set(any::<i32>(), 0..4),
    }
}

fn finite64() -> impl Strategy<Value = f64> {
    use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    prop_oneof![
        POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO,
        (-1000i32..1000).prop_map(f64::from)
    ]
}

fn finite32() -> impl Strategy<Value = f32> {
    use proptest::num::f32::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
    POSITIVE | NEGATIVE | NORMAL | SUBNORMAL | ZERO
}

arbitrary! {
    #[derive(PlumberdData)]
    Numbers {
        #[event(tag = 1)] yes: bool = any::<bool>(),
        #[event(tag = 2)] single: f32 = finite32(),
        #[event(tag = 3)] double: f64 = finite64(),
        #[event(tag = 4)] maybe: Option<f64> = option::of(finite64()),
        #[event(tag = 5)] answer: Option<bool> = option::of(any::<bool>()),
        #[event(tag = 6)] singles: Vec<f32> = vec(finite32(), 0..4),
        #[event(tag = 7)] doubles: Vec<f64> = vec(finite64(), 0..4),
        #[event(tag = 8)] answers: Vec<bool> = vec(any::<bool>(), 0..4),
        #[event(tag = 9)] point: [f32; 2] = [finite32(), finite32()],
        #[event(tag = 10)] flags: [bool; 2] = any::<[bool; 2]>(),
    }
}

/// Text of all kinds: escapes, several bytes a character, and lengths around the eight bytes that the
/// codec looks at together.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        ".{0,12}",
        "[a-z]{0,40}",
        "[\"\\\\/\\x00-\\x1f\\x7f]{0,10}",
        "[a-z]{6,9}[\"\\\\\n\u{e9}\u{1f600}][a-z]{0,9}",
        any::<String>(),
    ]
}

arbitrary! {
    #[derive(PlumberdData)]
    Texts {
        #[event(tag = 1)] string: String = text(),
        #[event(tag = 2)] boxed: Box<str> = text().prop_map(String::into_boxed_str),
        #[event(tag = 3)] shared: Arc<str> = text().prop_map(Arc::from),
        #[event(tag = 4)] single: char = any::<char>(),
        #[event(tag = 5)] list: Vec<String> = vec(text(), 0..4),
        #[event(tag = 6)] maybe: Option<String> = option::of(text()),
        #[event(tag = 7)] maybe_single: Option<char> = option::of(any::<char>()),
        #[event(tag = 8)] singles: Vec<char> = vec(any::<char>(), 0..4),
        #[event(tag = 9)] maybe_shared: Option<Arc<str>> = option::of(text().prop_map(Arc::from)),
        #[event(tag = 10)] boxes: Vec<Box<str>> = vec(text().prop_map(String::into_boxed_str), 0..3),
    }
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    vec(any::<u8>(), 0..20)
}

arbitrary! {
    #[derive(PlumberdData)]
    Binaries {
        #[event(tag = 1)] owned: Vec<u8> = bytes(),
        #[event(tag = 2)] shared: Bytes = bytes().prop_map(Bytes::from),
        #[event(tag = 3)] digest: [u8; 5] = any::<[u8; 5]>(),
        #[event(tag = 4)] boxed: Box<[u8]> = bytes().prop_map(Vec::into_boxed_slice),
        #[event(tag = 5)] maybe: Option<Vec<u8>> = option::of(bytes()),
        #[event(tag = 6)] list: Vec<Vec<u8>> = vec(bytes(), 0..3),
        #[event(tag = 7)] shared_list: Vec<Bytes> = vec(bytes().prop_map(Bytes::from), 0..3),
        #[event(tag = 8)] by_name: BTreeMap<String, Vec<u8>> = btree_map(text(), bytes(), 0..3),
    }
}

pub(crate) fn uuid() -> impl Strategy<Value = Uuid> {
    prop_oneof![any::<u128>().prop_map(Uuid::from_u128), Just(Uuid::nil()), Just(Uuid::max())]
}

/// Any moment that a `DateTimeOffset` holds, a day from the ends so that every offset fits.
pub(crate) fn moment() -> impl Strategy<Value = DateTimeOffset> {
    let seconds = prop_oneof![-62_135_510_400i64..=253_402_214_400, -10i64..10];
    let nanos =
        prop_oneof![0u32..1_000_000_000, (0u32..1000).prop_map(|ms| ms * 1_000_000), Just(0)];
    (seconds, nanos, -840i16..=840).prop_map(|(seconds, nanos, offset)| {
        DateTimeOffset::from_unix(seconds, nanos).unwrap().with_offset_minutes(offset).unwrap()
    })
}

/// Nanoseconds that survive as a .NET `TimeSpan`: whole ticks of 100 ns.
pub(crate) fn ticks() -> impl Strategy<Value = u64> {
    prop_oneof![
        0u64..3_155_760_000_000_000_000,
        0u64..100_000_000,
        (0u64..1000).prop_map(|s| s * 10_000_000)
    ]
}

fn duration() -> impl Strategy<Value = Duration> {
    ticks().prop_map(|ticks| {
        Duration::from_secs(ticks / 10_000_000) + Duration::from_nanos(ticks % 10_000_000 * 100)
    })
}

arbitrary! {
    #[derive(PlumberdData)]
    IdsAndTimes {
        #[event(tag = 1)] id: Uuid = uuid(),
        #[event(tag = 2)] maybe_id: Option<Uuid> = option::of(uuid()),
        #[event(tag = 3)] ids: Vec<Uuid> = vec(uuid(), 0..3),
        #[event(tag = 4)] moment: DateTimeOffset = moment(),
        #[event(tag = 5)] maybe_moment: Option<DateTimeOffset> = option::of(moment()),
        #[event(tag = 6)] moments: Vec<DateTimeOffset> = vec(moment(), 0..3),
        #[event(tag = 7)] span: Duration = duration(),
        #[event(tag = 8)] maybe_span: Option<Duration> = option::of(duration()),
        #[event(tag = 9)] spans: Vec<Duration> = vec(duration(), 0..3),
        #[event(tag = 10)] by_id: BTreeMap<Uuid, DateTimeOffset> = btree_map(uuid(), moment(), 0..3),
    }
}

/// A closed enum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, PlumberdData)]
pub(crate) enum Quality {
    Low = 0,
    High = 1,
    Broken = -3,
}

/// An open enum, which travels by name in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PlumberdData)]
#[event(json = "name")]
pub(crate) enum Colour {
    #[event(tag = 0)]
    Red,
    #[event(tag = 7)]
    DeepBlue,
    #[event(unknown)]
    Other(i32),
}

pub(crate) fn quality() -> impl Strategy<Value = Quality> {
    prop_oneof![Just(Quality::Low), Just(Quality::High), Just(Quality::Broken)]
}

fn colour() -> impl Strategy<Value = Colour> {
    prop_oneof![
        Just(Colour::Red),
        Just(Colour::DeepBlue),
        (8i32..).prop_map(Colour::Other),
        (i32::MIN..0).prop_map(Colour::Other)
    ]
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, PlumberdData)]
pub(crate) struct CameraId(pub(crate) String);

arbitrary! {
    #[derive(PlumberdData)]
    Camera {
        #[event(tag = 1)] serial_no: CameraId = text().prop_map(CameraId),
        #[event(tag = 2)] quality: Quality = quality(),
        #[event(tag = 3)] frame_rate: Option<f64> = option::of(finite64()),
        #[event(tag = 15)] is_3d: bool = any::<bool>(),
    }
}

/// A struct that holds itself.
#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub(crate) struct Node {
    #[event(tag = 1)]
    pub(crate) label: String,
    #[event(tag = 2)]
    pub(crate) next: Option<Box<Node>>,
    #[event(tag = 3)]
    pub(crate) children: Vec<Node>,
}

fn node() -> impl Strategy<Value = Node> {
    let leaf = text().prop_map(|label| Node { label, next: None, children: vec![] });
    leaf.prop_recursive(3, 8, 2, |inner| {
        (text(), option::of(inner.clone().prop_map(Box::new)), vec(inner, 0..3))
            .prop_map(|(label, next, children)| Node { label, next, children })
    })
}

/// An enum with data.
#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub(crate) enum Source {
    #[event(tag = 10)]
    Webcam(Camera),
    #[event(tag = 11)]
    FilePath(String),
    #[event(tag = 12)]
    Nobody,
    #[event(tag = 13)]
    Number(i64),
    #[event(tag = 14)]
    Moment(DateTimeOffset),
}

pub(crate) fn source() -> impl Strategy<Value = Source> {
    prop_oneof![
        any::<Camera>().prop_map(Source::Webcam),
        text().prop_map(Source::FilePath),
        Just(Source::Nobody),
        any::<i64>().prop_map(Source::Number),
        moment().prop_map(Source::Moment),
    ]
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
pub(crate) enum Target {
    #[event(tag = 20)]
    Disk(String),
    #[event(tag = 21)]
    Flags(Colour),
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![text().prop_map(Target::Disk), colour().prop_map(Target::Flags)]
}

arbitrary! {
    #[derive(PlumberdData)]
    Shapes {
        #[event(tag = 1)] camera: Camera = any::<Camera>(),
        #[event(tag = 2)] boxed: Box<Camera> = any::<Camera>().prop_map(Box::new),
        #[event(tag = 3)] shared: Arc<Camera> = any::<Camera>().prop_map(Arc::new),
        #[event(tag = 4)] node: Option<Box<Node>> = option::of(node().prop_map(Box::new)),
        #[event(tag = 5)] qualities: Vec<Quality> = vec(quality(), 0..4),
        #[event(tag = 6)] colour: Colour = colour(),
        #[event(tag = 7)] colours: Vec<Colour> = vec(colour(), 0..4),
        #[event(tag = 8)] nested: Source = source(),
        #[event(tag = 9)] sources: Vec<Source> = vec(source(), 0..3),
        #[event(oneof)] flat: Source = source(),
        #[event(oneof)] target: Option<Target> = option::of(target()),
        #[event(tag = 16)] maybe_quality: Option<Quality> = option::of(quality()),
    }
}

arbitrary! {
    #[derive(PlumberdData)]
    Collections {
        #[event(tag = 1)] numbers: HashSet<i32> = hash_set(any::<i32>(), 0..4),
        #[event(tag = 2)] names: BTreeSet<String> = btree_set(text(), 0..4),
        #[event(tag = 3)] ids: HashSet<Uuid> = hash_set(uuid(), 0..4),
        #[event(tag = 4)] qualities: BTreeSet<Quality> = btree_set(quality(), 0..4),
        #[event(tag = 5)] counts: HashMap<String, i32> = hash_map(text(), any::<i32>(), 0..4),
        #[event(tag = 6)] by_number: BTreeMap<i64, String> = btree_map(any::<i64>(), text(), 0..4),
        #[event(tag = 7)] by_answer: BTreeMap<bool, f64> = btree_map(any::<bool>(), finite64(), 0..3),
        #[event(tag = 8)] by_id: HashMap<Uuid, Camera> = hash_map(uuid(), any::<Camera>(), 0..3),
        #[event(tag = 9)] by_byte: BTreeMap<u8, Quality> = btree_map(any::<u8>(), quality(), 0..3),
        #[event(tag = 10)] by_camera: BTreeMap<CameraId, Source> = btree_map(text().prop_map(CameraId), source(), 0..3),
        #[event(tag = 11)] cameras: Vec<Camera> = vec(any::<Camera>(), 0..3),
        #[event(tag = 12)] by_u64: HashMap<u64, Colour> = hash_map(any::<u64>(), colour(), 0..3),
    }
}

/// Free-form JSON that a `google.protobuf.Value` gives back as it was: no integer beyond 2^53, and no
/// double that is a whole number.
pub(crate) fn value() -> impl Strategy<Value = Value> {
    let fraction = finite64().prop_filter("not whole", |value| value.fract() != 0.0);
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (-(1i64 << 53)..=1 << 53).prop_map(Value::from),
        fraction.prop_map(Value::from),
        text().prop_map(Value::String),
    ];
    leaf.prop_recursive(4, 16, 4, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..4).prop_map(Value::Array),
            btree_map(text(), inner, 0..4)
                .prop_map(|entries| Value::Object(entries.into_iter().collect())),
        ]
    })
}

arbitrary! {
    #[derive(PlumberdData)]
    FreeForm {
        #[event(tag = 1)] value: Value = value(),
        #[event(tag = 2)] values: Vec<Value> = vec(value(), 0..3),
        #[event(tag = 3)] by_name: BTreeMap<String, Value> = btree_map(text(), value(), 0..3),
    }
}

arbitrary! {
    #[derive(PlumberdEvent)]
    #[event(category = "Everything", version = "v1")]
    Everything {
        #[event(tag = 1)] id: Uuid = uuid(),
        #[event(tag = 2)] integers: Integers = any::<Integers>(),
        #[event(tag = 3)] wire_formats: WireFormats = any::<WireFormats>(),
        #[event(tag = 4)] numbers: Numbers = any::<Numbers>(),
        #[event(tag = 5)] texts: Texts = any::<Texts>(),
        #[event(tag = 6)] binaries: Binaries = any::<Binaries>(),
        #[event(tag = 7)] ids_and_times: IdsAndTimes = any::<IdsAndTimes>(),
        #[event(tag = 8)] shapes: Shapes = any::<Shapes>(),
        #[event(tag = 9)] collections: Collections = any::<Collections>(),
        #[event(tag = 10)] free_form: FreeForm = any::<FreeForm>(),
        #[event(tag = 11)] maybe: Option<Camera> = option::of(any::<Camera>()),
    }
}
