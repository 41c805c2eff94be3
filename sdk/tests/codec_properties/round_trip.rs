//! What goes out comes back the same.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt::Debug;

use plumberd::codec::json::ReadLimits;
use plumberd::codec::profile::{Profile, ProfileId, Proto3, Py019};
use plumberd::codec::{Buffer, Data, FieldRead, Message, MessageRead, json, proto};
use plumberd::{PlumberdData, PlumberdEvent};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::document::Document;
use crate::model::{
    Binaries, Camera, Collections, Everything, FreeForm, IdsAndTimes, Integers, Numbers, Shapes,
    Texts, WireFormats, moment, text,
};

type Outcome = Result<(), TestCaseError>;

/// Writes and reads a value in every encoding and profile; all have to agree.
pub(crate) fn all<T>(value: &T) -> Outcome
where
    T: Debug + PartialEq + Message + for<'de> MessageRead<'de>,
{
    in_json(value)?;
    let bytes = proto::to_vec(value).unwrap();
    let read: T = proto::from_slice(&bytes)
        .map_err(|error| TestCaseError::fail(format!("{error} in {bytes:02x?}")))?;
    prop_assert_eq!(&read, value);
    // Whatever the size of the buffer, and used before or not, the bytes are the same.
    for capacity in [0, 1, bytes.len().saturating_sub(1), bytes.len(), bytes.len() + 1] {
        let mut buffer = Buffer::with_capacity(capacity);
        for _ in 0..2 {
            prop_assert_eq!(proto::encode(value, &mut buffer).unwrap(), &bytes[..]);
        }
    }
    Ok(())
}

/// Writes and reads a value in every profile of JSON.
pub(crate) fn in_json<T>(value: &T) -> Outcome
where
    T: Debug + PartialEq + Data + for<'de> FieldRead<'de>,
{
    in_profile::<plumberd::codec::profile::MicroPlumberd, T>(value, ProfileId::MicroPlumberd)?;
    in_profile::<Proto3, T>(value, ProfileId::Proto3)?;
    // What py-micro-plumberd wrote is read as if .NET had.
    in_profile::<Py019, T>(value, ProfileId::MicroPlumberd)?;
    in_profile::<Py019, T>(value, ProfileId::Py019)
}

fn in_profile<P: Profile, T>(value: &T, read_as: ProfileId) -> Outcome
where
    T: Debug + PartialEq + Data + for<'de> FieldRead<'de>,
{
    let text = json::to_vec_with::<P, T>(value).unwrap();
    let read = json::from_slice_with::<T>(&text, read_as, ReadLimits::default());
    let shown = || String::from_utf8_lossy(&text).into_owned();
    match read {
        Ok(read) => prop_assert_eq!(&read, value, "{}", shown()),
        Err(error) => return Err(TestCaseError::fail(format!("{error}\n{}", shown()))),
    }
    let document = Document::parse(&text);
    let tree: serde_json::Value = serde_json::from_slice(&text)
        .map_err(|error| TestCaseError::fail(format!("serde_json: {error}\n{}", shown())))?;
    prop_assert!(document.agrees_with(&tree), "{}", shown());
    // Whatever the size of the buffer, and used before or not, the text is the same.
    for capacity in [0, 1, text.len().saturating_sub(1), text.len(), text.len() + 1] {
        let mut buffer = Buffer::with_capacity(capacity);
        for _ in 0..2 {
            prop_assert_eq!(json::encode_with::<P, T>(value, &mut buffer).unwrap(), &text[..]);
        }
    }
    // Appending leaves what was there.
    let mut out = b"before ".to_vec();
    json::write_into_with::<P, T>(value, &mut out).unwrap();
    prop_assert_eq!(&out[7..], &text[..]);
    Ok(())
}

/// A property for each family of types, so that a failure shrinks to something that can be read.
macro_rules! travels {
    ($($name:ident: $type:ty;)*) => {
        proptest! {
            $(
                #[test]
                fn $name(value: $type) {
                    all(&value)?;
                }
            )*
        }
    };
}

travels! {
    integers_travel: Integers;
    wire_formats_travel: WireFormats;
    numbers_travel: Numbers;
    texts_travel: Texts;
    binaries_travel: Binaries;
    ids_and_times_travel: IdsAndTimes;
    shapes_travel: Shapes;
    collections_travel: Collections;
    free_form_travels: FreeForm;
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn everything_travels(event: Everything) {
        all(&event)?;
    }

    #[test]
    fn a_oneof_travels_alone(source in crate::model::source()) {
        all(&source)?;
    }

    #[test]
    fn the_offset_of_a_moment_stays_in_json(moment in moment()) {
        let event = Moment { moment };
        let text = json::to_vec(&event).unwrap();
        let read: Moment = json::from_slice(&text).unwrap();
        prop_assert_eq!(read.moment.offset_minutes(), moment.offset_minutes());
    }
}

#[derive(Debug, PartialEq, PlumberdData)]
struct Moment {
    moment: plumberd::clock::DateTimeOffset,
}

// Generic types.

