//! Which type of before is which type of now.

use super::comparison::{Comparison, Pair};
use crate::lock::normal;
use crate::model::{Schema, Shape, Type};

/// The types of two schemas.
#[derive(Debug, Default)]
pub(super) struct Matched<'a> {
    pub(super) pairs: Vec<Pair<'a>>,
    pub(super) gone: Vec<&'a Type>,
    pub(super) fresh: Vec<&'a Type>,
}

pub(super) fn types<'a>(comparison: &Comparison<'a>) -> Matched<'a> {
    let (old, new): (&'a Schema, &'a Schema) = (comparison.types.old, comparison.types.new);
    let mut matched = Matched::default();
    for (name, ty) in &old.types {
        match new.types.get(name) {
            Some(now) => matched.pairs.push(Pair { old: ty, new: now }),
            None => matched.gone.push(ty),
        }
    }
    matched.fresh = new
        .types
        .iter()
        .filter(|(name, _)| !old.types.contains_key(*name))
        .map(|(_, ty)| ty)
        .collect();
    for is_same in [same_event, moved, renamed] {
        matched.join(is_same);
    }
    matched
}

impl<'a> Matched<'a> {
    /// Makes pairs of what fits exactly one on the other side.
    fn join(&mut self, is_same: fn(&Type, &Type) -> bool) {
        for old in std::mem::take(&mut self.gone) {
            let mut fits = self.fresh.iter().enumerate().filter(|(_, new)| is_same(old, new));
            let only = match (fits.next(), fits.next()) {
                (Some((index, _)), None) => Some(index),
                _ => None,
            };
            match only {
                Some(index) => {
                    let new: &'a Type = self.fresh.remove(index);
                    self.pairs.push(Pair { old, new });
                }
                None => self.gone.push(old),
            }
        }
    }
}

/// The store tells events apart by type name and version.
fn same_event(old: &Type, new: &Type) -> bool {
    match (&old.event, &new.event) {
        (Some(old), Some(new)) => (&old.type_name, old.version) == (&new.type_name, new.version),
        _ => false,
    }
}

/// The same name in another package; not in another version of the package, which is a new definition.
fn moved(old: &Type, new: &Type) -> bool {
    is_data(old, new) && old.path == new.path && domain(old) != domain(new)
}

/// Another name in the same package, for the very same things.
fn renamed(old: &Type, new: &Type) -> bool {
    let bare = |ty: &Type| Type { path: String::new(), name: None, ..normal(ty) };
    let is_empty = match &old.shape {
        Shape::Message(message) => message.fields.is_empty(),
        Shape::Enum(values) => values.values.is_empty(),
    };
    is_data(old, new) && old.package == new.package && !is_empty && bare(old) == bare(new)
}

fn is_data(old: &Type, new: &Type) -> bool {
    old.event.is_none()
        && new.event.is_none()
        && matches!(
            (&old.shape, &new.shape),
            (Shape::Message(_), Shape::Message(_)) | (Shape::Enum(_), Shape::Enum(_))
        )
}

fn domain(ty: &Type) -> &str {
    match ty.package.rsplit_once('.') {
        Some((domain, _)) if ty.package_version().is_some() => domain,
        _ => &ty.package,
    }
}
