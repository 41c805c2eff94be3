use plumberd_schema::Kind;

use crate::codec::profile::{Profile, ProfileId};
use crate::codec::{
    Failed, Field, FieldRead, Message, MessageRead, ProtoField, ProtoFieldRead, json, proto,
};

/// An event as a field of a message. Events are not field types of events, for an event in an event
/// would have no version; in an envelope it has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Nested<E>(pub E);

impl<E: Field> Field for Nested<E> {
    const KIND: Kind = E::KIND;

    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        self.0.write_json(w)
    }
}

impl<'de, E: FieldRead<'de>> FieldRead<'de> for Nested<E> {
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        E::read_json(r).map(Self)
    }

    fn absent(profile: ProfileId) -> Option<Self> {
        E::absent(profile).map(Self)
    }
}

impl<E: Message> ProtoField for Nested<E> {
    fn write_field<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
        w.message(number, &self.0)
    }
}

impl<'de, E: MessageRead<'de>> ProtoFieldRead<'de> for Nested<E> {
    fn merge(
        slot: &mut Option<Self>,
        key: proto::Key,
        r: &mut proto::Reader<'de>,
    ) -> Result<(), Failed> {
        let mut inner = slot.take().map(|nested| nested.0);
        r.merge_message(&mut inner, key.wire)?;
        *slot = inner.map(Self);
        Ok(())
    }
}
