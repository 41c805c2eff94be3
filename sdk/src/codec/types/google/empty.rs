use plumberd_schema::Kind;

use super::{Body, message};
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{
    Failed, Field, FieldRead, ProtoField, ProtoFieldRead, ProtoValue, ProtoValueRead, json, proto,
};

/// `google.protobuf.Empty`: a message that says nothing but that it is there. In JSON, `{}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Empty;

impl Field for Empty {
    const KIND: Kind = Kind::Foreign("google.protobuf.Empty");

    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        let (mark, w) = w.begin_object();
        w.end_object(mark)
    }
}

impl<'de> FieldRead<'de> for Empty {
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        r.entries(|r, _| r.skip_value())?;
        Ok(Self)
    }
}

impl Body for Empty {
    fn write_body<'b>(&self, w: proto::Writer<'b>) -> proto::Writer<'b> {
        w
    }

    fn merge_body(&mut self, r: &mut proto::Reader<'_>) -> Result<(), Failed> {
        while let Some(key) = r.next_key()? {
            r.skip(key)?;
        }
        Ok(())
    }
}

message! { [] Empty; }

/// `google.protobuf.NullValue`: an enum with one value. In JSON, `null`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct NullValue;

impl Field for NullValue {
    const KIND: Kind = Kind::Foreign("google.protobuf.NullValue");

    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        w.null()
    }

    fn is_default(&self) -> bool {
        true
    }
}

impl<'de> FieldRead<'de> for NullValue {
    fn null(profile: ProfileId) -> Option<Self> {
        (profile == ProfileId::Proto3).then_some(Self)
    }

    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        match r.peek() {
            Some(b'n') if r.null() => Ok(Self),
            Some(b'"') => match &*r.text()? {
                "NULL_VALUE" => Ok(Self),
                other => Err(r.fail_invalid(other, "`null`")),
            },
            _ => match r.i64("an enum")? {
                0 => Ok(Self),
                other => Err(r.fail_invalid(&other.to_string(), "`null`")),
            },
        }
    }

    fn absent(profile: ProfileId) -> Option<Self> {
        (profile == ProfileId::Proto3).then_some(Self)
    }
}

impl ProtoValue for NullValue {
    const WIRE: WireType = WireType::Varint;

    fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
        w.enum_number(number, 0)
    }

    fn write_list<'a, 'b>(
        reversed: impl Iterator<Item = &'a Self>,
        number: u32,
        w: proto::Writer<'b>,
    ) -> proto::Writer<'b> {
        w.packed(reversed, number, |_, w| w.enum_element(0))
    }
}

impl ProtoField for NullValue {
    fn write_field<'b>(&self, _: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
        w
    }
}

impl<'de> ProtoValueRead<'de> for NullValue {
    fn read(wire: WireType, r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
        r.enum_number(wire).map(|_| Self)
    }

    fn read_list(
        push: &mut impl FnMut(Self),
        wire: WireType,
        r: &mut proto::Reader<'de>,
    ) -> Result<(), Failed> {
        r.packed(wire, WireType::Varint, |r| {
            r.enum_element()?;
            push(Self);
            Ok(())
        })
    }
}

impl<'de> ProtoFieldRead<'de> for NullValue {
    fn merge(
        slot: &mut Option<Self>,
        key: proto::Key,
        r: &mut proto::Reader<'de>,
    ) -> Result<(), Failed> {
        *slot = Some(Self::read(key.wire, r)?);
        Ok(())
    }
}
