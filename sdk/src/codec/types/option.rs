use plumberd_schema::Kind;

use crate::codec::profile::{Profile, ProfileId};
use crate::codec::{
    Failed, Field, FieldRead, ProtoField, ProtoFieldRead, ProtoValue, ProtoValueRead, json, proto,
};

/// `None` is left out; in Protobuf, `Some` of a default is written: explicit presence.
impl<T: Field> Field for Option<T> {
    const KIND: Kind = Kind::Optional(&T::KIND);
    const PROTO_NAME: &'static str = T::PROTO_NAME;

    #[inline]
    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        match self {
            Some(value) => value.write_json(w),
            None => w.null(),
        }
    }

    #[inline]
    fn is_absent(&self) -> bool {
        self.is_none()
    }

    #[inline]
    fn is_default(&self) -> bool {
        self.is_none()
    }
}

impl<'de, T: FieldRead<'de>> FieldRead<'de> for Option<T> {
    #[inline]
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        if r.null() { Ok(T::null(r.profile())) } else { T::read_json(r).map(Some) }
    }

    #[inline]
    fn absent(_: ProfileId) -> Option<Self> {
        Some(None)
    }
}

impl<E, T: ProtoValue<E>> ProtoField<E> for Option<T> {
    #[inline]
    fn write_field<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
        match self {
            Some(value) => value.write(number, w),
            None => w,
        }
    }
}

impl<'de, E, T: ProtoValueRead<'de, E>> ProtoFieldRead<'de, E> for Option<T> {
    #[inline]
    fn merge(
        slot: &mut Option<Self>,
        key: proto::Key,
        r: &mut proto::Reader<'de>,
    ) -> Result<(), Failed> {
        T::merge_value(slot.get_or_insert(None), key.wire, r)
    }
}
