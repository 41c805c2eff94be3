use std::collections::BTreeSet;

use super::kind::Kinds;
use super::literal::{comment, property, string};
use super::{Layout, alias, module};
use crate::model::{Enum, Field, Fixed, Kind, Message, Oneof, Shape, Type};
use crate::print::package::{Member, Text, about, header, members, unique};

/// One module, in the making.
pub(super) struct Module<'a> {
    pub(super) layout: &'a Layout<'a>,
    pub(super) package: &'a str,
    pub(super) kinds: Kinds<'a>,
    pub(super) text: Text,
}

/// A property of an interface.
pub(super) struct Property<'a> {
    pub(super) key: &'a str,
    pub(super) ty: String,
    pub(super) check: String,
    pub(super) optional: bool,
    pub(super) doc: &'a str,
    pub(super) also: Vec<String>,
    pub(super) deprecated: Option<&'a String>,
}

impl<'a> Module<'a> {
    pub(super) fn new(layout: &'a Layout<'a>, package: &'a str) -> Self {
        Self { layout, package, kinds: Kinds { layout, package }, text: Text::new(2) }
    }

    pub(super) fn print(mut self, types: &[&'a Type]) -> String {
        for ty in types {
            let class = self.layout.classes.of(&ty.full_name()).to_owned();
            match &ty.shape {
                Shape::Enum(values) => self.values(&class, ty, values),
                Shape::Message(message) => self.message(&class, ty, message),
            }
        }
        let body = std::mem::take(&mut self.text).finish();
        let mut head = Text::new(2);
        let source = if self.package.is_empty() { "its schema" } else { self.package };
        head.line(format!("// {}", header(source)));
        let up = "../".repeat(module(self.package).matches('/').count());
        let up = if up.is_empty() { "./" } else { &up };
        head.line(format!("import * as $ from \"{up}json.js\";"));
        let others: BTreeSet<&str> = types
            .iter()
            .flat_map(|ty| self.layout.schema.references(ty))
            .map(|ty| &*ty.package)
            .filter(|package| *package != self.package)
            .collect();
        for other in others {
            head.line(format!("import * as {} from \"{up}{}.js\";", alias(other), module(other)));
        }
        format!("{}\n{}", head.finish(), body.trim_start_matches('\n'))
    }

    fn values(&mut self, class: &str, ty: &Type, values: &Enum) {
        let named = self.layout.proto3 || values.by_name;
        let text = &mut self.text;
        text.gap();
        comment(text, &ty.doc, &[], ty.deprecated.as_ref());
        text.line(format!("export const {class} = {{"));
        let mut taken = BTreeSet::new();
        text.inside(|text| {
            for value in &values.values {
                comment(text, &value.doc, &[], value.deprecated.as_ref());
                let key = property(&unique(&mut taken, &value.json_name));
                let name = if self.layout.proto3 { &value.name } else { &value.json_name };
                let number = value.number.to_string();
                text.line(format!("{key}: {},", if named { string(name) } else { number }));
            }
        });
        text.line("} as const;");
        text.gap();
        comment(text, &ty.doc, &[], ty.deprecated.as_ref());
        let open = match (values.open, named) {
            (false, _) => "",
            (true, true) => " | number",
            // The known values stay visible in editors.
            (true, false) => " | (number & {})",
        };
        text.line(format!("export type {class} = (typeof {class})[keyof typeof {class}]{open};"));
        let known = format!("$.isValueOf({class})(value)");
        let open = if values.open { " || $.isInteger(32, true)(value)" } else { "" };
        self.guard(class, &[format!("{known}{open}")]);
    }

    fn message(&mut self, class: &str, ty: &'a Type, message: &'a Message) {
        let name = ty.full_name();
        if !self.layout.proto3 {
            for (index, oneof) in message.oneofs.iter().enumerate() {
                let choice = self.oneof_class(&name, index);
                self.text.gap();
                if message.union {
                    comment(&mut self.text, &ty.doc, &[], ty.deprecated.as_ref());
                } else {
                    comment(&mut self.text, &oneof.doc, &[], None);
                }
                self.choice(&choice, message, index);
            }
            if message.union {
                return;
            }
        }
        let also: Vec<String> = ty.event.iter().map(about).collect();
        let properties = self.properties(ty, message);
        let text = &mut self.text;
        text.gap();
        comment(text, &ty.doc, &also, ty.deprecated.as_ref());
        text.line(format!("export interface {class} {{"));
        text.inside(|text| {
            for property in &properties {
                property.print(text);
            }
        });
        text.line("}");
        let mut checks = vec!["$.isObject(value)".to_owned()];
        checks.extend(properties.iter().map(Property::check));
        if self.layout.proto3 {
            checks.extend(message.oneofs.iter().enumerate().map(|(index, oneof)| {
                let keys: Vec<String> = message
                    .alternatives(index)
                    .map(|field| string(&field.proto_json_name))
                    .collect();
                let count = if oneof.required { "=== 1" } else { "<= 1" };
                format!("$.present(value, [{}]) {count}", keys.join(", "))
            }));
        }
        self.guard(class, &checks);
    }

    fn properties(&self, ty: &'a Type, message: &'a Message) -> Vec<Property<'a>> {
        let mut properties = Vec::new();
        if self.layout.proto3 {
            for field in &message.fields {
                let mut property = self.property(field, &field.proto_json_name);
                // What is zero is left out, and of a oneof all but one.
                property.optional = field.oneof.is_some() || !self.kinds.is_message(&field.kind);
                properties.push(property);
            }
            return properties;
        }
        for member in members(message) {
            properties.push(match member {
                Member::Field(field) => self.property(field, &field.json_name),
                Member::Oneof(index, oneof) => self.oneof(ty, index, oneof),
            });
        }
        if ty.event.is_some() && !properties.iter().any(|property| property.key == "Id") {
            let id = Property {
                key: "Id",
                ty: "string".to_owned(),
                check: self.kinds.check(&Kind::Uuid),
                optional: true,
                doc: "The id of the event, where its writer puts one into the data.",
                also: Vec::new(),
                deprecated: None,
            };
            properties.insert(0, id);
        }
        properties
    }

