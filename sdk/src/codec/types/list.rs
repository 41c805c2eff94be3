use plumberd_schema::Kind;

use crate::codec::profile::{Profile, ProfileId};
use crate::codec::{
    Failed, Field, FieldRead, ProtoField, ProtoFieldRead, ProtoValue, ProtoValueRead, json, proto,
};

/// An array in JSON, a repeated field in Protobuf; numbers are packed. A list of `u8` is bytes.
impl<T: Field> Field for Vec<T> {
    const KIND: Kind = T::LIST_KIND;
    const PROTO_NAME: &'static str = T::PROTO_NAME;

    #[inline]
    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        T::write_json_slice(self, w)
    }

    #[inline]
    fn is_default(&self) -> bool {
        self.is_empty()
    }
}

impl<'de, T: FieldRead<'de>> FieldRead<'de> for Vec<T> {
    /// `null` is an empty list: it is what .NET writes for a list that was never set.
    #[inline]
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        if r.null() { Ok(Vec::new()) } else { T::read_json_vec(r) }
    }

    #[inline]
    fn absent(profile: ProfileId) -> Option<Self> {
        (profile == ProfileId::Proto3).then(Vec::new)
    }
}

impl<E, T: ProtoValue<E>> ProtoField<E> for Vec<T> {
    #[inline]
    fn write_field<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
        T::write_slice(self, number, w)
    }
}

impl<'de, E, T: ProtoValueRead<'de, E>> ProtoFieldRead<'de, E> for Vec<T> {
    #[inline]
    fn merge(
        slot: &mut Option<Self>,
        key: proto::Key,
        r: &mut proto::Reader<'de>,
    ) -> Result<(), Failed> {
        T::read_vec(slot.get_or_insert_with(Vec::new), key, r)
    }
}
