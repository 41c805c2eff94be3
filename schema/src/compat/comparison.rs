use std::collections::{BTreeMap, BTreeSet};

use super::kinds::Types;
use super::remedy::Language;
use super::rules::{floor, settled};
use super::verdict::{Verdicts, Wire};
use super::{Change, enums, events, fields, matching, reserved};
use crate::diagnostic::Severity;
use crate::model::{Encoding, Field, Kind, Place, Profile, Schema, Shape, Type};

/// A type of both schemas.
#[derive(Debug, Clone, Copy)]
pub(super) struct Pair<'a> {
    pub(super) old: &'a Type,
    pub(super) new: &'a Type,
}

/// A change before it is judged.
#[derive(Debug)]
pub(super) struct Finding {
    rule: &'static str,
    message: String,
    member: Option<String>,
    place: Option<Place>,
    verdicts: Verdicts,
    help: Option<String>,
}

impl Finding {
    pub(super) fn new(rule: &'static str, message: impl Into<String>) -> Self {
        let verdicts = Verdicts::SAFE;
        Self { rule, message: message.into(), member: None, place: None, verdicts, help: None }
    }

    pub(super) fn member(mut self, name: &str) -> Self {
        self.member = Some(name.to_owned());
        self
    }

    /// The place; without one, that of the type.
    pub(super) fn at(mut self, place: Option<&Place>) -> Self {
        self.place = place.cloned();
        self
    }

    /// The field and its place.
    pub(super) fn field(self, field: &Field) -> Self {
        self.member(&field.name).at(field.place.as_ref())
    }

    pub(super) fn verdicts(mut self, verdicts: Verdicts) -> Self {
        self.verdicts = verdicts;
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

/// Two schemas, and what was found so far.
#[derive(Debug)]
pub(super) struct Comparison<'a> {
    pub(super) types: Types<'a>,
    /// New full names by the old ones, of the types that have another.
    pub(super) moved: BTreeMap<String, String>,
    /// Event types and versions that ever were.
    pub(super) known: BTreeSet<(String, u32)>,
    /// The events that hold a type.
    holders: BTreeMap<String, BTreeSet<String>>,
    changes: Vec<Change>,
}

impl<'a> Comparison<'a> {
    pub(super) fn new(
        old: &'a Schema,
        new: &'a Schema,
        mut known: BTreeSet<(String, u32)>,
    ) -> Self {
        let mut holders = BTreeMap::new();
        for schema in [old, new] {
            hold(schema, &mut holders);
            known
                .extend(schema.events().map(|(_, event)| (event.type_name.clone(), event.version)));
        }
        let types = Types { old, new };
        Self { types, moved: BTreeMap::new(), known, holders, changes: Vec::new() }
    }

    pub(super) fn run(mut self) -> Vec<Change> {
        let matched = matching::types(&self);
        for pair in &matched.pairs {
            let (old, new) = (pair.old.full_name(), pair.new.full_name());
            if old != new {
                self.moved.insert(old, new);
            }
        }
        for pair in &matched.pairs {
            let before = self.changes.len();
            self.pair(*pair);
            events::old_version(&mut self, *pair, before);
        }
        events::gone(&mut self, &matched.gone);
        events::fresh(&mut self, &matched.fresh);
        self.changes.sort_by(|a, b| a.ty.cmp(&b.ty));
        self.changes
    }

    fn pair(&mut self, pair: Pair<'a>) {
        let Pair { old, new } = pair;
        events::identity(self, pair);
        match (&old.shape, &new.shape) {
            (Shape::Message(before), Shape::Message(after)) => {
                fields::compare(self, pair, before, after);
            }
            (Shape::Enum(before), Shape::Enum(after)) => enums::compare(self, pair, before, after),
            (Shape::Message(_), Shape::Enum(_)) => self.shape(pair, "a message", "an enum"),
            (Shape::Enum(_), Shape::Message(_)) => self.shape(pair, "an enum", "a message"),
        }
        reserved::compare(self, pair);
    }

    fn shape(&mut self, pair: Pair<'a>, old: &str, new: &str) {
        let message = format!("`{}` was {old}, is {new}", pair.new.full_name());
        let misread = Verdicts::of(|_, _| super::verdict::Reading::Misread);
        let help = self.new_version(pair);
        self.report(pair, Finding::new("shape", message).verdicts(misread).help(help));
    }

    /// Judges a finding about a type that both schemas have.
    pub(super) fn report(&mut self, pair: Pair<'a>, finding: Finding) {
        let mut holders: BTreeSet<String> = BTreeSet::new();
        for name in [pair.old.full_name(), pair.new.full_name()] {
            holders.extend(self.holders(&name).map(str::to_owned));
        }
        let Finding { rule, message, member, place, verdicts, help } = finding;
        let protobuf = travels_as_protobuf(pair.old) || travels_as_protobuf(pair.new);
        let wires = self.wires(&holders, protobuf);
        let events: BTreeSet<String> = holders
            .into_iter()
            .map(|name| self.moved.get(&name).cloned().unwrap_or(name))
            .collect();
        let mut change = Change {
            rule,
            ty: pair.new.full_name(),
            member,
            message,
            place: place.or_else(|| pair.new.place.clone()),
            severity: floor(rule, protobuf),
            verdicts,
            wires,
            events: events.into_iter().collect(),
            help,
        };
        if !settled(rule) {
            if !change.is_safe() {
                change.severity = Severity::Error;
            }
            if change.severity == Severity::Note {
                change.help = None;
            }
        }
        self.changes.push(change);
    }

