//! Which type stands in which file.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Event, Schema, Shape, Type};

use super::error::{PrintError, Skipped};
use super::form::{well_known, without_protobuf};
use super::group::groups;

pub(super) struct Layout<'a> {
    pub(super) schema: &'a Schema,
    /// The files in the order in which they import each other: what is imported comes first.
    pub(super) files: Vec<Place<'a>>,
    /// The file of each type, an index of `files`.
    file_of: BTreeMap<String, usize>,
    /// The types that are fields of other messages.
    held: BTreeSet<String>,
    /// The first version that there is of an event, by type name.
    first_versions: BTreeMap<&'a str, u32>,
}

/// A file, and what stands in it.
pub(super) struct Place<'a> {
    pub(super) path: String,
    pub(super) stem: &'a str,
    pub(super) package: &'a str,
    /// The types that are not nested, that of the file's name first.
    pub(super) types: Vec<&'a Type>,
}

/// A type that is not nested, with those that are nested in it.
struct Unit<'a> {
    top: &'a Type,
    members: Vec<&'a Type>,
    used_by: BTreeSet<usize>,
}

/// The types that have JSON only, and those that are nested in them.
pub(super) fn skipped(schema: &Schema) -> BTreeMap<String, Skipped> {
    let mut skipped = BTreeMap::new();
    for (name, ty) in &schema.types {
        let outer = outers(name, ty).find(|outer| skipped.contains_key(outer));
        let reason = match outer {
            Some(outer) => Some(Skipped {
                type_name: name.clone(),
                place: ty.place.clone(),
                reason: format!("`{outer}`, which it is nested in, is not"),
            }),
            None => without_protobuf(ty, schema),
        };
        if let Some(reason) = reason {
            skipped.insert(name.clone(), reason);
        }
    }
    skipped
}

/// The full names of the messages around a type, from the inside.
fn outers<'a>(name: &'a str, ty: &'a Type) -> impl Iterator<Item = String> + 'a {
    let depth = ty.path.matches('.').count();
    name.rmatch_indices('.').take(depth).map(|(at, _)| name[..at].to_owned())
}

impl<'a> Layout<'a> {
    pub(super) fn new(schema: &'a Schema) -> Result<Self, PrintError> {
        let skipped = skipped(schema);
        let mut units = units(schema, &skipped)?;
        let mut first_versions = BTreeMap::new();
        for (_, event) in schema.events() {
            let first = first_versions.entry(event.type_name.as_str()).or_insert(event.version);
            *first = event.version.min(*first);
        }
        let mut layout = Self {
            schema,
            files: Vec::new(),
            file_of: BTreeMap::new(),
            held: BTreeSet::new(),
            first_versions,
        };
        let unit_of: BTreeMap<String, usize> = units
            .iter()
            .enumerate()
            .flat_map(|(index, unit)| unit.members.iter().map(move |ty| (ty.full_name(), index)))
            .collect();
        let mut uses = vec![BTreeSet::new(); units.len()];
        for index in 0..units.len() {
            for ty in units[index].members.clone() {
                for used in layout.named(ty, &skipped)? {
                    // What is inside a message is a part of it.
                    let name = ty.full_name();
                    let is_own = name
                        .strip_prefix(used)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'));
                    if !is_own {
                        layout.held.insert(used.to_owned());
                    }
                    if let Some(other) = unit_of.get(used).filter(|other| **other != index) {
                        uses[index].insert(*other);
                        units[*other].used_by.insert(index);
                    }
                }
            }
        }
        layout.place(&units, &groups(&uses), &unit_of)?;
        Ok(layout)
    }

    /// The file that a type is imported from: nothing for one that no compiler knows.
    pub(super) fn file(&self, name: &str) -> Option<&str> {
        match self.file_of.get(name) {
            Some(file) => self.files.get(*file).map(|file| file.path.as_str()),
            None => well_known(name),
        }
    }

    /// Whether a message is a field of another one.
    pub(super) fn is_held(&self, name: &str) -> bool {
        self.held.contains(name)
    }

    /// The first version of an event that is in the schema.
    pub(super) fn first_version(&self, event: &Event) -> u32 {
        self.first_versions.get(event.type_name.as_str()).copied().unwrap_or(event.version)
    }

    /// Whether a type is in some file.
    pub(super) fn has(&self, name: &str) -> bool {
        self.file_of.contains_key(name)
    }

