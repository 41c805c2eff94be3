use std::borrow::Cow;

use ::uuid::Uuid;
use plumberd_schema::Kind;

use super::{implicit_presence, last_one_wins};
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::proto::WireType;
use crate::codec::{
    Failed, Field, FieldRead, MapKey, MapKeyRead, Plain, ProtoValue, ProtoValueRead, json, proto,
};

const EXPECTED: &str = "a GUID like 3fa85f64-5717-4562-b3fc-2c963f66afa6";

/// The dashed form only: .NET refuses the others in data.
#[inline]
fn parse(text: &str) -> Option<Uuid> {
    if text.len() == 36 { Uuid::try_parse(text).ok() } else { None }
}

/// Lower-case dashed text in both encodings; the nil GUID is Protobuf's default, an empty text.
impl Field for Uuid {
    const KIND: Kind = Kind::Uuid;

    #[inline]
    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        w.quoted::<36>(|room| self.hyphenated().encode_lower(room).len())
    }

    #[inline]
    fn is_default(&self) -> bool {
        self.is_nil()
    }
}

impl<'de> FieldRead<'de> for Uuid {
    #[inline]
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        if r.profile() == ProfileId::Proto3 && r.null() {
            return Ok(Uuid::nil());
        }
        let text = r.text()?;
        match parse(&text) {
            Some(id) => Ok(id),
            None => Err(r.fail_invalid(&text, EXPECTED)),
        }
    }

    #[inline]
    fn absent(profile: ProfileId) -> Option<Self> {
        (profile == ProfileId::Proto3).then_some(Uuid::nil())
    }
}

impl MapKey for Uuid {
    fn write_json_key<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        self.write_json(w)
    }
}

impl<'de> MapKeyRead<'de> for Uuid {
    fn read_json_key(text: Cow<'de, str>, r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        match parse(&text) {
            Some(id) => Ok(id),
            None => Err(r.fail_invalid(&text, EXPECTED)),
        }
    }
}

impl ProtoValue for Uuid {
    const WIRE: WireType = WireType::Len;

    #[inline]
    fn write<'b>(&self, number: u32, w: proto::Writer<'b>) -> proto::Writer<'b> {
        w.len_field(number, self.hyphenated().encode_lower(&mut [0; 36]).as_bytes())
    }
}

impl<'de> ProtoValueRead<'de> for Uuid {
    #[inline]
    fn read(wire: WireType, r: &mut proto::Reader<'de>) -> Result<Self, Failed> {
        let text = r.text(wire)?;
        match parse(text) {
            Some(id) => Ok(id),
            None if text.is_empty() => Ok(Uuid::nil()),
            None => Err(r.fail_invalid(text, EXPECTED)),
        }
    }
}

implicit_presence! { [] Uuid, Plain; }
last_one_wins! { [] Uuid, Plain; }
