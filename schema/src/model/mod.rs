//! The same model as the descriptors, owned: what comes from `.proto` files, from a program's types or
//! from a lock file, and what the printers and the compatibility rules work on.

mod descriptors;
mod kind;
mod types;

pub use descriptors::{CollectError, Collector};
pub use kind::{Kind, ParseKindError};
pub use types::{
    Encoding, Enum, EnumValue, Event, Field, Fixed, Message, Oneof, Place, Profile, Reserved,
    Shape, Type,
};

use std::collections::BTreeMap;

/// Types by their full Protobuf names, `recording.v1.RecordingFinished`.
///
/// ```
/// use plumberd_schema::model::{Schema, Type};
///
/// let mut schema = Schema::default();
/// schema.insert(Type::message("recording.v1", "RecordingFinished"));
/// assert!(schema.types["recording.v1.RecordingFinished"].fields().is_empty());
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Schema {
    /// The types. The key is the type's [full name](Type::full_name).
    pub types: BTreeMap<String, Type>,
}

impl Schema {
    /// Adds a type, and gives back the one that had its name.
    pub fn insert(&mut self, ty: Type) -> Option<Type> {
        self.types.insert(ty.full_name(), ty)
    }

    /// The events, by full name.
    pub fn events(&self) -> impl Iterator<Item = (&Type, &Event)> {
        self.types.values().filter_map(|ty| Some((ty, ty.event.as_ref()?)))
    }

    /// The packages, `recording.v1`, each with its types.
    #[must_use]
    pub fn packages(&self) -> BTreeMap<&str, Vec<&Type>> {
        let mut packages: BTreeMap<&str, Vec<&Type>> = BTreeMap::new();
        for ty in self.types.values() {
            packages.entry(&ty.package).or_default().push(ty);
        }
        packages
    }

    /// The types that the fields of a type name, directly; those of other libraries are not in it.
    #[must_use]
    pub fn references(&self, ty: &Type) -> Vec<&Type> {
        let mut found = Vec::new();
        for field in ty.fields() {
            if let Some(inner) = field.kind.named().and_then(|name| self.types.get(name))
                && !found.iter().any(|known: &&Type| known.full_name() == inner.full_name())
            {
                found.push(inner);
            }
        }
        found
    }
}