    /// The types that the fields of a type name, each of which has a Protobuf form.
    fn named(
        &self,
        ty: &'a Type,
        skipped: &BTreeMap<String, Skipped>,
    ) -> Result<Vec<&'a str>, PrintError> {
        let mut found = Vec::new();
        for field in ty.fields() {
            // Both sides of a map may name one, but a key never does in Protobuf.
            let Some(name) = field.kind.named() else { continue };
            let fault = |message, help: &str| {
                PrintError::new(ty, message, help).of(&field.name, field.place.as_ref())
            };
            if let Some(reason) = skipped.get(name) {
                return Err(fault(
                    format!("its type `{name}` has JSON only, because {}", reason.reason),
                    "give that type a Protobuf form, or take the numbers from this one",
                ));
            }
            if !self.schema.types.contains_key(name) && well_known(name).is_none() {
                return Err(fault(
                    format!("its type `{name}` is not in the schema"),
                    "add the type to the schema, or correct the name",
                ));
            }
            found.push(name);
        }
        Ok(found)
    }

    /// An event has a file of its own. Another type stands with the only file that uses it, if that is
    /// of the same package, and in a file of its own otherwise. Types that use each other stand
    /// together, for files cannot import each other.
    fn place(
        &mut self,
        units: &[Unit<'a>],
        groups: &[Vec<usize>],
        unit_of: &BTreeMap<String, usize>,
    ) -> Result<(), PrintError> {
        let mut file_of_unit: BTreeMap<usize, usize> = BTreeMap::new();
        let mut files: Vec<Vec<usize>> = Vec::new();
        // Groups come in the order of their imports, so from behind every user has its file.
        for group in groups.iter().rev() {
            let root = root(group, units)?;
            let users: BTreeSet<usize> = group
                .iter()
                .flat_map(|unit| units[*unit].used_by.iter())
                .filter(|user| !group.contains(user))
                .filter_map(|user| file_of_unit.get(user).copied())
                .collect();
            let only_user = match users.first() {
                Some(file) if users.len() == 1 => Some(*file),
                _ => None,
            };
            let file = only_user.filter(|file| {
                let of = files[*file].first().map(|unit| units[*unit].top.package.as_str());
                of == Some(units[root].top.package.as_str()) && !is_event(&units[root])
            });
            let file = file.unwrap_or_else(|| {
                files.push(vec![root]);
                files.len() - 1
            });
            for unit in group {
                file_of_unit.insert(*unit, file);
                if files[file].first() != Some(unit) {
                    files[file].push(*unit);
                }
            }
        }
        for members in files.iter().rev() {
            let Some(first) = members.first().map(|unit| units[*unit].top) else { continue };
            let types = in_order_of_use(members, units, unit_of);
            for unit in members {
                for ty in &units[*unit].members {
                    self.file_of.insert(ty.full_name(), self.files.len());
                }
            }
            self.files.push(Place {
                path: path(first),
                stem: &first.path,
                package: &first.package,
                types,
            });
        }
        self.check_paths()
    }

    /// Two files whose names differ in their capitals only are one on some systems.
    fn check_paths(&self) -> Result<(), PrintError> {
        let mut seen = BTreeMap::new();
        for file in &self.files {
            if let (Some(other), Some(ty)) =
                (seen.insert(file.path.to_lowercase(), &file.path), file.types.first())
            {
                return Err(PrintError::new(
                    ty,
                    format!(
                        "its file `{}` is also `{other}` where capitals do not count",
                        file.path
                    ),
                    "give one of the types another name",
                ));
            }
        }
        Ok(())
    }
}

fn path(ty: &Type) -> String {
    if ty.package.is_empty() {
        format!("{}.proto", ty.path)
    } else {
        format!("{}/{}.proto", ty.package.replace('.', "/"), ty.path)
    }
}

fn is_event(unit: &Unit<'_>) -> bool {
    unit.top.event.is_some()
}

fn units<'a>(
    schema: &'a Schema,
    skipped: &BTreeMap<String, Skipped>,
) -> Result<Vec<Unit<'a>>, PrintError> {
    let mut units: BTreeMap<String, Unit<'a>> = BTreeMap::new();
    // A message comes before those that are nested in it: its name is the beginning of theirs.
    for (name, ty) in schema.types.iter().filter(|(name, _)| !skipped.contains_key(*name)) {
        let Some(top) = outers(name, ty).last() else {
            let unit = Unit { top: ty, members: vec![ty], used_by: BTreeSet::new() };
            units.insert(name.clone(), unit);
            continue;
        };
        for outer in outers(name, ty) {
            let fault = match schema.types.get(&outer) {
                Some(Type { shape: Shape::Message(_), .. }) => continue,
                Some(_) => "is an enum",
                None => "is not in the schema",
            };
            return Err(PrintError::new(
                ty,
                format!("it is nested in `{outer}`, which {fault}"),
                "add a message of that name, or give the type a path without `.`",
            ));
        }
        if let Some(unit) = units.get_mut(&top) {
            unit.members.push(ty);
        }
    }
    Ok(units.into_values().collect())
}

/// The unit that a file is named after.
fn root(group: &[usize], units: &[Unit<'_>]) -> Result<usize, PrintError> {
    let mut events = group.iter().filter(|unit| is_event(&units[**unit]));
    let root = events.next().or(group.first()).copied().unwrap_or_default();
    let top = units[root].top;
    if let Some(other) = events.next() {
        return Err(PrintError::new(
            top,
            format!(
                "it and the event `{}` use each other, while each event has a file of its own",
                units[*other].top.full_name()
            ),
            "move what both need to a type that is no event",
        ));
    }
    match group.iter().find(|unit| units[**unit].top.package != top.package) {
        None => Ok(root),
        Some(apart) => Err(PrintError::new(
            top,
            format!(
                "it and `{}` use each other, while files of two packages cannot import each other",
                units[*apart].top.full_name()
            ),
            "move them into one package",
        )),
    }
}

/// The types of a file as a reader meets them: each behind the first one that uses it.
fn in_order_of_use<'a>(
    members: &[usize],
    units: &[Unit<'a>],
    unit_of: &BTreeMap<String, usize>,
) -> Vec<&'a Type> {
    let here: BTreeSet<usize> = members.iter().copied().collect();
    let mut seen = BTreeSet::new();
    let mut order = Vec::new();
    for start in members {
        let mut next = vec![*start];
        while let Some(unit) = next.pop() {
            if !seen.insert(unit) {
                continue;
            }
            order.push(units[unit].top);
            let fields = units[unit].members.iter().flat_map(|ty| ty.fields());
            let used = fields.rev().filter_map(|field| unit_of.get(field.kind.named()?));
            next.extend(used.filter(|unit| here.contains(unit)));
        }
    }
    order
}
