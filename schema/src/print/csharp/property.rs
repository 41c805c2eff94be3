use std::collections::BTreeSet;

use super::kind::Scope;
use super::literal::{comment, property, string};
use crate::model::{Field, Fixed, Kind, Oneof};
use crate::print::package::Text;

/// A property of a record.
pub(super) struct Property<'a> {
    pub(super) name: String,
    pub(super) key: &'a str,
    pub(super) ty: String,
    pub(super) presence: Presence,
    pub(super) doc: &'a str,
    pub(super) remarks: Vec<String>,
    pub(super) deprecated: Option<&'a String>,
    /// The attributes of protobuf-net.
    pub(super) member: Option<String>,
    /// What the property is where Protobuf has nothing: protobuf-net sets only what it reads.
    pub(super) empty: Option<&'static str>,
}

/// Whether a property has to be set.
pub(super) enum Presence {
    Required,
    /// Absent when it is null.
    Nullable,
    /// It begins as this expression, or as the default of its type.
    Initial(Option<String>),
    /// It never is anything else.
    Fixed(String),
}

impl<'a> Property<'a> {
    pub(super) fn of_field(
        scope: &Scope<'_>,
        taken: &mut BTreeSet<String>,
        field: &'a Field,
    ) -> Self {
        let name = property(taken, &field.json_name, &field.name);
        let mut ty = scope.of(&field.kind);
        let simple = matches!(
            field.kind.required(),
            Kind::Bool | Kind::String | Kind::Int(..) | Kind::UInt(..)
        );
        let presence = match &field.fixed {
            Some(fixed) if simple => {
                ty = scope.of(field.kind.required());
                Presence::Fixed(match fixed {
                    Fixed::Text(text) => string(text),
                    fixed => fixed.to_string(),
                })
            }
            _ if field.default || ty.ends_with('?') => Presence::Nullable,
            // A member that is obsolete cannot be one that everybody has to set.
            _ if field.deprecated.is_some() => {
                Presence::Initial(scope.initial(&field.kind).map(str::to_owned))
            }
            _ => Presence::Required,
        };
        if matches!(presence, Presence::Nullable) && !ty.ends_with('?') {
            ty.push('?');
        }
        let mut remarks = Vec::new();
        if field.default {
            remarks.push("Where it is absent, readers take the default of the type.".to_owned());
        }
        Self {
            name,
            key: &field.json_name,
            ty,
            presence,
            doc: &field.doc,
            remarks,
            deprecated: field.deprecated.as_ref(),
            member: None,
            empty: scope.initial(&field.kind).filter(|it| *it != "null!"),
        }
    }

    pub(super) fn of_oneof(taken: &mut BTreeSet<String>, oneof: &'a Oneof, class: &str) -> Self {
        let required = oneof.required && !oneof.default;
        Self {
            name: property(taken, &oneof.json_name, &oneof.name),
            key: &oneof.json_name,
            ty: if required { class.to_owned() } else { format!("{class}?") },
            presence: if required { Presence::Required } else { Presence::Nullable },
            doc: &oneof.doc,
            remarks: Vec::new(),
            deprecated: None,
            member: None,
            empty: None,
        }
    }

    pub(super) fn print(&self, text: &mut Text, scope: &Scope<'_>) {
        let json = |name| scope.library("System.Text.Json.Serialization", name);
        comment(text, self.doc, &self.remarks);
        obsolete(text, scope, self.deprecated);
        if self.name != self.key {
            text.line(format!("[{}({})]", json("JsonPropertyName"), string(self.key)));
        }
        if matches!(self.presence, Presence::Nullable) {
            text.line(format!(
                "[{}(Condition = {}.WhenWritingNull)]",
                json("JsonIgnore"),
                json("JsonIgnoreCondition")
            ));
        }
        if let Some(member) = &self.member {
            text.line(format!("[{member}]"));
        }
        let Self { ty, name, .. } = self;
        text.line(match &self.presence {
            Presence::Required => {
                let empty = self.empty.filter(|_| self.member.is_some());
                let initial = empty.map(|empty| format!(" = {empty};")).unwrap_or_default();
                format!("public required {ty} {name} {{ get; init; }}{initial}")
            }
            Presence::Nullable | Presence::Initial(None) => {
                format!("public {ty} {name} {{ get; init; }}")
            }
            Presence::Initial(Some(value)) => {
                format!("public {ty} {name} {{ get; init; }} = {value};")
            }
            // Protobuf-net wants something to set.
            Presence::Fixed(value) if self.member.is_some() => {
                format!("public {ty} {name} {{ get; private init; }} = {value};")
            }
            Presence::Fixed(value) => format!("public {ty} {name} => {value};"),
        });
    }
}

pub(super) fn obsolete(text: &mut Text, scope: &Scope<'_>, deprecated: Option<&String>) {
    let Some(note) = deprecated else { return };
    let attribute = scope.library("System", "Obsolete");
    text.line(if note.is_empty() {
        format!("[{attribute}]")
    } else {
        format!("[{attribute}({})]", string(note))
    });
}
