use plumberd_schema::Kind;

use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{
    Failed, Field, FieldRead, ProtoField, ProtoFieldRead, ProtoValue, ProtoValueRead, json, proto,
};

/// A list of exactly `N`. Bytes when the elements are `u8`.
impl<T: Field, const N: usize> Field for [T; N] {
    const KIND: Kind = match T::LIST_KIND {
        Kind::Bytes => Kind::Bytes,
        _ => Kind::Array(&T::KIND, N),
    };
    const PROTO_NAME: &'static str = T::PROTO_NAME;

    #[inline]
    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        T::write_json_slice(self, w)
    }
}

impl<'de, T: FieldRead<'de>, const N: usize> FieldRead<'de> for [T; N] {
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        let items = T::read_json_vec(r)?;
        let len = items.len();
        match Self::try_from(items) {
            Ok(items) => Ok(items),
            Err(_) => {
                Err(r.fail_range(&format!("a list of {len}"), "an array of another fixed length"))
            }
        }
    }

    /// An array of no elements is not written to Protobuf.
    fn absent(_: ProfileId) -> Option<Self> {
        if N == 0 { Self::try_from(Vec::new()).ok() } else { None }
    }
}

impl<E, T: ProtoValue<E>, const N: usize> ProtoField<E> for [T; N] {
    #[inline]
    fn write_field<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
        T::write_slice(self, number, w)
    }
}

/// Only an array that stands in one piece on the wire can be read: numbers, which are packed, and
/// bytes. An unpacked repeated field says nothing about its length before it has ended, so for
/// other elements this is a compile error.
impl<'de, E, T: ProtoValueRead<'de, E>, const N: usize> ProtoFieldRead<'de, E> for [T; N] {
    fn merge(
        slot: &mut Option<Self>,
        key: proto::Key,
        r: &mut proto::Reader<'de>,
    ) -> Result<(), Failed> {
        const {
            let packed = !matches!(T::WIRE, WireType::Len);
            assert!(
                packed,
                "in Protobuf an array holds numbers or bytes; use a `Vec` for other elements"
            );
        }
        let mut items: Vec<T> = Vec::with_capacity(N);
        T::read_vec(&mut items, key, r)?;
        let len = items.len();
        match Self::try_from(items) {
            Ok(items) => {
                *slot = Some(items);
                Ok(())
            }
            Err(_) => Err(
                r.fail_range(&format_args!("a list of {len}"), "an array of another fixed length")
            ),
        }
    }
}
