use plumberd_schema::Kind;

use super::{Body, message};
use crate::codec::profile::Profile;
use crate::codec::{
    EncodeFault, Failed, Field, FieldRead, ProtoField, ProtoFieldRead, json, proto,
};

/// `google.protobuf.FieldMask`: paths of fields, as their `.proto` spells them. In JSON one text with
/// Protobuf's JSON names: `"user.displayName,photo"`.
///
/// A path that would not come back, such as `a_1` or `fooBar`, cannot be written as JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FieldMask {
    /// The paths: `user.display_name`.
    pub paths: Vec<String>,
}

/// `user.display_name` to `user.displayName`; nothing when that does not lead back.
fn to_json(path: &str) -> Option<String> {
    let mut json = String::with_capacity(path.len());
    let mut chars = path.chars();
    while let Some(c) = chars.next() {
        match c {
            '_' => json.push(chars.next().filter(char::is_ascii_lowercase)?.to_ascii_uppercase()),
            c if c.is_ascii_uppercase() || c == ',' => return None,
            c => json.push(c),
        }
    }
    Some(json)
}

/// `user.displayName` to `user.display_name`; a path with `_` is none.
fn from_json(json: &str) -> Option<String> {
    let mut path = String::with_capacity(json.len() + 4);
    for c in json.chars() {
        match c {
            '_' => return None,
            c if c.is_ascii_uppercase() => {
                path.push('_');
                path.push(c.to_ascii_lowercase());
            }
            c => path.push(c),
        }
    }
    Some(path)
}

impl Field for FieldMask {
    const KIND: Kind = Kind::Foreign("google.protobuf.FieldMask");

    fn write_json<'b, P: Profile>(&self, w: json::Writer<'b, P>) -> json::Writer<'b, P> {
        let mut paths = Vec::with_capacity(self.paths.len());
        for path in &self.paths {
            match to_json(path) {
                Some(json) => paths.push(json),
                None => {
                    return w.fail(EncodeFault::OutOfRange {
                        value: format!("`{path}`"),
                        target: "the JSON of a field mask",
                    });
                }
            }
        }
        w.str(&paths.join(","))
    }
}

impl<'de> FieldRead<'de> for FieldMask {
    fn read_json(r: &mut json::Reader<'de>) -> Result<Self, Failed> {
        let text = r.text()?;
        let paths = text.split(',').filter(|path| !path.is_empty()).map(from_json).collect();
        match paths {
            Some(paths) => Ok(Self { paths }),
            None => Err(r.fail_invalid(&text, "a field mask like user.displayName,photo")),
        }
    }
}

impl Body for FieldMask {
    fn write_body<'b>(&self, w: proto::Writer<'b>) -> proto::Writer<'b> {
        ProtoField::write_field(&self.paths, 1, w)
    }

    fn merge_body(&mut self, r: &mut proto::Reader<'_>) -> Result<(), Failed> {
        let mut paths = Some(std::mem::take(&mut self.paths));
        while let Some(key) = r.next_key()? {
            match key.number {
                1 => <Vec<String> as ProtoFieldRead>::merge(&mut paths, key, r)?,
                _ => r.skip(key)?,
            }
        }
        self.paths = paths.unwrap_or_default();
        Ok(())
    }
}

message! { [] FieldMask; }
