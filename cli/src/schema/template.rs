//! The text of a new `.proto` file.

use std::collections::BTreeSet;
use std::fmt::Write;

use super::name::{EventName, is_lower_snake};
use crate::CliError;

/// A field of a new event.
#[derive(Debug)]
pub(crate) struct NewField<'a> {
    name: &'a str,
    ty: &'a str,
}

impl<'a> NewField<'a> {
    /// From `<name>:<type>`.
    pub(crate) fn parse(text: &'a str) -> Result<Self, CliError> {
        let is_type = |ty: &str| {
            !ty.is_empty() && ty.chars().all(|c| c.is_ascii_alphanumeric() || "_. <>,".contains(c))
        };
        text.split_once(':')
            .map(|(name, ty)| Self { name: name.trim(), ty: ty.trim() })
            .filter(|field| is_lower_snake(field.name) && is_type(field.ty))
            .ok_or_else(|| {
                CliError::Usage(format!(
                    "`{text}` is not a field: write <name>:<type>, such as `file_path:string`"
                ))
            })
    }

    /// The names in its type: of `map<string, common.v1.Tag>` `map`, `string` and `common.v1.Tag`.
    pub(crate) fn names(&self) -> impl Iterator<Item = &'a str> {
        self.ty.split([' ', '<', '>', ',']).filter(|name| !name.is_empty())
    }
}

/// The file of a first version.
pub(crate) fn first_version(
    name: &EventName<'_>,
    fields: &[NewField<'_>],
    imports: &BTreeSet<String>,
) -> String {
    let EventName { package, message, .. } = name;
    let mut text = format!("syntax = \"proto3\";\n\npackage {package};\n\n");
    for import in imports {
        let _ = writeln!(text, "import \"{import}\";");
    }
    if !imports.is_empty() {
        text.push('\n');
    }
    let _ = write!(text, "// What happened, in one sentence.\nmessage {message} {{");
    for (number, NewField { name, ty }) in (1..).zip(fields) {
        let _ = write!(text, "\n  {ty} {name} = {number};");
    }
    text.push_str(if fields.is_empty() { "}\n" } else { "\n}\n" });
    text
}

/// The file of an older version with another package; nothing when it does not say its own.
pub(crate) fn next_version(
    older: &EventName<'_>,
    new: &EventName<'_>,
    text: &str,
) -> Option<String> {
    let is_package = |line: &str| {
        let statement = line.trim_start().strip_prefix("package").and_then(|it| it.split_once(';'));
        statement.is_some_and(|(package, _)| package.trim() == older.package)
    };
    let mut found = false;
    let lines = text.split_inclusive('\n').map(|line| {
        if !found && is_package(line) {
            found = true;
            line.replacen(older.package, new.package, 1)
        } else {
            line.to_owned()
        }
    });
    let text: String = lines.collect();
    found.then_some(text)
}

/// The file of Google's that has a type.
pub(crate) fn well_known(name: &str) -> Option<String> {
    let file = match name.strip_prefix("google.protobuf.")? {
        "Struct" | "Value" | "ListValue" | "NullValue" => "struct",
        "FieldMask" => "field_mask",
        "Timestamp" => "timestamp",
        "Duration" => "duration",
        "Empty" => "empty",
        "Any" => "any",
        wrapper if wrapper.ends_with("Value") => "wrappers",
        _ => return None,
    };
    Some(format!("google/protobuf/{file}.proto"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_older_version_the_package_is_replaced_and_nothing_else() {
        let older = EventName { package: "user.v1", domain: "user", message: "Created" };
        let new = EventName { package: "user.v2", domain: "user", message: "Created" };
        let next = |text| next_version(&older, &new, text);
        assert_eq!(
            next("// package user.v1;\r\n  package  user.v1 ; // user.v1\r\nmessage Created {}"),
            Some(
                "// package user.v1;\r\n  package  user.v2 ; // user.v1\r\nmessage Created {}"
                    .into()
            )
        );
        assert_eq!(next("package user.v11;\n"), None);
        assert_eq!(next("message Created {}\n"), None);
        assert_eq!(next(""), None);
    }
}