#[derive(Debug, Clone, PartialEq, PlumberdData)]
struct Page<T> {
    #[event(tag = 1)]
    items: Vec<T>,
    #[event(tag = 2)]
    first: Option<T>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Everything")]
struct Listed<A, B> {
    #[event(tag = 1)]
    page: Page<A>,
    #[event(tag = 2)]
    other: B,
}

proptest! {
    #[test]
    fn generic_types_travel(
        cameras in proptest::collection::vec(any::<Camera>(), 0..3),
        sources in proptest::collection::vec(crate::model::source(), 0..3),
        camera: Camera,
        source in crate::model::source(),
    ) {
        let first = cameras.first().cloned();
        all(&Listed { page: Page { items: cameras, first }, other: source })?;
        let first = sources.last().cloned();
        all(&Listed { page: Page { items: sources, first }, other: camera })?;
    }
}

// Borrowed types.

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Everything")]
struct Borrowed<'a> {
    #[event(tag = 1)]
    cow: Cow<'a, str>,
    #[event(tag = 2)]
    bytes: Cow<'a, [u8]>,
    #[event(tag = 3)]
    list: Vec<Cow<'a, str>>,
    #[event(tag = 4)]
    by_name: BTreeMap<Cow<'a, str>, i32>,
    #[event(tag = 5)]
    maybe: Option<Cow<'a, str>>,
}

/// Borrows without a way out.
#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Everything")]
struct Strict<'a> {
    #[event(tag = 1)]
    text: &'a str,
    #[event(tag = 2)]
    list: Vec<&'a str>,
    #[event(tag = 3)]
    by_name: BTreeMap<&'a str, &'a str>,
}

#[derive(Debug, Clone, PartialEq, PlumberdEvent)]
#[event(category = "Everything")]
struct Raw<'a> {
    #[event(tag = 1)]
    bytes: &'a [u8],
    #[event(tag = 2)]
    list: Vec<&'a [u8]>,
}

proptest! {
    #[test]
    fn borrowed_types_travel(a in text(), b in text(), bytes in proptest::collection::vec(any::<u8>(), 0..20)) {
        let event = Borrowed {
            cow: Cow::Borrowed(&a),
            bytes: Cow::Borrowed(&bytes),
            list: vec![Cow::Borrowed(&b), Cow::Borrowed(&a)],
            by_name: BTreeMap::from([(Cow::Borrowed(&*b), 7)]),
            maybe: Some(Cow::Borrowed(&b)),
        };
        let text = json::to_vec(&event).unwrap();
        prop_assert_eq!(&json::from_slice::<Borrowed>(&text).unwrap(), &event);
        let wire = proto::to_vec(&event).unwrap();
        let read = proto::from_slice::<Borrowed>(&wire).unwrap();
        prop_assert_eq!(&read, &event);
        prop_assert!(matches!(read.cow, Cow::Borrowed(_)) && matches!(read.bytes, Cow::Borrowed(_)));

        let event = Strict { text: &a, list: vec![&b], by_name: BTreeMap::from([(&*a, &*b)]) };
        let wire = proto::to_vec(&event).unwrap();
        prop_assert_eq!(&proto::from_slice::<Strict>(&wire).unwrap(), &event);
        let text = json::to_vec(&event).unwrap();
        let needs_escapes = |text: &str| text.contains(|c| c < ' ' || c == '"' || c == '\\');
        match json::from_slice::<Strict>(&text) {
            Ok(read) => prop_assert_eq!(&read, &event),
            Err(error) => {
                prop_assert_eq!(error.fault, json::Fault::Escaped);
                prop_assert!(needs_escapes(&a) || needs_escapes(&b));
            }
        }

        let event = Raw { bytes: &bytes, list: vec![&bytes, b""] };
        let wire = proto::to_vec(&event).unwrap();
        prop_assert_eq!(proto::from_slice::<Raw>(&wire).unwrap(), event);
    }
}

#[test]
fn numbers_that_are_not_finite_travel_where_the_format_has_them() {
    #[derive(Debug, PlumberdData)]
    struct Limits {
        #[event(tag = 1)]
        single: f32,
        #[event(tag = 2)]
        double: f64,
    }
    for value in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, -0.0] {
        let limits = Limits { single: value, double: f64::from(value) };
        let bytes = proto::to_vec(&limits).unwrap();
        let text = json::to_vec_with::<Proto3, _>(&limits).unwrap();
        let from_bytes: Limits = proto::from_slice(&bytes).unwrap();
        let from_text: Limits =
            json::from_slice_with(&text, ProfileId::Proto3, ReadLimits::default()).unwrap();
        for read in [from_bytes, from_text] {
            assert_eq!(read.single.is_nan(), value.is_nan());
            if !value.is_nan() {
                assert_eq!(read.single.to_bits(), value.to_bits());
                assert_eq!(read.double.to_bits(), f64::from(value).to_bits());
            }
        }
    }
    let zero = Limits { single: -0.0, double: -0.0 };
    let read: Limits = json::from_slice(&json::to_vec(&zero).unwrap()).unwrap();
    assert_eq!(
        (read.single.to_bits(), read.double.to_bits()),
        ((-0.0f32).to_bits(), (-0.0f64).to_bits())
    );
}

/// Types that keep short lists where they are.
#[cfg(feature = "smallvec")]
mod short {
    use super::*;

    #[derive(Debug, Clone, PartialEq, PlumberdEvent)]
    #[event(category = "Everything")]
    struct Short {
        #[event(tag = 1)]
        numbers: smallvec::SmallVec<[i64; 2]>,
        #[event(tag = 2)]
        cameras: smallvec::SmallVec<[Camera; 1]>,
        #[event(tag = 3)]
        entries: plumberd::Entries<String, Camera>,
    }

    proptest! {
        #[test]
        fn short_lists_travel(
            numbers: Vec<i64>,
            cameras in proptest::collection::vec(any::<Camera>(), 0..4),
            entries in proptest::collection::btree_map(text(), any::<Camera>(), 0..7),
        ) {
            let short = Short {
                numbers: numbers.into(),
                cameras: cameras.into(),
                entries: entries.into_iter().collect(),
            };
            all(&short)?;
        }
    }
}
