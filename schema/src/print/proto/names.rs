//! How names are looked up, as Protobuf compilers do it.

use std::collections::BTreeSet;

/// All names that a reference could mean.
#[derive(Default)]
pub(in crate::print) struct Names {
    types: BTreeSet<String>,
    packages: BTreeSet<String>,
}

impl Names {
    /// Adds a type, and the packages or types around it.
    pub(in crate::print) fn add(&mut self, package: &str, full_name: String) {
        let mut package = package;
        while !package.is_empty() && self.packages.insert(package.to_owned()) {
            package = package.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
        self.types.insert(full_name);
    }

    /// The shortest way to write a name from inside a scope: without the scope or its package, in full, or
    /// with a dot before it where something nearer would be meant.
    pub(in crate::print) fn short(&self, scope: &str, package: &str, name: &str) -> String {
        let inside = |outer: &str| name.strip_prefix(outer)?.strip_prefix('.');
        let candidates = [inside(scope), inside(package), Some(name)];
        candidates
            .into_iter()
            .flatten()
            .find(|written| {
                !is_keyword(written) && self.resolve(scope, written) == Some(name.to_owned())
            })
            .map_or_else(|| format!(".{name}"), str::to_owned)
    }

    /// What a name means: its first part is looked for from the innermost scope outwards, and where it
    /// is found, the rest has to be.
    fn resolve(&self, scope: &str, written: &str) -> Option<String> {
        let first = written.split('.').next().unwrap_or(written);
        let mut scope = scope;
        loop {
            let join = |name: &str| {
                if scope.is_empty() { name.to_owned() } else { format!("{scope}.{name}") }
            };
            let (head, whole) = (join(first), join(written));
            let is_type = self.types.contains(&head);
            if is_type || (first != written && self.packages.contains(&head)) {
                return self.types.contains(&whole).then_some(whole);
            }
            if scope.is_empty() {
                return None;
            }
            scope = scope.rsplit_once('.').map_or("", |(outer, _)| outer);
        }
    }
}

/// Whether a name would be read as something else where a type is expected.
fn is_keyword(name: &str) -> bool {
    let first = name.split('.').next().unwrap_or(name);
    crate::model::Kind::of_scalar(first).is_some()
        || matches!(
            first,
            "enum"
                | "extend"
                | "extensions"
                | "group"
                | "map"
                | "message"
                | "oneof"
                | "option"
                | "optional"
                | "repeated"
                | "required"
                | "reserved"
                | "stream"
                | "returns"
                | "rpc"
        )
}

/// Whether a text can be a name in a `.proto` file.
pub(in crate::print) fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name_is_meant() {
        let mut names = Names::default();
        for (package, name) in [
            ("user.v1", "user.v1.Address"),
            ("user.v1", "user.v1.Created"),
            ("user.v1", "user.v1.Created.Address"),
            ("user.v1", "user.v1.string"),
            ("admin.user.v1", "admin.user.v1.Created"),
            ("google.protobuf", "google.protobuf.Timestamp"),
        ] {
            names.add(package, name.to_owned());
        }
        for (scope, package, name, written) in [
            ("user.v1.Other", "user.v1", "user.v1.Address", "Address"),
            ("user.v1.Created", "user.v1", "user.v1.Address", "user.v1.Address"),
            ("user.v1.Created", "user.v1", "user.v1.Created.Address", "Address"),
            // `user` is `admin.user` there.
            ("admin.user.v1.Created", "admin.user.v1", "user.v1.Address", ".user.v1.Address"),
            (
                "user.v1.Created",
                "user.v1",
                "google.protobuf.Timestamp",
                "google.protobuf.Timestamp",
            ),
            ("user.v1.Created", "user.v1", "user.v1.string", "user.v1.string"),
            ("A", "", "B", ".B"),
            ("user.v1.Other", "user.v1", "user.v1.Created.Address", "Created.Address"),
        ] {
            assert_eq!(names.short(scope, package, name), written);
        }
    }
}