    pub(super) fn property(&self, field: &'a Field, key: &'a str) -> Property<'a> {
        let mut ty = self.kinds.of(field.kind.required());
        let mut check = self.kinds.check(field.kind.required());
        if let Some(fixed) = &field.fixed {
            let long = matches!(field.kind.required(), Kind::Int(64, _) | Kind::UInt(64, _));
            let value = match fixed {
                Fixed::Text(text) => string(text),
                fixed if self.layout.proto3 && long => string(&fixed.to_string()),
                fixed => fixed.to_string(),
            };
            if matches!(
                field.kind.required(),
                Kind::Bool | Kind::String | Kind::Int(..) | Kind::UInt(..)
            ) {
                check = format!("$.isExactly({value})");
                ty = value;
            }
        }
        let mut also = Vec::new();
        if field.default {
            also.push("Where it is absent, readers take the default of the type.".to_owned());
        }
        Property {
            key,
            optional: field.default
                || matches!(field.kind, Kind::Optional(_))
                || check.starts_with("$.isOptional("),
            ty,
            check,
            doc: &field.doc,
            also,
            deprecated: field.deprecated.as_ref(),
        }
    }

    fn oneof(&self, ty: &Type, index: usize, oneof: &'a Oneof) -> Property<'a> {
        let class = self.oneof_class(&ty.full_name(), index);
        Property {
            key: &oneof.json_name,
            check: Layout::guard(&class),
            ty: class,
            optional: !oneof.required || oneof.default,
            doc: &oneof.doc,
            also: Vec::new(),
            deprecated: None,
        }
    }

    fn oneof_class(&self, name: &str, index: usize) -> String {
        self.layout
            .schema
            .types
            .get_key_value(name)
            .map(|(name, _)| self.layout.classes.of_oneof(name, index).to_owned())
            .unwrap_or_default()
    }
}

impl Property<'_> {
    pub(super) fn print(&self, text: &mut Text) {
        comment(text, self.doc, &self.also, self.deprecated);
        let key = property(self.key);
        text.line(if self.optional {
            let null = if self.ty.ends_with("| null") { "" } else { " | null" };
            format!("readonly {key}?: {}{null};", self.ty)
        } else {
            format!("readonly {key}: {};", self.ty)
        });
    }

    /// Whether the property of `value` is right.
    pub(super) fn check(&self) -> String {
        let key = string(self.key);
        if self.optional && !self.check.starts_with("$.isOptional(") {
            format!("$.isOptional({})(value[{key}])", self.check)
        } else {
            format!("{}(value[{key}])", self.check)
        }
    }
}
