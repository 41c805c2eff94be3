use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write};
use std::str::FromStr;

use serde::{Deserialize, Deserializer, de};
use sha2::{Digest, Sha256};

use super::entry::{Extent, members};
use super::json::Json;
use super::normal::normal;
use crate::model::{Schema, Type};

/// A SHA-256, written `sha256:` and 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Hash([u8; 32]);

impl Hash {
    /// The 32 bytes.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    pub(super) fn of_text(text: &str) -> Self {
        Self(Sha256::digest(text.as_bytes()).into())
    }
}

impl fmt::Display for Hash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("sha256:")?;
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A text is not a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hash is `sha256:` and 64 hexadecimal digits in lower case")]
pub struct ParseHashError;

impl FromStr for Hash {
    type Err = ParseHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits = text.strip_prefix("sha256:").ok_or(ParseHashError)?;
        let mut bytes = [0; 32];
        if digits.len() != 64 || !digits.bytes().all(|c| matches!(c, b'0'..=b'9' | b'a'..=b'f')) {
            return Err(ParseHashError);
        }
        for (byte, at) in bytes.iter_mut().zip((0..64).step_by(2)) {
            let pair = digits.get(at..at + 2).ok_or(ParseHashError)?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| ParseHashError)?;
        }
        Ok(Self(bytes))
    }
}

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// The hash of what a type means on the wire, with all types that it is made of; nothing when the
/// schema does not have the type. The [module](super) says what goes into it.
///
/// ```
/// use plumberd_schema::lock;
/// use plumberd_schema::model::{Schema, Type};
///
/// let mut schema = Schema::default();
/// schema.insert(Type { doc: "One.".into(), ..Type::message("recording.v1", "Started") });
/// let before = lock::hash(&schema, "recording.v1.Started");
/// schema.insert(Type { doc: "Another.".into(), ..Type::message("recording.v1", "Started") });
/// assert_eq!(lock::hash(&schema, "recording.v1.Started"), before);
/// ```
#[must_use]
pub fn hash(schema: &Schema, name: &str) -> Option<Hash> {
    schema.types.contains_key(name).then(|| closure_hash(name, schema, &mut BTreeMap::new()))
}

/// The hash of every type of a schema, by full name.
#[must_use]
pub fn hashes(schema: &Schema) -> BTreeMap<&str, Hash> {
    let mut definitions = BTreeMap::new();
    schema
        .types
        .keys()
        .map(|name| (name.as_str(), closure_hash(name, schema, &mut definitions)))
        .collect()
}

fn closure_hash<'s>(
    root: &'s str,
    schema: &'s Schema,
    definitions: &mut BTreeMap<&'s str, Hash>,
) -> Hash {
    let mut reached = BTreeSet::from([root]);
    let mut open = vec![root];
    while let Some(ty) = open.pop().and_then(|name| schema.types.get(name)) {
        let inner = ty.fields().iter().filter_map(|field| field.kind.named());
        for name in inner.filter_map(|name| schema.types.get_key_value(name)).map(|(name, _)| name)
        {
            if reached.insert(name) {
                open.push(name);
            }
        }
    }
    let mut text = format!("plumberd type 1\n{root}\n");
    for name in reached {
        let definition = definitions.entry(name).or_insert_with(|| {
            Hash::of_text(&schema.types.get(name).map_or_else(String::new, definition))
        });
        let _ = writeln!(text, "{name} {definition}");
    }
    Hash::of_text(&text)
}

/// The canonical form of a type by itself.
fn definition(ty: &Type) -> String {
    Json::Block(members(&normal(ty), Extent::Definition)).compact()
}