    /// Judges a finding about a type that one schema has.
    pub(super) fn report_single(&mut self, ty: &'a Type, finding: Finding) {
        self.report(Pair { old: ty, new: ty }, finding);
    }

    pub(super) fn changes_since(&self, start: usize) -> &[Change] {
        self.changes.get(start..).unwrap_or_default()
    }

    pub(super) fn holders(&self, name: &str) -> impl Iterator<Item = &str> {
        self.holders.get(name).into_iter().flatten().map(String::as_str)
    }

    /// On which wires a type travels. What no event holds may be in anything.
    fn wires(&self, events: &BTreeSet<String>, protobuf: bool) -> Vec<Wire> {
        let mut wires = BTreeSet::new();
        for name in events {
            for schema in [self.types.old, self.types.new] {
                let Some(event) = schema.types.get(name).and_then(|ty| ty.event.as_ref()) else {
                    continue;
                };
                match (event.encoding, event.profile) {
                    (Encoding::Protobuf, _) => None,
                    (Encoding::Json, Profile::Proto3) => Some(Wire::ProtoJson),
                    (Encoding::Json, _) => Some(Wire::Json),
                }
                .map(|wire| wires.insert(wire));
            }
        }
        if protobuf {
            wires.insert(Wire::Protobuf);
        }
        if events.is_empty() || wires.is_empty() {
            wires.insert(Wire::Json);
        }
        wires.into_iter().collect()
    }

    /// The kind with the new names of types that have another.
    pub(super) fn renamed(&self, kind: &Kind) -> Kind {
        let boxed = |kind: &Kind| Box::new(self.renamed(kind));
        match kind {
            Kind::Named(name) => Kind::Named(self.moved.get(name).unwrap_or(name).clone()),
            Kind::Optional(inner) => Kind::Optional(boxed(inner)),
            Kind::List(inner) => Kind::List(boxed(inner)),
            Kind::Set(inner) => Kind::Set(boxed(inner)),
            Kind::Array(inner, length) => Kind::Array(boxed(inner), *length),
            Kind::Map(key, value) => Kind::Map(boxed(key), boxed(value)),
            other => other.clone(),
        }
    }

    /// The version that a change of an event belongs into.
    pub(super) fn next_version(&self, type_name: &str) -> u32 {
        let versions = self.known.iter().filter(|(name, _)| name == type_name);
        versions.map(|(_, version)| *version).max().unwrap_or(0).saturating_add(1)
    }

    /// How a change is made that must not be made in place.
    pub(super) fn new_version(&self, pair: Pair<'a>) -> String {
        let ty = pair.new;
        let Some(event) = ty.event.as_ref().or(pair.old.event.as_ref()) else {
            let holders: Vec<String> =
                self.holders(&ty.full_name()).map(|name| format!("`{name}`")).collect();
            let name = ty.bare_name();
            return if holders.is_empty() {
                format!("leave `{name}` as it was and add another type")
            } else {
                format!(
                    "leave `{name}` as it was, add another type, and use it in new versions of {}",
                    holders.join(", ")
                )
            };
        };
        let next = self.next_version(&event.type_name);
        let package = ty
            .package
            .rsplit_once('.')
            .filter(|_| ty.package_version().is_some())
            .map_or_else(|| ty.package.clone(), |(domain, _)| format!("{domain}.v{next}"));
        let text = Language::of(ty).choose(
            &format!("`{}` in `package {package};`", ty.bare_name()),
            &format!("`#[event(version = \"v{next}\", supersedes = …)]`"),
        );
        format!(
            "leave v{} as it was and make the change in v{next}, {text}, with an upcaster",
            pair.old.event.as_ref().map_or(event.version, |old| old.version)
        )
    }
}

/// Whether a type has a Protobuf form that says something.
pub(super) fn travels_as_protobuf(ty: &Type) -> bool {
    ty.has_protobuf()
        && match &ty.shape {
            Shape::Message(message) => !message.fields.is_empty(),
            Shape::Enum(_) => true,
        }
}

/// Notes for each type the events that reach it.
fn hold(schema: &Schema, holders: &mut BTreeMap<String, BTreeSet<String>>) {
    for (ty, _) in schema.events() {
        let event = ty.full_name();
        let mut open = vec![ty];
        while let Some(ty) = open.pop() {
            if holders.entry(ty.full_name()).or_default().insert(event.clone()) {
                open.extend(schema.references(ty));
            }
        }
    }
}
