use std::borrow::Cow;

use ::bytes::Bytes;
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use plumberd_schema::Kind;

use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{
    Failed, Field, FieldRead, ProtoField, ProtoFieldRead, ProtoValue, ProtoValueRead, json, proto,
};

/// Writes bytes as padded standard base64, the only form that .NET reads.
#[inline]
fn write_base64<'b, P: Profile>(bytes: &[u8], w: json::Writer<'b, P>) -> json::Writer<'b, P> {
    w.quoted_len(bytes.len().div_ceil(3) * 4, |room| {
        // The room is exact, so this cannot fail.
        let written = STANDARD.encode_slice(bytes, room);
        debug_assert!(written.is_ok());
    })
}

#[inline]
fn read_base64(r: &mut json::Reader<'_>) -> Result<Vec<u8>, Failed> {
    if r.null() {
        return Ok(Vec::new());
    }
    let text = r.text()?;
    match decode_base64(&text, r.profile()) {
        Some(bytes) => Ok(bytes),
        None => Err(r.fail_invalid(&text, "base64 with padding")),
    }
}

/// Protobuf's JSON allows the URL alphabet and missing padding as well.
#[inline]
fn decode_base64(text: &str, profile: ProfileId) -> Option<Vec<u8>> {
    if let Ok(bytes) = STANDARD.decode(text) {
        return Some(bytes);
    }
    if profile != ProfileId::Proto3 {
        return None;
    }
    [&URL_SAFE, &STANDARD_NO_PAD, &URL_SAFE_NO_PAD]
        .iter()
        .find_map(|engine| engine.decode(text).ok())
}

/// One byte is a number; a list of them is bytes.
impl Field for u8 {
    const KIND: Kind = Kind::UInt(8);
    const LIST_KIND: Kind = Kind::Bytes;

    #[inline]
    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        w.integer(*self)
    }

    #[inline]
    fn is_default(&self) -> bool {
        *self == 0
    }

    #[inline]
    fn write_json_slice<'b, P: Profile>(
        items: &[Self],
        w: json::Writer<'b, P>,
    ) -> json::Writer<'b, P> {
        write_base64(items, w)
    }
}

impl<'de> FieldRead<'de> for u8 {
    #[inline]
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        if r.profile() == ProfileId::Proto3 && r.null() {
            return Ok(0);
        }
        let value = r.u64("an unsigned 8-bit integer")?;
        r.narrow(value, "an unsigned 8-bit integer")
    }

    #[inline]
    fn absent(profile: ProfileId) -> Option<Self> {
        (profile == ProfileId::Proto3).then_some(0)
    }

    #[inline]
    fn read_json_vec(r: &mut json::Reader<'de>) -> Result<Vec<Self>, Failed> {
        read_base64(r)
    }
}

/// `Vec<u8>` as a single value; as a field it is a list of `u8`.
impl ProtoValue for Vec<u8> {
    const WIRE: WireType = WireType::Len;

    #[inline]
    fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
        w.len_field(number, self)
    }
}

impl<'de> ProtoValueRead<'de> for Vec<u8> {
    #[inline]
    fn read(wire: WireType, r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
        r.bytes(wire).map(<[u8]>::to_vec)
    }
}

/// Bytes in the other Rust forms.
macro_rules! bytes {
    ($([$($generics:tt)*] $type:ty, [$($de:tt)*] $from_vec:expr, $from_slice:expr;)*) => { $(
        impl<$($generics)*> Field for $type {
            const KIND: Kind = Kind::Bytes;

            #[inline]
            fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
                write_base64(self, w)
            }

            #[inline]
            fn is_default(&self) -> bool {
                self.is_empty()
            }
        }

        impl<$($de)*> FieldRead<'de> for $type {
            #[inline]
            fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
                let make = $from_vec;
                let bytes = read_base64(r)?;
                make(bytes, r)
            }

            #[inline]
            fn absent(profile: ProfileId) -> Option<Self> {
                (profile == ProfileId::Proto3).then(|| {
                    let make = $from_slice;
                    let empty: &'static [u8] = &[];
                    make(empty)
                })
            }
        }

        impl<$($generics)*> ProtoValue for $type {
            const WIRE: WireType = WireType::Len;

            #[inline]
            fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                w.len_field(number, self)
            }
        }

        impl<$($de)*> ProtoValueRead<'de> for $type {
            #[inline]
            fn read(wire: WireType, r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
                r.bytes(wire).map($from_slice)
            }
        }

        impl<$($generics)*> ProtoField for $type {
            #[inline]
            fn write_field<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
                if self.is_empty() { w } else { w.len_field(number, self) }
            }
        }

        impl<$($de)*> ProtoFieldRead<'de> for $type {
            #[inline]
            fn merge(slot: &mut Option<Self>, key: proto::Key, r: &mut proto::Reader<'de>) -> Result<(), Failed> {
                *slot = Some(r.bytes(key.wire).map($from_slice)?);
                Ok(())
            }
        }
    )* };
}

bytes! {
    [] Bytes, ['de] |bytes, _: &mut json::Reader<'de>| Ok(Bytes::from(bytes)), Bytes::copy_from_slice;
    [] Box<[u8]>, ['de] |bytes: Vec<u8>, _: &mut json::Reader<'de>| Ok(bytes.into_boxed_slice()), |bytes: &[u8]| bytes.into();
    ['a] Cow<'a, [u8]>, ['de: 'a, 'a] |bytes, _: &mut json::Reader<'de>| Ok(Cow::Owned(bytes)), Cow::Borrowed;
    ['a] &'a [u8], ['de: 'a, 'a] not_from_json, |bytes| bytes;
}

/// Base64 has to be decoded, so there is nothing to borrow, unless it is empty.
#[allow(clippy::needless_pass_by_value, reason = "has the shape of the other conversions")]
fn not_from_json<'a>(bytes: Vec<u8>, r: &mut json::Reader<'_>) -> Result<&'a [u8], Failed> {
    if bytes.is_empty() {
        return Ok(&[]);
    }
    Err(r.fail(json::Fault::Invalid {
        value: "base64".into(),
        expected: "bytes that can be borrowed; declare the field as `Cow<[u8]>`",
    }))
}
