use plumberd_schema::{FieldDescriptor, Kind};

use super::{Body, message};
use crate::codec::profile::{Profile, ProfileId};
use crate::codec::{
    EncodeFault, Failed, Field, FieldRead, ProtoField, ProtoFieldRead, json, proto,
};

const NEEDS_TYPE: &str = "a `google.protobuf.Any` has Protobuf's JSON only where the type in it is known, which it is not here: use Protobuf, or the profile micro-plumberd";

/// `google.protobuf.Any`: a message of some type, as bytes.
///
/// In the profile `micro-plumberd` it is an object of its two fields. Protobuf's own JSON spells the
/// message inside out, which takes a registry of all types: writing and reading it are errors.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Any {
    /// The type: `type.googleapis.com/recording.v1.Tag`.
    pub type_url: String,
    /// The message.
    pub value: Vec<u8>,
}

const FIELDS: &[FieldDescriptor] = &[
    FieldDescriptor {
        name: "type_url",
        json_key: ",\"TypeUrl\":",
        proto_json_key: ",\"typeUrl\":",
        number: Some(1),
        kind: Kind::String,
        ..FieldDescriptor::NEW
    },
    FieldDescriptor {
        name: "value",
        json_key: ",\"Value\":",
        proto_json_key: ",\"value\":",
        number: Some(2),
        kind: Kind::Bytes,
        ..FieldDescriptor::NEW
    },
];

impl Field for Any {
    const KIND: Kind = Kind::Foreign("google.protobuf.Any");

    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        if P::ID == ProfileId::Proto3 {
            return w.fail(EncodeFault::Unsupported(NEEDS_TYPE));
        }
        let (mark, w) = w.begin_object();
        w.field(&FIELDS[0], &self.type_url).field(&FIELDS[1], &self.value).end_object(mark)
    }
}

impl<'de> FieldRead<'de> for Any {
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        if r.profile() == ProfileId::Proto3 {
            return Err(r.fail(json::Fault::Unsupported(NEEDS_TYPE)));
        }
        let (mut type_url, mut value) = (None, None);
        let mut cursor = r.begin_object()?;
        while let Some(index) = r.next_field(FIELDS, &mut cursor)? {
            match index {
                0 => r.read_into(&mut type_url)?,
                1 => r.read_into(&mut value)?,
                _ => r.skip_unknown()?,
            }
        }
        Ok(Self { type_url: r.finish(type_url, &FIELDS[0])?, value: r.finish(value, &FIELDS[1])? })
    }
}

impl Body for Any {
    fn write_body<'b>(&self, w: proto::Writer<'b>) -> proto::Writer<'b> {
        let w = ProtoField::write_field(&self.value, 2, w);
        ProtoField::write_field(&self.type_url, 1, w)
    }

    fn merge_body(&mut self, r: &mut proto::Reader<'_>) -> Result<(), Failed> {
        let (mut type_url, mut value) = (None, None);
        while let Some(key) = r.next_key()? {
            match key.number {
                1 => <String as ProtoFieldRead>::merge(&mut type_url, key, r)?,
                2 => <Vec<u8> as ProtoFieldRead>::merge(&mut value, key, r)?,
                _ => r.skip(key)?,
            }
        }
        self.type_url = type_url.unwrap_or(std::mem::take(&mut self.type_url));
        self.value = value.unwrap_or(std::mem::take(&mut self.value));
        Ok(())
    }
}

message! { [] Any; }
