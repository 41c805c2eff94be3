//! What is allocated while an event is written and read: nothing into a warm buffer, and on a borrowed
//! read nothing but what a field owns.
#![allow(clippy::unwrap_used, reason = "a test may panic")]
#![allow(unsafe_code, reason = "an allocator that counts is one")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::borrow::Cow;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::time::Duration;

use plumberd::clock::DateTimeOffset;
use plumberd::codec::profile::Proto3;
use plumberd::codec::{Buffer, json, proto};
use plumberd::{Entries, PlumberdData, PlumberdEvent};
use uuid::Uuid;

thread_local! {
    /// What this thread has allocated so far; other tests run beside it.
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

struct Counting;

fn count() {
    // While a thread ends there is nothing to count in.
    let _ = ALLOCATIONS.try_with(|allocations| allocations.set(allocations.get() + 1));
}

unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count();
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        unsafe { System.realloc(pointer, layout, size) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// How often a function allocates, and what it returns.
fn allocations<T>(f: impl FnOnce() -> T) -> (usize, T) {
    let before = ALLOCATIONS.get();
    let result = f();
    (ALLOCATIONS.get() - before, result)
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Region {
    #[event(tag = 1)]
    label: String,
    #[event(tag = 2)]
    corners: Vec<f64>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
enum Source {
    #[event(tag = 20)]
    Region(Region),
    #[event(tag = 21)]
    FilePath(String),
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
enum Quality {
    Low = 0,
    High = 1,
}

/// A field of every kind.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Alloc")]
struct Detected {
    #[event(tag = 1)]
    id: Uuid,
    #[event(tag = 2)]
    camera: String,
    #[event(tag = 3)]
    at: DateTimeOffset,
    #[event(tag = 4)]
    took: Duration,
    #[event(tag = 5)]
    score: f64,
    #[event(tag = 6)]
    ratio: f32,
    #[event(tag = 7)]
    frame: u64,
    #[event(tag = 8, wire = "zigzag")]
    offset: i64,
    #[event(tag = 9)]
    hash: Vec<u8>,
    #[event(tag = 10)]
    digest: [u8; 16],
    #[event(tag = 11)]
    regions: Vec<Region>,
    #[event(tag = 12)]
    counters: BTreeMap<String, i64>,
    #[event(tag = 13)]
    tags: Vec<String>,
    #[event(oneof)]
    source: Source,
    #[event(tag = 14)]
    nested: Source,
    #[event(tag = 15)]
    quality: Quality,
    #[event(tag = 16)]
    note: Option<String>,
    #[event(tag = 17)]
    live: bool,
    #[event(tag = 18)]
    initial: char,
    #[event(tag = 19)]
    ids: Vec<Uuid>,
    #[event(tag = 22)]
    free: serde_json::Value,
}

fn detected() -> Detected {
    let region = || Region {
        label: "a label, with \"escapes\" and é".into(),
        corners: vec![0.5, 1.0, 1e300],
    };
    Detected {
        id: Uuid::from_u64_pair(1, 2),
        camera: "north gate".into(),
        at: "2025-07-13T18:22:19.2192669+02:00".parse().unwrap(),
        took: Duration::from_millis(1234),
        score: 0.1,
        ratio: 0.25,
        frame: u64::MAX,
        offset: i64::MIN,
        hash: (0..100).collect(),
        digest: [7; 16],
        regions: vec![region(), region()],
        counters: BTreeMap::from([("dropped".into(), 17), ("keyframes".into(), -4338)]),
        tags: vec!["x".repeat(500), String::new()],
        source: Source::Region(region()),
        nested: Source::FilePath("/a/b".into()),
        quality: Quality::High,
        note: Some("a\tb".into()),
        live: true,
        initial: 'é',
        ids: vec![Uuid::nil(), Uuid::max()],
        free: serde_json::json!({"a": [1, 2.5, {"b": null}], "c": "d"}),
    }
}

#[test]
fn writing_into_a_warm_buffer_allocates_nothing() {
    let event = detected();
    let mut buffer = Buffer::new();
    let size = proto::encode(&event, &mut buffer).unwrap().len();
    let (count, again) = allocations(|| proto::encode(&event, &mut buffer).unwrap().len());
    assert_eq!((count, again), (0, size), "Protobuf");

    let mut buffer = Buffer::new();
    let size = json::encode(&event, &mut buffer).unwrap().len();
    let (count, again) = allocations(|| json::encode(&event, &mut buffer).unwrap().len());
    assert_eq!((count, again), (0, size), "JSON");
}

/// Without a buffer, an event is written on the stack; one that does not fit there takes one
/// allocation.
#[test]
fn writing_at_the_end_of_a_vector() {
    let mut out = Vec::with_capacity(10_000);
    for (most, result) in [
        (0, allocations(|| json::write_into(&view(), &mut out))),
        (0, allocations(|| proto::write_into(&view(), &mut out))),
    ] {
        assert_eq!(result, (most, Ok(())));
    }
    let event = detected();
    assert_eq!(allocations(|| json::write_into(&event, &mut out)), (1, Ok(())));
}

#[test]
fn a_smaller_event_fits_where_a_larger_one_did() {
    let (large, mut small) = (detected(), detected());
    small.tags.clear();
    small.regions.clear();
    let mut buffer = Buffer::new();
    proto::encode(&large, &mut buffer).unwrap();
    assert_eq!(allocations(|| proto::encode(&small, &mut buffer).map(<[u8]>::len)).0, 0);
    json::encode(&large, &mut buffer).unwrap();
    assert_eq!(allocations(|| json::encode(&small, &mut buffer).map(<[u8]>::len)).0, 0);
    assert_eq!(allocations(|| proto::encode(&large, &mut buffer).map(<[u8]>::len)).0, 0);
}

#[test]
fn the_proto3_profile_allocates_nothing_either() {
    let mut event = detected();
    let mut buffer = Buffer::new();
    json::encode_with::<Proto3, _>(&event, &mut buffer).unwrap();
    event.took = Duration::ZERO;
    let (count, _) =
        allocations(|| json::encode_with::<Proto3, _>(&event, &mut buffer).map(<[u8]>::len));
    assert_eq!(count, 0);
}

/// Nothing in it owns anything.
#[derive(Debug, PartialEq, PlumberdEvent)]
#[event(category = "Alloc")]
struct View<'a> {
    #[event(tag = 1)]
    id: Uuid,
    #[event(tag = 2)]
    camera: &'a str,
    #[event(tag = 3)]
    label: Cow<'a, str>,
    #[event(tag = 4)]
    at: DateTimeOffset,
    #[event(tag = 5)]
    took: Duration,
    #[event(tag = 6)]
    score: f64,
    #[event(tag = 7)]
    frame: u64,
    #[event(tag = 8)]
    quality: Quality,
    #[event(tag = 9)]
    note: Option<&'a str>,
    #[event(tag = 10)]
    nested: Name<'a>,
    #[event(oneof)]
    source: ViewSource<'a>,
}

#[derive(Debug, PartialEq, PlumberdData)]
struct Name<'a> {
    #[event(tag = 1)]
    first: &'a str,
    #[event(tag = 2)]
    last: Cow<'a, str>,
}

#[derive(Debug, PartialEq, PlumberdData)]
enum ViewSource<'a> {
    #[event(tag = 20)]
    Url(&'a str),
    #[event(tag = 21)]
    Name(Name<'a>),
}

fn view() -> View<'static> {
    View {
        id: Uuid::max(),
        camera: "north gate",
        label: Cow::Borrowed("è"),
        at: DateTimeOffset::UNIX_EPOCH,
        took: Duration::from_secs(100_000),
        score: 1.0 / 3.0,
        frame: 1 << 60,
        quality: Quality::Low,
        note: Some("none"),
        nested: Name { first: "Ada", last: Cow::Borrowed("Lovelace") },
        source: ViewSource::Name(Name { first: "", last: Cow::Borrowed("x") }),
    }
}

#[test]
fn reading_what_borrows_allocates_nothing() {
    let text = json::to_vec(&view()).unwrap();
    let (count, read) = allocations(|| json::from_slice::<View>(&text).unwrap());
    assert_eq!(count, 0, "JSON");
    assert_eq!(read, view());

    let bytes = proto::to_vec(&view()).unwrap();
    let (count, read) = allocations(|| proto::from_slice::<View>(&bytes).unwrap());
    assert_eq!(count, 0, "Protobuf");
    assert_eq!(read, view());

    // Keys that nobody knows are skipped for nothing too.
    let text =
        String::from_utf8(text).unwrap().replacen('{', r#"{"Unknown":{"a":[1,"b",null]},"#, 1);
    let (count, _) = allocations(|| json::from_slice::<View>(text.as_bytes()).unwrap());
    assert_eq!(count, 0, "unknown keys");
}

#[derive(Debug, PartialEq, PlumberdEvent)]
#[event(category = "Alloc")]
struct Lists<'a> {
    #[event(tag = 1)]
    texts: Vec<&'a str>,
    #[event(tag = 2)]
    entries: Entries<&'a str, i64>,
    #[event(tag = 3)]
    numbers: Vec<u32>,
    #[event(tag = 4)]
    owned: String,
}

#[derive(Debug, PartialEq, PlumberdEvent)]
#[event(category = "Alloc")]
struct Bytes<'a> {
    #[event(tag = 1)]
    hash: &'a [u8],
    #[event(tag = 2)]
    cow: Cow<'a, [u8]>,
}

fn lists() -> Lists<'static> {
    Lists {
        texts: vec!["a", "b", "c"],
        entries: [("x", 1), ("y", 2)].into_iter().collect(),
        numbers: (0..100).collect(),
        owned: "owned".into(),
    }
}

#[test]
fn an_owned_field_allocates_once() {
    let bytes = proto::to_vec(&lists()).unwrap();
    let (count, read) = allocations(|| proto::from_slice::<Lists>(&bytes).unwrap());
    assert_eq!(read, lists());
    // The texts and the text have one each, a few entries none. A packed run does not tell how many
    // numbers are in it: the vector grows from 4 to 128.
    assert_eq!(count, 1 + 6 + 1);

    let text = json::to_vec(&lists()).unwrap();
    let (count, read) = allocations(|| json::from_slice::<Lists>(&text).unwrap());
    assert_eq!(read, lists());
    // JSON tells the length of no list.
    assert_eq!(count, 1 + 6 + 1);

    let event = Bytes { hash: b"borrowed", cow: Cow::Borrowed(b"too") };
    let bytes = proto::to_vec(&event).unwrap();
    let (count, read) = allocations(|| proto::from_slice::<Bytes>(&bytes).unwrap());
    assert_eq!((count, read), (0, event));
}

#[test]
fn a_text_with_escapes_allocates_once() {
    #[derive(Debug, PlumberdData)]
    struct Text<'a> {
        text: Cow<'a, str>,
    }
    let (count, read) =
        allocations(|| json::from_slice::<Text>(br#"{"Text":"a\u00e9\"b"}"#).unwrap());
    assert_eq!((count, &*read.text), (1, "aé\"b"));
}
