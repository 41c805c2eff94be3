use std::borrow::Cow;

use plumberd_schema::Kind;

use super::{implicit_presence, last_one_wins};
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{
    Failed, Field, FieldRead, MapKey, MapKeyRead, Plain, ProtoValue, ProtoValueRead, json, proto,
};

impl Field for bool {
    const KIND: Kind = Kind::Bool;

    #[inline]
    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        w.bool(*self)
    }

    #[inline]
    fn is_default(&self) -> bool {
        !*self
    }
}

impl<'de> FieldRead<'de> for bool {
    #[inline]
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        if r.profile() == ProfileId::Proto3 && r.null() {
            return Ok(false);
        }
        r.bool()
    }

    #[inline]
    fn absent(profile: ProfileId) -> Option<Self> {
        (profile == ProfileId::Proto3).then_some(false)
    }
}

impl MapKey for bool {
    fn write_json_key<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        w.ascii(if *self { "true" } else { "false" })
    }
}

impl<'de> MapKeyRead<'de> for bool {
    fn read_json_key(text: Cow<'de, str>, r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        match &*text {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(r.fail_invalid(&text, "`true` or `false`")),
        }
    }
}

impl ProtoValue for bool {
    const WIRE: WireType = WireType::Varint;

    #[inline]
    fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
        w.varint_field(number, u64::from(*self))
    }

    #[inline]
    fn write_list<'a, 'b>(
        reversed: impl Iterator<Item = &'a Self>,
        number: u32,
        w: proto::Writer<'b>,
    ) -> proto::Writer<'b> {
        w.packed(reversed, number, |item, w| w.varint(u64::from(*item)))
    }
}

impl<'de> ProtoValueRead<'de> for bool {
    #[inline]
    fn read(wire: WireType, r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
        r.expect(wire, WireType::Varint)?;
        r.varint().map(|value| value != 0)
    }

    fn read_list(
        push: &mut impl FnMut(Self),
        wire: WireType,
        r: &mut proto::Reader<'de>,
    ) -> Result<(), Failed> {
        r.packed(wire, WireType::Varint, |r| {
            push(r.varint()? != 0);
            Ok(())
        })
    }
}

implicit_presence! { [] bool, Plain; }
last_one_wins! { [] bool, Plain; }
