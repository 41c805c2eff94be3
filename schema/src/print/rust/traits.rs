//! Which traits the generated types can have.

use std::collections::{BTreeMap, BTreeSet};

use super::cycles::held;
use super::well_known;
use crate::model::{Field, Kind, Shape, Type};

/// What is not generated is taken to have `Debug`, `Clone` and `PartialEq` only.
#[derive(Debug, Default)]
pub(super) struct Traits<'a> {
    types: BTreeMap<String, &'a Type>,
    not_eq: BTreeSet<String>,
    default: BTreeSet<String>,
    in_sets: BTreeSet<String>,
    sizes: BTreeMap<String, usize>,
}

impl<'a> Traits<'a> {
    pub(super) fn new(types: &[&'a Type]) -> Self {
        let types = types.iter().map(|ty| (ty.full_name(), *ty)).collect();
        let mut traits = Self { types, ..Self::default() };
        traits.grow(
            |traits, ty| ty.fields().iter().any(|field| !traits.is_eq(&field.kind)),
            |traits| &mut traits.not_eq,
        );
        traits.grow(Self::has_default, |traits| &mut traits.default);
        traits.in_sets = traits.find_in_sets();
        for _ in 0..4 {
            traits.sizes = traits.measure();
        }
        traits
    }

    /// The types for which a rule holds, which may look at the types that were found before.
    fn grow(
        &mut self,
        rule: impl Fn(&Self, &Type) -> bool,
        set: impl Fn(&mut Self) -> &mut BTreeSet<String>,
    ) {
        let types = self.types.clone();
        let mut users: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (name, ty) in &types {
            for used in ty.fields().iter().filter_map(|field| field.kind.named()) {
                users.entry(used).or_default().push(name);
            }
        }
        let mut open: Vec<&str> = types.keys().map(String::as_str).collect();
        while let Some(name) = open.pop() {
            let holds = types.get(name).is_some_and(|ty| rule(self, ty));
            if holds && set(self).insert(name.to_owned()) {
                open.extend(users.get(name).into_iter().flatten());
            }
        }
    }

    /// `Eq` and `Hash`.
    pub(super) fn is_eq(&self, kind: &Kind) -> bool {
        match kind {
            Kind::F32 | Kind::F64 | Kind::Json => false,
            Kind::Named(name) if self.types.contains_key(name) => !self.not_eq.contains(name),
            Kind::Named(name) => well_known::find(name).is_some_and(|known| known.eq),
            Kind::Optional(inner)
            | Kind::List(inner)
            | Kind::Array(inner, _)
            | Kind::Set(inner)
            | Kind::Map(_, inner) => self.is_eq(inner),
            _ => true,
        }
    }

    /// `Eq` and `Hash`, of a type that is generated.
    pub(super) fn type_is_eq(&self, name: &str) -> bool {
        !self.not_eq.contains(name)
    }

    fn has_default(&self, ty: &Type) -> bool {
        match &ty.shape {
            Shape::Message(message) => {
                !super::names::is_union(ty)
                    && message.oneofs.iter().all(|oneof| !oneof.required)
                    && message
                        .fields
                        .iter()
                        .filter(|field| field.oneof.is_none())
                        .all(|field| self.field_has_default(field))
            }
            Shape::Enum(values) => values.values.iter().any(|value| value.number == 0),
        }
    }

    fn field_has_default(&self, field: &Field) -> bool {
        field.fixed.is_some() || self.kind_has_default(&field.kind)
    }

    fn kind_has_default(&self, kind: &Kind) -> bool {
        match kind {
            Kind::Timestamp => false,
            Kind::Named(name) if self.types.contains_key(name) => self.default.contains(name),
            Kind::Named(name) => well_known::find(name).is_some(),
            // The standard library goes that far.
            Kind::Array(inner, length) => *length <= 32 && self.kind_has_default(inner),
            _ => true,
        }
    }

    /// `Default`, of a type that is generated.
    pub(super) fn type_has_default(&self, name: &str) -> bool {
        self.default.contains(name)
    }

    /// What stands in sets, and all that it is made of.
    fn find_in_sets(&self) -> BTreeSet<String> {
        let mut found = BTreeSet::new();
        let mut open: Vec<&str> = self
            .types
            .values()
            .flat_map(|ty| ty.fields())
            .filter_map(|field| match field.kind.required() {
                Kind::Set(inner) => inner.named(),
                _ => None,
            })
            .collect();
        while let Some(name) = open.pop() {
            let Some(ty) = self.types.get(name) else { continue };
            if found.insert(name.to_owned()) {
                open.extend(ty.fields().iter().filter_map(|field| field.kind.named()));
            }
        }
        found
    }

    /// `Ord`, of a type that is generated.
    pub(super) fn type_is_ord(&self, name: &str) -> bool {
        self.in_sets.contains(name) && self.type_is_eq(name)
    }

    /// Sizes from those of a round before, so that a message deep inside counts as a pointer.
    fn measure(&self) -> BTreeMap<String, usize> {
        self.types
            .iter()
            .map(|(name, ty)| {
                let size = match &ty.shape {
                    Shape::Enum(_) => 8,
                    Shape::Message(message) => message
                        .fields
                        .iter()
                        .map(|field| self.size(&field.kind))
                        .fold(0, usize::saturating_add),
                };
                (name.clone(), size)
            })
            .collect()
    }

    /// About how many bytes a value takes.
    pub(super) fn size(&self, kind: &Kind) -> usize {
        match kind {
            Kind::Empty => 0,
            Kind::Bool => 1,
            Kind::Int(bits, _) | Kind::UInt(bits, _) => usize::from(*bits) / 8,
            Kind::F32 => 4,
            Kind::F64 => 8,
            Kind::Uuid | Kind::Timestamp | Kind::Duration | Kind::Decimal => 16,
            Kind::Json => 32,
            Kind::Named(name) => self.sizes.get(name).copied().unwrap_or(24),
            Kind::Optional(inner) if held(inner).is_some() => self.size(inner),
            Kind::Optional(inner) => self.size(inner) + 8,
            Kind::Array(inner, length) => self.size(inner).saturating_mul(*length),
            _ => 24,
        }
    }
}
