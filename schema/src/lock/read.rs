use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::str::FromStr;

use serde::de::{self, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::error::Category;

use super::{Entry, FORMAT, Hash, Lock, LockError, MAX_BYTES, digest};
use crate::model::{
    Encoding, Enum, EnumValue, Event, Field, Fixed, Kind, Message, Oneof, Profile, Reserved, Shape,
    Type,
};

/// The highest field number of Protobuf.
const MAX_NUMBER: u32 = 0x1fff_ffff;

pub(super) fn parse(text: &str) -> Result<Lock, LockError> {
    if text.len() > MAX_BYTES {
        return Err(LockError::TooLarge { bytes: text.len() });
    }
    if let Some(line) = conflict(text) {
        return Err(LockError::MergeConflict { line });
    }
    let Head { format } = serde_json::from_str(text).map_err(|error| fault(&error))?;
    if format != FORMAT {
        return Err(LockError::Format { found: format });
    }
    let file: File = serde_json::from_str(text).map_err(|error| fault(&error))?;
    let mut lock = Lock::default();
    for (name, raw) in file.types.0 {
        let written = raw.digest;
        let entry = entry(&name, raw)?;
        let found = digest(&name, &entry);
        if found != written {
            return Err(LockError::Edited { ty: name, written, found });
        }
        lock.entries.insert(name, entry);
    }
    Ok(lock)
}

/// The line of the first marker of a merge, from 1.
fn conflict(text: &str) -> Option<usize> {
    let is_marker = |line: &str| {
        ["<<<<<<<", "=======", ">>>>>>>", "|||||||"].iter().any(|marker| line.starts_with(marker))
    };
    text.lines().position(is_marker).map(|index| index + 1)
}

fn fault(error: &serde_json::Error) -> LockError {
    let (line, column) = (error.line(), error.column());
    let text = error.to_string();
    let suffix = format!(" at line {line} column {column}");
    let fault = text.strip_suffix(&suffix).unwrap_or(&text).to_owned();
    match error.classify() {
        Category::Eof => LockError::Truncated { line, column },
        Category::Data => LockError::Structure { line, column, fault },
        Category::Syntax | Category::Io => LockError::Syntax { line, column, fault },
    }
}

fn entry(name: &str, raw: RawType) -> Result<Entry, LockError> {
    let wrong = |fault: String| LockError::Type { ty: name.to_owned(), fault };
    let path = if raw.package.is_empty() {
        Some(name)
    } else {
        name.strip_prefix(&raw.package).and_then(|rest| rest.strip_prefix('.'))
    };
    let Some(path) = path.filter(|path| !path.is_empty()) else {
        return Err(wrong(format!("its package `{}` does not begin its name", raw.package)));
    };
    let shape = match (raw.fields, raw.values) {
        (Some(fields), None) => {
            let oneofs: Vec<Oneof> = raw.oneofs.into_iter().map(oneof).collect();
            let fields = fields
                .into_iter()
                .map(|raw| field(raw, &oneofs).map_err(wrong))
                .collect::<Result<_, _>>()?;
            Shape::Message(Message { fields, oneofs, union: raw.union })
        }
        (None, Some(values)) => Shape::Enum(Enum {
            values: values.into_iter().map(enum_value).collect(),
            open: raw.open.unwrap_or_default(),
            by_name: raw.by_name,
        }),
        _ => return Err(wrong("it has to have either `fields` or `values`".to_owned())),
    };
    if let Some(name) = twice(&shape) {
        return Err(wrong(format!("the value `{name}` is there twice")));
    }
    let ty = Type {
        package: raw.package,
        path: path.to_owned(),
        name: raw.name,
        doc: String::new(),
        deprecated: flag(raw.deprecated),
        shape,
        reserved: raw.reserved,
        event: raw.event.map(event),
        place: None,
    };
    Ok(Entry { ty, removed: raw.removed })
}

/// The name of two values: values are compared by name.
fn twice(shape: &Shape) -> Option<&str> {
    let Shape::Enum(values) = shape else { return None };
    let mut seen = BTreeSet::new();
    values.values.iter().map(|value| value.name.as_str()).find(|name| !seen.insert(*name))
}

fn event(raw: RawEvent) -> Event {
    Event {
        category: raw.category,
        type_name: raw.type_name,
        aliases: raw.aliases,
        version: raw.version,
        oldest: raw.oldest,
        profile: raw.profile,
        encoding: raw.encoding,
    }
}

fn field(raw: RawField, oneofs: &[Oneof]) -> Result<Field, String> {
    let oneof = match raw.oneof {
        None => None,
        Some(name) => {
            let index = oneofs.iter().position(|oneof| oneof.name == name);
            Some(index.ok_or_else(|| {
                format!("field `{}` is in the oneof `{name}`, which is not there", raw.name)
            })?)
        }
    };
    Ok(Field {
        name: raw.name,
        json_name: raw.json,
        proto_json_name: raw.proto_json,
        aliases: raw.aliases,
        number: raw.number,
        kind: raw.kind,
        oneof,
        fixed: raw.fixed,
        id: raw.id,
        default: raw.default,
        doc: String::new(),
        deprecated: flag(raw.deprecated),
        place: None,
    })
}

fn oneof(raw: RawOneof) -> Oneof {
    Oneof {
        name: raw.name,
        json_name: raw.json,
        type_name: raw.type_name,
        required: raw.required,
        default: raw.default,
        aliases: raw.aliases,
        doc: String::new(),
        place: None,
    }
}

fn enum_value(raw: RawValue) -> EnumValue {
    EnumValue {
        name: raw.name,
        json_name: raw.json,
        aliases: raw.aliases,
        number: raw.number,
        doc: String::new(),
        deprecated: flag(raw.deprecated),
        place: None,
    }
}

fn flag(deprecated: bool) -> Option<String> {
    deprecated.then(String::new)
}

/// Read first: the rest of another format may look otherwise.
#[derive(Deserialize)]
struct Head {
    format: u64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "format")]
    _format: IgnoredAny,
    #[serde(rename = "about", default)]
    _about: Option<IgnoredAny>,
    types: Types,
}

