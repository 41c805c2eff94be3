use std::collections::BTreeSet;

use super::attribute::attributes;
use super::kind::Annotations;
use super::literal::{docs, docstring, is_keyword, string};
use super::{Layout, is_enum};
use crate::case::to_screaming_snake;
use crate::model::{Enum, Event, Message, Shape, Type};
use crate::print::package::{Text, about, header, identifier, is_identifier, unique};

/// One module, in the making.
pub(super) struct Module<'a> {
    pub(super) layout: &'a Layout<'a>,
    pub(super) package: &'a str,
    pub(super) annotations: Annotations<'a>,
    pub(super) text: Text,
}

impl<'a> Module<'a> {
    pub(super) fn new(layout: &'a Layout<'a>, package: &'a str) -> Self {
        let annotations = Annotations { layout, package };
        Self { layout, package, annotations, text: Text::new(4) }
    }

    pub(super) fn print(mut self, types: &[&'a Type]) -> String {
        for ty in in_order(self.layout, types) {
            let class = self.layout.classes.of(&ty.full_name()).to_owned();
            match &ty.shape {
                Shape::Enum(values) => self.values(&class, ty, values),
                Shape::Message(message) => self.message(&class, ty, message),
            }
        }
        let body = std::mem::take(&mut self.text).finish();
        let mut head = Text::new(4);
        let source = if self.package.is_empty() { "its schema" } else { self.package };
        head.line(format!("# {}", header(source)));
        head.line(format!("\"\"\"The types of {}.\"\"\"", identifier_path(source)));
        head.gap();
        head.line("from __future__ import annotations");
        head.gap();
        if body.contains("typing.") {
            head.line("import typing");
            head.gap();
        }
        for import in ["pydantic", "typing_extensions"] {
            if body.contains(&format!("{import}.")) {
                head.line(format!("import {import}"));
            }
        }
        head.gap();
        head.line(format!("from {} import _wire", self.layout.root));
        let others: BTreeSet<&str> = types
            .iter()
            .flat_map(|ty| self.layout.schema.references(ty))
            .map(|ty| &*ty.package)
            .filter(|package| *package != self.package)
            .collect();
        for other in others {
            let (module, alias) = (self.layout.module(other), self.layout.alias(other));
            head.line(format!("import {module} as {alias}"));
        }
        head.gap();
        head.line("__all__ = [");
        let mut names: Vec<String> =
            self.layout.classes.in_package(self.layout.schema, self.package).into_iter().collect();
        names.retain(|name| body.contains(&format!("class {name}(")));
        head.inside(|head| {
            for name in names {
                head.line(format!("\"{name}\","));
            }
        });
        head.line("]");
        format!("{}\n\n{}", head.finish(), body.trim_start_matches('\n'))
    }

    fn values(&mut self, class: &str, ty: &Type, values: &Enum) {
        let base = if values.open { "OpenEnum" } else { "ClosedEnum" };
        let mut taken = BTreeSet::new();
        self.text.line("\n");
        self.text.line(format!("class {class}(_wire.{base}):"));
        self.text.inside(|text| {
            let mut lines = docs(&ty.doc, &[], ty.deprecated.as_ref());
            if lines.is_empty() {
                lines.push(format!("The values of `{}`.", ty.bare_name()));
            }
            docstring(text, &lines);
            text.gap();
            for value in &values.values {
                let name = unique(&mut taken, &constant(&value.json_name, &value.name));
                text.line(format!("{name} = {}", value.number));
                docstring(text, &docs(&value.doc, &[], value.deprecated.as_ref()));
            }
            text.gap();
            text.line("@classmethod");
            text.line("def names(cls) -> dict[str, int]:");
            text.inside(|text| {
                text.line("return {");
                text.inside(|text| {
                    let mut seen = BTreeSet::new();
                    for value in &values.values {
                        let names = [&value.json_name, &value.name].into_iter();
                        for name in names.chain(&value.aliases) {
                            if seen.insert(name) {
                                text.line(format!("{}: {},", string(name), value.number));
                            }
                        }
                    }
                });
                text.line("}");
            });
            if values.by_name {
                text.gap();
                text.line("@classmethod");
                text.line("def writes_names(cls) -> bool:");
                text.inside(|text| text.line("return True"));
            }
        });
    }

    fn message(&mut self, class: &str, ty: &'a Type, message: &'a Message) {
        let name = ty.full_name();
        for (index, oneof) in message.oneofs.iter().enumerate() {
            let choice = self.oneof_class(&name, index);
            let doc = if message.union {
                docs(&ty.doc, &[], ty.deprecated.as_ref())
            } else {
                docs(&oneof.doc, &[], None)
            };
            self.choice(&choice, doc, message, index, oneof);
        }
        if message.union {
            return;
        }
        self.text.line("\n");
        if let Some(note) = &ty.deprecated {
            let note = if note.is_empty() { "deprecated" } else { note };
            self.text.line(format!("@typing_extensions.deprecated({})", string(note)));
        }
        let base = if ty.event.is_some() { "RecordedEvent" } else { "Data" };
        self.text.line(format!("class {class}(_wire.{base}):"));
        let also: Vec<String> = ty.event.iter().map(about).collect();
        let mut lines = docs(&ty.doc, &also, ty.deprecated.as_ref());
        if lines.is_empty() {
            lines.push(format!("The fields of `{}`.", ty.bare_name()));
        }
        let fields = attributes(self, ty, message);
        self.text.inside(|text| {
            docstring(text, &lines);
            if let Some(event) = &ty.event {
                constants(text, event);
            }
            text.gap();
            for field in fields {
                field.print(text);
            }
        });
        if let Some(event) = &ty.event
            && event.type_name != class
        {
            self.text.line("\n");
            self.text.line(format!("{class}.__name__ = {}", string(&event.type_name)));
        }
    }

    pub(super) fn oneof_class(&self, name: &str, index: usize) -> String {
        self.layout
            .schema
            .types
            .get_key_value(name)
            .map(|(name, _)| self.layout.classes.of_oneof(name, index).to_owned())
            .unwrap_or_default()
    }
}

fn constants(text: &mut Text, event: &Event) {
    text.gap();
    let Event { category, type_name, version, .. } = event;
    text.line(format!("CATEGORY: typing.ClassVar[str] = {}", string(category)));
    text.line(format!("EVENT_TYPE: typing.ClassVar[str] = {}", string(type_name)));
    text.line(format!("VERSION: typing.ClassVar[int] = {version}"));
}

/// `FourK` to `FOUR_K`; a name that begins with a digit gives way to the one of Protobuf.
fn constant(json_name: &str, proto_name: &str) -> String {
    let name = [to_screaming_snake(json_name), proto_name.to_owned()]
        .into_iter()
        .find(|name| is_identifier(name) && !is_keyword(name) && name != "mro")
        .unwrap_or_else(|| identifier(proto_name));
    if is_keyword(&name) { name + "_" } else { name }
}

/// A name for a comment.
pub(super) fn identifier_path(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | ' ')).collect()
}

/// What a type uses stands before it, as far as that goes.
fn in_order<'a>(layout: &Layout<'a>, types: &[&'a Type]) -> Vec<&'a Type> {
    let mut done = BTreeSet::new();
    let mut order = Vec::new();
    // A stack of its own: a schema may nest deeper than a thread's stack.
    let mut stack: Vec<(&Type, bool)> = types.iter().rev().map(|ty| (*ty, false)).collect();
    // Enums first, they use nothing.
    stack.sort_by_key(|(ty, _)| is_enum(ty));
    while let Some((ty, left)) = stack.pop() {
        if left {
            order.push(ty);
        } else if done.insert(ty.full_name()) {
            stack.push((ty, true));
            for inner in layout.schema.references(ty) {
                if inner.package == ty.package && !done.contains(&inner.full_name()) {
                    stack.push((inner, false));
                }
            }
        }
    }
    order
}
