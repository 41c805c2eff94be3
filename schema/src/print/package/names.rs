use std::collections::{BTreeMap, BTreeSet};

use super::{PackageError, unique};
use crate::case::to_pascal;
use crate::model::{Schema, Shape, Type};

/// What the types and the oneofs are called in another language: plain identifiers, unique in their
/// package.
///
/// An event is called as the store calls it, for .NET and Python take the type name from the class.
pub(in crate::print) struct Classes<'a> {
    types: BTreeMap<&'a str, String>,
    oneofs: BTreeMap<(&'a str, usize), String>,
}

impl<'a> Classes<'a> {
    /// `reserved` are names that the language does not allow.
    pub(in crate::print) fn new(
        schema: &'a Schema,
        reserved: &[&str],
    ) -> Result<Self, PackageError> {
        let mut classes = Self { types: BTreeMap::new(), oneofs: BTreeMap::new() };
        let mut packages: BTreeMap<&str, Vec<(&'a str, &'a Type)>> = BTreeMap::new();
        for (name, ty) in &schema.types {
            packages.entry(&ty.package).or_default().push((name, ty));
        }
        for types in packages.values() {
            let mut taken: BTreeSet<String> = reserved.iter().map(|&it| it.to_owned()).collect();
            classes.events(types, &mut taken)?;
            for (name, ty) in types.iter().filter(|(_, ty)| ty.event.is_none()) {
                classes.types.insert(*name, unique(&mut taken, &own_name(ty)));
            }
            for (name, ty) in types {
                classes.choices(name, ty, &mut taken);
            }
        }
        Ok(classes)
    }

    fn events(
        &mut self,
        types: &[(&'a str, &'a Type)],
        taken: &mut BTreeSet<String>,
    ) -> Result<(), PackageError> {
        let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
        for (name, ty) in types {
            let Some(event) = &ty.event else { continue };
            if let Some(first) = owners.insert(&event.type_name, name) {
                return Err(PackageError::EventTwice {
                    name: event.type_name.clone(),
                    first: first.to_owned(),
                    second: (*name).to_owned(),
                });
            }
            let wanted = if is_identifier(&event.type_name) {
                event.type_name.clone()
            } else {
                own_name(ty)
            };
            self.types.insert(*name, unique(taken, &wanted));
        }
        Ok(())
    }

    /// A oneof is a class beside its message, with the name of both.
    fn choices(&mut self, name: &'a str, ty: &Type, taken: &mut BTreeSet<String>) {
        let Shape::Message(message) = &ty.shape else { return };
        let class = self.of(name).to_owned();
        for (index, oneof) in message.oneofs.iter().enumerate() {
            let choice = if message.union {
                class.clone()
            } else {
                let own = if is_identifier(&oneof.type_name) {
                    oneof.type_name.clone()
                } else {
                    identifier(&to_pascal(&oneof.name))
                };
                unique(taken, &if own.starts_with(&class) { own } else { class.clone() + &own })
            };
            self.oneofs.insert((name, index), choice);
        }
    }

    /// The class of a type, by its full name.
    pub(in crate::print) fn of(&self, name: &str) -> &str {
        self.types.get(name).map_or("", |class| class)
    }

    /// The class of a oneof.
    pub(in crate::print) fn of_oneof(&self, name: &'a str, index: usize) -> &str {
        self.oneofs.get(&(name, index)).map_or("", |class| class)
    }

    /// All names in a package.
    pub(in crate::print) fn in_package(&self, schema: &Schema, package: &str) -> BTreeSet<String> {
        let here = |name: &str| schema.types.get(name).is_some_and(|ty| ty.package == package);
        let types = self.types.iter().filter(|(name, _)| here(name)).map(|(_, class)| class);
        let oneofs = self.oneofs.iter().filter(|((name, _), _)| here(name)).map(|(_, class)| class);
        types.chain(oneofs).cloned().collect()
    }
}

/// `Outer.Inner` to `OuterInner`.
fn own_name(ty: &Type) -> String {
    match &ty.name {
        Some(name) if is_identifier(name) && !ty.path.contains('.') => name.clone(),
        _ => identifier(&ty.path),
    }
}

/// An identifier in all three languages, ASCII only.
pub(in crate::print) fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// The nearest thing to a name that is an identifier.
pub(in crate::print) fn identifier(name: &str) -> String {
    let kept: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    if kept.starts_with(|c: char| c.is_ascii_alphabetic()) { kept } else { format!("X{kept}") }
}