/// Types by name. A name that is there twice is refused; the one in front would be lost.
struct Types(BTreeMap<String, RawType>);

impl<'de> Deserialize<'de> for Types {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;

        impl<'de> Visitor<'de> for Members {
            type Value = Types;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("types by their names")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Types, A::Error> {
                let mut types = BTreeMap::new();
                while let Some(name) = map.next_key::<String>()? {
                    if types.contains_key(&name) {
                        return Err(de::Error::custom(format_args!(
                            "the type `{name}` is there twice"
                        )));
                    }
                    let ty = map.next_value()?;
                    types.insert(name, ty);
                }
                Ok(Types(types))
            }
        }

        deserializer.deserialize_map(Members)
    }
}

#[allow(clippy::struct_excessive_bools, reason = "each is a member of its own in the file")]
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawType {
    #[serde(default)]
    removed: bool,
    package: String,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    deprecated: bool,
    #[serde(default)]
    event: Option<RawEvent>,
    #[serde(default)]
    union: bool,
    #[serde(default)]
    fields: Option<Vec<RawField>>,
    #[serde(default)]
    oneofs: Vec<RawOneof>,
    #[serde(default)]
    open: Option<bool>,
    #[serde(default)]
    by_name: bool,
    #[serde(default)]
    values: Option<Vec<RawValue>>,
    #[serde(default)]
    reserved: Reserved,
    digest: Hash,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawEvent {
    category: String,
    #[serde(rename = "type")]
    type_name: String,
    #[serde(default)]
    aliases: Vec<String>,
    version: u32,
    oldest: u32,
    profile: Profile,
    encoding: Encoding,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawField {
    #[serde(default, deserialize_with = "number")]
    number: Option<u32>,
    name: String,
    json: String,
    proto_json: String,
    #[serde(deserialize_with = "kind")]
    kind: Kind,
    #[serde(default)]
    oneof: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    fixed: Option<Fixed>,
    #[serde(default)]
    id: bool,
    #[serde(default)]
    default: bool,
    #[serde(default)]
    deprecated: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOneof {
    name: String,
    json: String,
    #[serde(rename = "type")]
    type_name: String,
    #[serde(default)]
    required: bool,
    #[serde(default)]
    default: bool,
    #[serde(default)]
    aliases: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawValue {
    number: i32,
    name: String,
    json: String,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    deprecated: bool,
}

fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let number = u32::deserialize(deserializer)?;
    if (1..=MAX_NUMBER).contains(&number) {
        Ok(Some(number))
    } else {
        Err(de::Error::custom(format_args!(
            "{number} is not a field number; they are from 1 to {MAX_NUMBER}"
        )))
    }
}

fn kind<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Kind, D::Error> {
    Kind::from_str(&String::deserialize(deserializer)?).map_err(de::Error::custom)
}
