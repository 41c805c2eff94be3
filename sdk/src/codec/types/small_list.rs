use plumberd_schema::Kind;
use smallvec::{Array, SmallVec};

use crate::codec::profile::{Profile, ProfileId};
use crate::codec::{
    Failed, Field, FieldRead, ProtoField, ProtoFieldRead, ProtoValue, ProtoValueRead, json, proto,
};

/// A list that needs no allocation while it is short: what a borrowed view wants. Bytes are not
/// special here: a `SmallVec` of `u8` is a list of numbers.
impl<A: Array> Field for SmallVec<A>
where
    A::Item: Field,
{
    const KIND: Kind = Kind::List(&<A::Item as Field>::KIND);
    const PROTO_NAME: &'static str = <A::Item as Field>::PROTO_NAME;

    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        w.list(self)
    }

    fn is_default(&self) -> bool {
        self.is_empty()
    }
}

impl<'de, A: Array> FieldRead<'de> for SmallVec<A>
where
    A::Item: FieldRead<'de>,
{
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        let mut items = SmallVec::new();
        if !r.null() {
            r.elements(|r| {
                items.push(FieldRead::read_json(r)?);
                Ok(())
            })?;
        }
        Ok(items)
    }

    fn absent(profile: ProfileId) -> Option<Self> {
        (profile == ProfileId::Proto3).then(SmallVec::new)
    }
}

impl<E, A: Array> ProtoField<E> for SmallVec<A>
where
    A::Item: ProtoValue<E>,
{
    fn write_field<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
        <A::Item as ProtoValue<E>>::write_list(self.iter().rev(), number, w)
    }
}

impl<'de, E, A: Array> ProtoFieldRead<'de, E> for SmallVec<A>
where
    A::Item: ProtoValueRead<'de, E>,
{
    #[inline]
    fn merge(
        slot: &mut Option<Self>,
        key: proto::Key,
        r: &mut proto::Reader<'de>,
    ) -> Result<(), Failed> {
        let items = slot.get_or_insert_with(SmallVec::new);
        <A::Item as ProtoValueRead<'de, E>>::read_list(&mut |item| items.push(item), key.wire, r)
    }
}
