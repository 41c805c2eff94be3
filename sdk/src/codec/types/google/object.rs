use plumberd_schema::Kind;
use serde_json::{Map, Value};

use super::super::json_value::{merge_array, merge_object, write_array, write_object};
use super::{Body, message};
use crate::codec::profile::Profile;
use crate::codec::{Failed, Field, FieldRead, json, proto};

/// `google.protobuf.Struct`: a JSON object of any form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Struct(pub Map<String, Value>);

impl Field for Struct {
    const KIND: Kind = Kind::Foreign("google.protobuf.Struct");

    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        let (mark, w) = w.begin_object();
        let w = self.0.iter().fold(w, |w, (key, value)| w.entry(|w| w.str(key), value));
        w.end_object(mark)
    }
}

impl<'de> FieldRead<'de> for Struct {
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        let mut entries = Map::new();
        r.entries(|r, key| {
            entries.insert(key.into_owned(), Value::read_json(r)?);
            Ok(())
        })?;
        Ok(Self(entries))
    }
}

impl Body for Struct {
    fn write_body<'b>(&self, w: proto::Writer<'b>) -> proto::Writer<'b> {
        write_object(&self.0, w)
    }

    fn merge_body(&mut self, r: &mut proto::Reader<'_>) -> Result<(), Failed> {
        merge_object(&mut self.0, r)
    }
}

/// `google.protobuf.ListValue`: a JSON array of any form.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ListValue(pub Vec<Value>);

impl Field for ListValue {
    const KIND: Kind = Kind::Foreign("google.protobuf.ListValue");

    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        w.list(&self.0)
    }
}

impl<'de> FieldRead<'de> for ListValue {
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        r.list().map(Self)
    }
}

impl Body for ListValue {
    fn write_body<'b>(&self, w: proto::Writer<'b>) -> proto::Writer<'b> {
        write_array(&self.0, w)
    }

    fn merge_body(&mut self, r: &mut proto::Reader<'_>) -> Result<(), Failed> {
        merge_array(&mut self.0, r)
    }
}

message! { [] Struct; [] ListValue; }
