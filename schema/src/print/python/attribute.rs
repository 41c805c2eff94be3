use std::collections::BTreeSet;

use super::class::Module;
use super::literal::{attribute, docs, docstring, string};
use crate::case::to_pascal;
use crate::model::{Field, Fixed, Kind, Message, Type};
use crate::print::package::{Member, Text, members};

impl Module<'_> {
    /// The attribute of a field.
    pub(super) fn attribute(&self, field: &Field, taken: &mut BTreeSet<String>) -> Attribute {
        let mut annotation = self.annotations.of(&field.kind);
        let mut default = None;
        if let Some(fixed) = &field.fixed {
            let value = match fixed {
                Fixed::Bool(true) => "True".to_owned(),
                Fixed::Bool(false) => "False".to_owned(),
                Fixed::UInt(value) => value.to_string(),
                Fixed::Int(value) => value.to_string(),
                Fixed::Text(value) => string(value),
            };
            // A literal type is compared as it is; the other kinds keep their own.
            if matches!(
                field.kind.required(),
                Kind::Bool | Kind::String | Kind::Int(..) | Kind::UInt(..)
            ) {
                annotation = format!("typing.Literal[{value}]");
                default = Some(value);
            }
        } else if field.default && !annotation.ends_with("| None") {
            annotation.push_str(" | None");
        }
        if annotation.ends_with("| None") {
            default = Some("None".to_owned());
        }
        let also: Vec<String> = field
            .default
            .then(|| "Where it is absent, readers take the default of the type.".to_owned())
            .into_iter()
            .collect();
        Attribute {
            name: attribute(taken, &field.name),
            annotation,
            default,
            key: field.json_name.clone(),
            aliases: field.aliases.clone(),
            deprecated: field.deprecated.clone(),
            doc: docs(&field.doc, &also, field.deprecated.as_ref()),
            ignore: "",
            own_id: false,
        }
    }
}

/// The attributes of a message.
pub(super) fn attributes<'a>(
    module: &Module<'a>,
    ty: &'a Type,
    message: &'a Message,
) -> Vec<Attribute> {
    let is_event = ty.event.is_some();
    let mut taken = BTreeSet::new();
    let mut found = Vec::new();
    // The base class has the id of an event.
    let id = message.fields.iter().find(|field| is_event && field.id);
    if let Some(field) = id {
        taken.insert("id".to_owned());
        if field.json_name != "Id" || !field.aliases.is_empty() {
            let mut own = module.attribute(field, &mut BTreeSet::new());
            "id".clone_into(&mut own.name);
            "_wire.Guid".clone_into(&mut own.annotation);
            own.default = None;
            own.own_id = true;
            found.push(own);
        }
    }
    for member in members(message) {
        match member {
            Member::Field(field) if is_event && field.id => {}
            Member::Field(field) => {
                let mut own = module.attribute(field, &mut taken);
                if is_event && own.name == "id" && own.annotation != "_wire.Guid" {
                    own.ignore = "  # type: ignore[assignment]";
                }
                found.push(own);
            }
            Member::Oneof(index, oneof) => {
                let class = module.oneof_class(&ty.full_name(), index);
                let required = oneof.required && !oneof.default;
                found.push(Attribute {
                    name: attribute(&mut taken, &oneof.name),
                    annotation: if required { class } else { format!("{class} | None") },
                    default: (!required).then(|| "None".to_owned()),
                    key: oneof.json_name.clone(),
                    aliases: oneof.aliases.clone(),
                    deprecated: None,
                    doc: docs(&oneof.doc, &[], None),
                    ignore: "",
                    own_id: false,
                });
            }
        }
    }
    found
}

/// One attribute of a class.
#[derive(Clone)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) annotation: String,
    pub(super) default: Option<String>,
    key: String,
    aliases: Vec<String>,
    deprecated: Option<String>,
    doc: Vec<String>,
    ignore: &'static str,
    own_id: bool,
}

impl Attribute {
    pub(super) fn print(self, text: &mut Text) {
        let Self { name, annotation, default, key, aliases, deprecated, ignore, .. } = self;
        let mut arguments = Vec::new();
        if self.own_id {
            arguments.push("default_factory=_wire.new_id".to_owned());
        }
        // The base class makes PascalCase keys of the names.
        let plain = to_pascal(&name) == key && aliases.is_empty();
        if !plain || deprecated.is_some() {
            arguments.extend(default.iter().map(|default| format!("default={default}")));
        }
        if !plain {
            let mut names = vec![string(&name)];
            names.extend([&key].into_iter().chain(&aliases).map(|name| string(name)));
            names.dedup();
            arguments.push(format!("validation_alias=pydantic.AliasChoices({})", names.join(", ")));
            arguments.push(format!("serialization_alias={}", string(&key)));
        }
        if let Some(note) = deprecated {
            let note = if note.is_empty() { "True".to_owned() } else { string(&note) };
            arguments.push(format!("deprecated={note}"));
        }
        let value = match (arguments.is_empty(), default) {
            (false, _) => format!(" = pydantic.Field({})", arguments.join(", ")),
            (true, Some(default)) => format!(" = {default}"),
            (true, None) => String::new(),
        };
        text.line(format!("{name}: {annotation}{value}{ignore}"));
        docstring(text, &self.doc);
    }
}
