//! What to write, in the language that the type is written in.

use crate::model::{Place, Type};

/// The language of a definition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Proto,
    Rust,
    /// The place is not known.
    Either,
}

impl Language {
    pub(super) fn of(ty: &Type) -> Self {
        let extension = |place: &Place| Some(place.file.rsplit_once('.')?.1.to_owned());
        match ty.place.as_ref().and_then(extension).as_deref() {
            Some("proto") => Self::Proto,
            Some("rs") => Self::Rust,
            _ => Self::Either,
        }
    }

    /// The text of the language, or both.
    pub(super) fn choose(self, proto: &str, rust: &str) -> String {
        match self {
            Self::Proto => proto.to_owned(),
            Self::Rust => rust.to_owned(),
            Self::Either => format!("{proto} (.proto) or {rust} (Rust)"),
        }
    }

    /// The line that reserves numbers and names.
    pub(super) fn reserve(self, ty: &Type, number: Option<i64>, name: Option<&str>) -> String {
        let numbers: Vec<(i64, i64)> = number.map(|number| (number, number)).into_iter().collect();
        let names: Vec<&str> = name.into_iter().collect();
        self.reserve_all(ty, &numbers, &names)
    }

    pub(super) fn reserve_all(self, ty: &Type, numbers: &[(i64, i64)], names: &[&str]) -> String {
        let range = |low: i64, high: i64, between: &str| {
            if low == high { low.to_string() } else { format!("{low}{between}{high}") }
        };
        let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
        let mut proto = Vec::new();
        if !numbers.is_empty() {
            let ranges: Vec<String> =
                numbers.iter().map(|(low, high)| range(*low, *high, " to ")).collect();
            proto.push(format!("reserved {};", ranges.join(", ")));
        }
        if !quoted.is_empty() {
            proto.push(format!("reserved {};", quoted.join(", ")));
        }
        let mut rust: Vec<String> =
            numbers.iter().map(|(low, high)| range(*low, *high, "..=")).collect();
        rust.extend(quoted);
        let line = self.choose(
            &format!("`{}`", proto.join(" ")),
            &format!("`#[event(reserved({}))]`", rust.join(", ")),
        );
        format!("add {line} to `{}`", ty.bare_name())
    }
}
