//! The same value, written by others: other orders, white space, escapes, packing, unknown fields.

use std::fmt::Debug;

use plumberd::codec::json::ReadLimits;
use plumberd::codec::profile::{MicroPlumberd, ProfileId, Proto3};
use plumberd::codec::{Message, MessageRead, json, proto};
use proptest::prelude::*;
use proptest::test_runner::TestCaseError;

use crate::document::Document;
use crate::model::{
    Binaries, Camera, Collections, Everything, FreeForm, IdsAndTimes, Integers, Numbers, Shapes,
    Texts, WireFormats,
};
use crate::wire::{self, Content, WireField};

fn reads_variants_of_json<T>(
    value: &T,
    by: usize,
    nth: usize,
    space: &str,
) -> Result<(), TestCaseError>
where
    T: Debug + PartialEq + Message + for<'de> MessageRead<'de>,
{
    for (profile, text) in [
        (ProfileId::MicroPlumberd, json::to_vec_with::<MicroPlumberd, T>(value).unwrap()),
        (ProfileId::Proto3, json::to_vec_with::<Proto3, T>(value).unwrap()),
    ] {
        let mut document = Document::parse(&text);
        document.reorder(by);
        document.add_unknown_keys();
        let variant = document.print(space, nth);
        let read = json::from_slice_with::<T>(variant.as_bytes(), profile, ReadLimits::default())
            .map_err(|error| TestCaseError::fail(format!("{error}\n{variant}")))?;
        prop_assert_eq!(&read, value, "{}", variant);
    }
    Ok(())
}

fn reads_variants_of_protobuf<T>(
    value: &T,
    rng: &mut proptest::test_runner::TestRng,
) -> Result<(), TestCaseError>
where
    T: Debug + PartialEq + Message + for<'de> MessageRead<'de>,
{
    let bytes = wire::rewrite(&proto::to_vec(value).unwrap(), T::DESCRIPTOR, rng);
    let read = proto::from_slice::<T>(&bytes)
        .map_err(|error| TestCaseError::fail(format!("{error}\n{bytes:02x?}")))?;
    prop_assert_eq!(&read, value, "{:02x?}", bytes);
    // A message on top of itself: lists grow, the rest stays.
    let merged = proto::merge_from_slice(Some(read), &[], proto::ReadLimits::default())
        .map_err(|error| TestCaseError::fail(error.to_string()))?;
    prop_assert_eq!(&merged, value);
    Ok(())
}

fn space() -> impl Strategy<Value = &'static str> {
    prop_oneof![Just(""), Just(" "), Just("\r\n\t  ")]
}

macro_rules! variants {
    ($($name:ident: $type:ty;)*) => {
        proptest! {
            $(
                #[test]
                fn $name(value: $type, by in 0usize..64, nth in 0usize..5, space in space(), rng in Just(()).prop_perturb(|(), rng| rng)) {
                    reads_variants_of_json(&value, by, nth, space)?;
                    reads_variants_of_protobuf(&value, &mut rng.clone())?;
                }
            )*
        }
    };
}

variants! {
    integers: Integers;
    wire_formats: WireFormats;
    numbers: Numbers;
    texts: Texts;
    binaries: Binaries;
    ids_and_times: IdsAndTimes;
    shapes: Shapes;
    collections: Collections;
    free_form: FreeForm;
    camera: Camera;
    everything: Everything;
}

proptest! {
    #[test]
    fn lists_and_maps_of_two_messages_are_joined(a: Collections, b: Collections) {
        let mut bytes = proto::to_vec(&a).unwrap();
        bytes.extend(proto::to_vec(&b).unwrap());
        let both: Collections = proto::from_slice(&bytes).unwrap();
        let mut cameras = a.cameras.clone();
        cameras.extend(b.cameras.clone());
        prop_assert_eq!(both.cameras, cameras);
        let mut counts = a.counts.clone();
        counts.extend(b.counts.clone());
        prop_assert_eq!(both.counts, counts);
        prop_assert_eq!(both.names, a.names.union(&b.names).cloned().collect());
    }

    #[test]
    fn the_last_alternative_of_a_oneof_wins(a: Shapes, b: Shapes) {
        let mut bytes = proto::to_vec(&a).unwrap();
        bytes.extend(proto::to_vec(&b).unwrap());
        let both: Shapes = proto::from_slice(&bytes).unwrap();
        if std::mem::discriminant(&a.flat) != std::mem::discriminant(&b.flat) {
            prop_assert_eq!(both.flat, b.flat);
        }
        prop_assert_eq!(both.maybe_quality, b.maybe_quality.or(a.maybe_quality));
    }
}

#[test]
fn messages_merge_field_by_field() {
    let camera = |fields: &[WireField]| Content::Len(wire::to_bytes(fields));
    let text = |number, text: &str| WireField::new(number, Content::Len(text.into()));
    let shape = |flat: Vec<WireField>, boxed: Vec<WireField>| {
        let mut fields = vec![WireField::new(
            8,
            Content::Len(wire::to_bytes(&[WireField::new(12, Content::Len(vec![]))])),
        )];
        for (number, halves) in [(1, &boxed), (2, &boxed), (3, &boxed), (10, &flat)] {
            for half in halves {
                fields.push(WireField::new(number, camera(std::slice::from_ref(half))));
            }
        }
        wire::to_bytes(&fields)
    };
    let frame_rate = WireField::new(3, Content::Fixed64(25.0f64.to_le_bytes()));
    let halves = vec![text(1, "a"), frame_rate, WireField::new(2, Content::Varint(1))];
    let read: Shapes = proto::from_slice(&shape(halves.clone(), halves)).unwrap();
    let expected = Camera {
        serial_no: crate::model::CameraId("a".into()),
        quality: crate::model::Quality::High,
        frame_rate: Some(25.0),
        is_3d: false,
    };
    assert_eq!(read.camera, expected);
    assert_eq!(*read.boxed, expected);
    assert_eq!(*read.shared, expected);
    assert_eq!(read.flat, crate::model::Source::Webcam(expected));
}

#[test]
fn a_map_entry_may_leave_out_what_is_the_default() {
    let entry =
        |number, fields: &[WireField]| WireField::new(number, Content::Len(wire::to_bytes(fields)));
    let bytes = wire::to_bytes(&[
        entry(5, &[]),
        entry(6, &[WireField::new(1, Content::Varint(3))]),
        entry(8, &[]),
        entry(9, &[WireField::new(2, Content::Varint(1)), WireField::new(1, Content::Varint(2))]),
    ]);
    let read: Collections = proto::from_slice(&bytes).unwrap();
    assert_eq!(read.counts[""], 0);
    assert_eq!(read.by_number[&3], "");
    assert_eq!(read.by_id[&uuid::Uuid::nil()].serial_no.0, "");
    assert_eq!(read.by_byte[&2], crate::model::Quality::High);
}
