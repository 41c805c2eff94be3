use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use plumberd::PlumberdData;
use plumberd::codec::json::{self, ReadLimits};
use plumberd::codec::profile::{MicroPlumberd, Profile, Proto3, Py019};
use plumberd::codec::{Data, Field, MessageRead, proto};
use plumberd::schema::{Kind, Shape, WireFormat};

/// How sharp.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PlumberdData)]
enum Quality {
    Low = 0,
    /// Sharp.
    #[event(name = "4K", aliases("UltraHigh"))]
    FourK = 10,
    Broken = -1,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PlumberdData)]
#[event(json = "name")]
enum Codec {
    #[event(tag = 0)]
    Unspecified,
    #[event(tag = 1)]
    H264,
    #[event(unknown)]
    Other(i32),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PlumberdData)]
enum Level {
    One = 1,
    Two = 2,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, PlumberdData)]
struct CameraId(String);

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
struct Metres(f64);

/// A struct without tags, in a newtype: JSON only, and no map key, and that is no error.
#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Plain {
    level: Option<Level>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Wrapped(Plain);

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
struct Offset(i64);

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Camera {
    #[event(tag = 1)]
    id: CameraId,
    #[event(tag = 2)]
    quality: Quality,
    #[event(tag = 3)]
    height: Metres,
    #[event(tag = 4, wire = "zigzag")]
    offset: Offset,
    #[event(tag = 5)]
    codecs: Vec<Codec>,
    #[event(tag = 6)]
    labels: BTreeMap<CameraId, Quality>,
    #[event(tag = 7)]
    parent: Option<Box<Camera>>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
enum Source {
    #[event(tag = 10)]
    Camera(Camera),
    #[event(tag = 11)]
    FilePath(String),
    #[event(tag = 12)]
    Nobody,
    #[event(tag = 13)]
    Quality(Quality),
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
enum Untagged {
    Wrapped(Wrapped),
    Nothing,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Clip {
    #[event(tag = 1)]
    name: String,
    #[event(oneof)]
    source: Source,
    #[event(oneof)]
    fallback: Option<Fallback>,
    #[event(tag = 2, wire = "fixed")]
    hash: u64,
    #[event(tag = 3, default = 5)]
    retries: u32,
    #[event(tag = 4)]
    nested: Option<Source>,
    #[event(skip)]
    cache: Vec<u8>,
    #[event(reserved, tag = 9)]
    old: Option<String>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
enum Fallback {
    #[event(tag = 20)]
    Url(String),
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Page<T> {
    #[event(tag = 1)]
    items: Vec<T>,
    #[event(tag = 2)]
    first: Option<T>,
}

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Borrowed<'a> {
    #[event(tag = 1)]
    text: &'a str,
    #[event(tag = 2)]
    cow: Cow<'a, str>,
    #[event(tag = 3)]
    bytes: &'a [u8],
    #[event(tag = 4)]
    list: Vec<&'a str>,
}

#[derive(Debug, Clone, Copy, PartialEq, PlumberdData)]
struct Nothing {}

fn camera() -> Camera {
    Camera {
        id: CameraId("cam-1".into()),
        quality: Quality::FourK,
        height: Metres(1.5),
        offset: Offset(-3),
        codecs: vec![Codec::H264, Codec::Other(77)],
        labels: BTreeMap::from([(CameraId("a".into()), Quality::Broken)]),
        parent: None,
    }
}

fn clip(source: Source) -> Clip {
    Clip {
        name: "c".into(),
        source,
        fallback: Some(Fallback::Url("u".into())),
        hash: 7,
        retries: 0,
        nested: Some(Source::Nobody),
        cache: Vec::new(),
        old: None,
    }
}

fn text<P: Profile>(value: &impl Data) -> String {
    String::from_utf8(json::to_vec_with::<P, _>(value).unwrap()).unwrap()
}

fn through_json<T>(value: &T)
where
    T: Data + for<'de> plumberd::codec::FieldRead<'de> + PartialEq + Debug,
{
    fn with<P: Profile, T>(value: &T)
    where
        T: Data + for<'de> plumberd::codec::FieldRead<'de> + PartialEq + Debug,
    {
        let written = text::<P>(value);
        let read: T = json::from_slice_with(written.as_bytes(), P::ID, ReadLimits::default())
            .unwrap_or_else(|error| panic!("{error}: {written}"));
        assert_eq!(&read, value, "{written}");
    }
    with::<MicroPlumberd, T>(value);
    with::<Proto3, T>(value);
}

fn through_both<T>(value: &T)
where
    T: for<'de> MessageRead<'de> + PartialEq + Debug,
{
    through_json(value);
    let written = proto::to_vec(value).unwrap();
    assert_eq!(&proto::from_slice::<T>(&written).unwrap(), value);
}

#[test]
fn structs_go_through_both_encodings() {
    let mut camera = camera();
    through_both(&camera);
    camera.parent = Some(Box::new(camera.clone()));
    through_both(&camera);
    through_both(&Nothing {});
    through_both(&Page { items: vec![camera.clone()], first: None });
    through_both(&Page {
        items: vec![Source::Nobody, Source::FilePath("x".into())],
        first: Some(Source::Nobody),
    });
    through_json(&Plain { level: Some(Level::Two) });
}

#[test]
fn oneofs_go_through_both_encodings() {
    for source in [
        Source::Camera(camera()),
        Source::FilePath("f".into()),
        Source::FilePath(String::new()),
        Source::Nobody,
        Source::Quality(Quality::Low),
    ] {
        through_both(&source);
        let mut clip = clip(source);
        through_both(&clip);
        clip.fallback = None;
        clip.nested = None;
        through_both(&clip);
    }
    through_json(&Untagged::Wrapped(Wrapped(Plain { level: None })));
    through_json(&Untagged::Nothing);
}

#[test]
fn alternatives_have_wire_formats() {
    #[derive(Debug, PartialEq, PlumberdData)]
    enum Change {
        #[event(tag = 1, wire = "zigzag")]
        By(i32),
        #[event(tag = 2, wire = "fixed")]
        To(u64),
        #[event(tag = 3)]
        Plain(i32),
    }
    for (change, bytes) in [
        (Change::By(-2), vec![0x08, 3]),
        (Change::To(5), vec![0x11, 5, 0, 0, 0, 0, 0, 0, 0]),
        (Change::Plain(1), vec![0x18, 1]),
    ] {
        assert_eq!(proto::to_vec(&change).unwrap(), bytes);
        assert_eq!(proto::from_slice::<Change>(&bytes), Ok(change));
    }
    let formats: Vec<_> = Change::FIELDS.iter().map(|field| field.wire_format).collect();
    assert_eq!(formats, [WireFormat::ZigZag, WireFormat::Fixed, WireFormat::Plain]);
}

#[test]
fn the_forms_of_a_oneof_in_json() {
    let source = Source::FilePath("f".into());
    assert_eq!(text::<MicroPlumberd>(&source), r#"{"Kind":"FilePath","FilePath":"f"}"#);
    assert_eq!(text::<Proto3>(&source), r#"{"filePath":"f"}"#);
    assert_eq!(text::<MicroPlumberd>(&Source::Nobody), r#"{"Kind":"Nobody"}"#);
    assert_eq!(text::<Proto3>(&Source::Nobody), r#"{"nobody":{}}"#);
    let mut clip = clip(source);
    clip.retries = 2;
    clip.nested = None;
    assert_eq!(
        text::<MicroPlumberd>(&clip),
        r#"{"Name":"c","Source":{"Kind":"FilePath","FilePath":"f"},"Fallback":{"Kind":"Url","Url":"u"},"Hash":7,"Retries":2}"#
    );
    assert_eq!(
        text::<Proto3>(&clip),
        r#"{"name":"c","filePath":"f","url":"u","hash":"7","retries":2}"#
    );
}

#[test]
fn enums() {
    let mut camera = camera();
    assert!(text::<MicroPlumberd>(&camera).contains(r#""Quality":10,"#));
    assert!(text::<MicroPlumberd>(&camera).contains(r#""Codecs":["H264",77]"#));
    assert!(text::<Proto3>(&camera).contains(r#""quality":"QUALITY_FOUR_K""#));
    camera.quality = Quality::Low;
    assert!(!text::<Proto3>(&camera).contains("quality"), "a default is left out");
    for name in ["10", r#""4K""#, r#""UltraHigh""#, r#""QUALITY_FOUR_K""#] {
        assert_eq!(json::from_slice::<Quality>(name.as_bytes()).unwrap(), Quality::FourK);
    }
    let error = json::from_slice::<Quality>(b"3").unwrap_err().to_string();
    assert!(error.contains("Quality") && error.contains("Low (0)"), "{error}");
    assert_eq!(json::from_slice::<Codec>(b"3").unwrap(), Codec::Other(3));
    // A closed enum refuses a number that it does not have, in Protobuf too.
    assert!(proto::from_slice::<Camera>(&[0x10, 3]).is_err());
    assert_eq!(
        proto::from_slice::<Camera>(&[0x2a, 2, 1, 9, 0x28, 0]).unwrap().codecs,
        [Codec::H264, Codec::Other(9), Codec::Unspecified]
    );
}

#[test]
fn newtypes_are_what_they_hold() {
    assert!(matches!(<CameraId as Field>::KIND, Kind::String));
    assert!(
        text::<MicroPlumberd>(&camera())
            .starts_with(r#"{"Id":"cam-1","Quality":10,"Height":1.5,"Offset":-3,"#)
    );
    assert!(text::<MicroPlumberd>(&camera()).contains(r#""Labels":{"a":-1}"#));
    // `wire` reaches through: zigzag of -3 is 5.
    assert!(proto::to_vec(&camera()).unwrap().windows(2).any(|pair| pair == [4 << 3, 5]));
}

#[test]
fn borrowed_fields_borrow() {
    let value = Borrowed { text: "a", cow: "b".into(), bytes: b"c", list: vec!["d", "e"] };
    let written = proto::to_vec(&value).unwrap();
    let read: Borrowed<'_> = proto::from_slice(&written).unwrap();
    assert_eq!(read, value);
    assert!(written.as_ptr_range().contains(&read.text.as_ptr()));
    let read: Borrowed<'_> = {
        let without_bytes = br#"{"Text":"a","Cow":"\u0062","Bytes":"","List":["d"]}"#;
        match json::from_slice(without_bytes) {
            Ok(read) => read,
            // Base64 cannot be borrowed; everything else could be read.
            Err(error) => {
                assert!(error.to_string().contains("Bytes"), "{error}");
                return;
            }
        }
    };
    assert_eq!((read.text, &*read.cow), ("a", "b"));
}

#[test]
fn fields_that_are_absent() {
    let read: Clip = json::from_slice(br#"{"Name":"c","Source":{"Nobody":{}},"Hash":1}"#).unwrap();
    assert_eq!((read.retries, read.fallback, read.nested), (5, None, None));
    let error = json::from_slice::<Clip>(br#"{"Name":"c","Hash":1}"#).unwrap_err().to_string();
    assert!(error.contains("Source"), "{error}");
    let error =
        json::from_slice::<Clip>(br#"{"Source":{"Nobody":{}},"Hash":1}"#).unwrap_err().to_string();
    assert!(error.contains("Name"), "{error}");
    // In Protobuf an absent number is 0, whatever the default says: the writer leaves zeros out.
    let read: Clip = proto::from_slice(&[(12 << 3) | 2, 0]).unwrap();
    assert_eq!((read.retries, read.source), (0, Source::Nobody));
    assert!(proto::from_slice::<Clip>(&[]).unwrap_err().to_string().contains("source"));
}

#[test]
fn messages_merge() {
    let one = Camera { quality: Quality::Low, ..camera() };
    let two = Camera { id: CameraId("cam-2".into()), codecs: vec![Codec::Unspecified], ..camera() };
    let mut bytes = proto::to_vec(&Source::Camera(one)).unwrap();
    bytes.extend(proto::to_vec(&Source::Camera(two)).unwrap());
    let Source::Camera(merged) = proto::from_slice(&bytes).unwrap() else {
        panic!("another alternative")
    };
    assert_eq!(merged.id, CameraId("cam-2".into()));
    assert_eq!(merged.codecs.len(), 3);
    // Another alternative replaces the one before.
    bytes.extend(proto::to_vec(&Source::Nobody).unwrap());
    assert_eq!(proto::from_slice::<Source>(&bytes).unwrap(), Source::Nobody);
}

#[test]
fn descriptors() {
    assert_eq!(<Page<Camera> as Data>::NAME, "Page<Camera>");
    assert_eq!(<Page<Page<Source>> as Data>::NAME, "Page<Page<Source>>");
    let clip = <Clip as Data>::DESCRIPTOR;
    assert!(clip.has_protobuf() && !<Plain as Data>::DESCRIPTOR.has_protobuf());
    assert_eq!(clip.reserved.numbers, [(9, 9)]);
    assert_eq!(clip.reserved.names, ["old"]);
    assert_eq!(clip.origin.file, file!());
    assert!(clip.origin.line > 0 && clip.origin.module.ends_with("derive::data"));
    let names: Vec<_> = clip.fields().iter().map(|field| field.name).collect();
    assert_eq!(names, ["name", "source", "fallback", "hash", "retries", "nested"]);
    let hash = clip.field_by_number(2).unwrap();
    assert_eq!(
        (hash.wire_format, hash.json_name(), hash.default),
        (WireFormat::Fixed, "Hash", false)
    );
    assert_eq!(clip.field_by_number(11).unwrap().proto_json_name(), "filePath");
    let Shape::Enum { values, open, by_name } = <Quality as Data>::DESCRIPTOR.shape else {
        panic!("not an enum")
    };
    assert!(!open && !by_name);
    assert_eq!(<Quality as Data>::DESCRIPTOR.doc, "How sharp.");
    assert_eq!(
        (values[1].name, values[1].proto_name, values[1].doc),
        ("4K", "QUALITY_FOUR_K", "Sharp.")
    );
    assert!(matches!(
        <Codec as Data>::DESCRIPTOR.shape,
        Shape::Enum { open: true, by_name: true, .. }
    ));
}

#[test]
fn py_writes_spaces_and_the_nested_names_of_python() {
    assert_eq!(text::<Py019>(&Plain { level: None }), r#"{"Level": null}"#);
}
