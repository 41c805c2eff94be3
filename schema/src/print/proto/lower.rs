//! A type as its declaration.

use std::collections::{BTreeMap, BTreeSet};

use crate::case::to_proto_json;
use crate::model::{Enum, EnumValue, Field, Message, Schema, Shape, Type};

use super::check::{MAX_NUMBER, Scope, check_event, check_field, check_name, reserved, take};
use super::comment::comment;
use super::error::PrintError;
use super::form::Form;
use super::layout::{Layout, Place};
use super::names::is_identifier;
use super::options;
use super::source::{
    Declaration, Element, EnumSource, FieldSource, Member, MessageSource, OneofSource,
    OptionSource, Source, ValueSource,
};

/// The files of a schema. What is imported comes before what imports it.
pub(in crate::print) fn sources(schema: &Schema) -> Result<Vec<Source>, PrintError> {
    let layout = Layout::new(schema)?;
    // The files of a package share its names.
    let mut scopes: BTreeMap<&str, Scope> = BTreeMap::new();
    layout
        .files
        .iter()
        .map(|place| source(place, &layout, scopes.entry(place.package).or_default()))
        .collect()
}

fn source(place: &Place<'_>, layout: &Layout<'_>, scope: &mut Scope) -> Result<Source, PrintError> {
    let mut lowering = Lowering { layout, place, imports: BTreeSet::new() };
    let mut types = Vec::new();
    for ty in &place.types {
        types.push(lowering.declaration(ty, scope)?);
    }
    lowering.imports.remove(&place.path);
    Ok(Source {
        path: place.path.clone(),
        package: place.package.to_owned(),
        imports: lowering.imports,
        types,
    })
}

struct Lowering<'a> {
    layout: &'a Layout<'a>,
    place: &'a Place<'a>,
    imports: BTreeSet<String>,
}

impl Lowering<'_> {
    /// `scope` is that of the names beside the type, where the values of an enum stand as well.
    fn declaration(&mut self, ty: &Type, scope: &mut Scope) -> Result<Declaration, PrintError> {
        let name = ty.path.rsplit('.').next().unwrap_or(&ty.path);
        if !is_identifier(name) {
            return Err(PrintError::new(
                ty,
                format!("`{name}` is no name in Protobuf"),
                "use ASCII letters, digits and `_`, and begin with a letter",
            ));
        }
        take(scope, name, format!("the type `{}`", ty.full_name()), ty)?;
        Ok(match &ty.shape {
            Shape::Message(message) => Declaration::Message(self.message(ty, name, message)?),
            Shape::Enum(values) => Declaration::Enum(self.values(ty, name, values, scope)?),
        })
    }

    fn message(
        &mut self,
        ty: &Type,
        name: &str,
        message: &Message,
    ) -> Result<MessageSource, PrintError> {
        check_event(ty)?;
        let mut scope = Scope::new();
        let mut numbers = BTreeMap::new();
        let mut keys = Scope::new();
        let mut members = Vec::new();
        let mut seen = BTreeSet::new();
        for field in &message.fields {
            let Some(index) = field.oneof else {
                members.push(Member::Field(self.field(ty, field, &mut scope)?));
                check_field(ty, field, &mut numbers, &mut keys)?;
                continue;
            };
            if !seen.insert(index) {
                continue;
            }
            let Some(oneof) = message.oneofs.get(index) else {
                return Err(PrintError::new(
                    ty,
                    format!("its oneof {index} is not there"),
                    "this is a fault of what made the schema",
                )
                .of(&field.name, field.place.as_ref()));
            };
            check_name(ty, &oneof.name, oneof.place.as_ref())?;
            take(&mut scope, &oneof.name, "a oneof".to_owned(), ty)?;
            let mut fields = Vec::new();
            for alternative in message.alternatives(index) {
                fields.push(self.field(ty, alternative, &mut scope)?);
                check_field(ty, alternative, &mut numbers, &mut keys)?;
            }
            members.push(Member::Oneof(OneofSource {
                name: oneof.name.clone(),
                comment: comment(&oneof.doc, None, options::lint_of_oneof(&oneof.name)),
                options: self.importing(options::of_oneof(oneof).into_iter().collect()),
                fields,
            }));
        }
        if let Some((_, oneof)) =
            message.oneofs.iter().enumerate().find(|(index, _)| !seen.contains(index))
        {
            return Err(PrintError::new(
                ty,
                "the oneof has no alternatives",
                "remove it, or give it one",
            )
            .of(&oneof.name, oneof.place.as_ref()));
        }
        let reserved = reserved(ty, 1, MAX_NUMBER)?;
        let mut nested = Vec::new();
        let prefix = format!("{}.", ty.full_name());
        for (full_name, inner) in self.layout.schema.types.range(prefix.clone()..) {
            let Some(rest) = full_name.strip_prefix(&prefix) else { break };
            if !rest.contains('.') && inner.package == ty.package && self.layout.has(full_name) {
                nested.push(self.declaration(inner, &mut scope)?);
            }
        }
        let options = options::of_message(ty, self.place.stem, self.layout);
        Ok(MessageSource {
            name: name.to_owned(),
            full_name: ty.full_name(),
            comment: comment(&ty.doc, ty.deprecated.as_deref(), options::lint_of_message(name)),
            options: self.importing(options),
            reserved,
            members,
            nested,
        })
    }

    fn field(
        &mut self,
        ty: &Type,
        field: &Field,
        scope: &mut Scope,
    ) -> Result<FieldSource, PrintError> {
        check_name(ty, &field.name, field.place.as_ref())?;
        take(scope, &field.name, "another field".to_owned(), ty)?;
        let form = Form::of(&field.kind, field.oneof.is_some(), self.layout.schema);
        let (Some(number), Some(form)) = (field.number, form) else {
            // Types that have such fields are left out before.
            return Err(PrintError::new(ty, "it has JSON only", "give it a number")
                .of(&field.name, field.place.as_ref()));
        };
        if let Element::Message(name) | Element::Enum(name) = &form.element
            && let Some(file) = self.layout.file(name)
        {
            self.imports.insert(file.to_owned());
        }
        if form.key.is_some() {
            take(scope, &entry_name(&field.name), format!("the map `{}`", field.name), ty)?;
        }
        let mut options: Vec<OptionSource> =
            field.deprecated.iter().map(|_| OptionSource::deprecated(3)).collect();
        options.extend(options::of_field(field, &form));
        Ok(FieldSource {
            name: field.name.clone(),
            number,
            label: form.label,
            element: form.element,
            key: form.key,
            json_name: field.proto_json_name.clone(),
            comment: comment(
                &field.doc,
                field.deprecated.as_deref(),
                options::lint_of_field(&field.name),
            ),
            options: self.importing(options),
        })
    }

    fn values(
        &mut self,
        ty: &Type,
        name: &str,
        values: &Enum,
        scope: &mut Scope,
    ) -> Result<EnumSource, PrintError> {
        let reserved = reserved(ty, i32::MIN, i32::MAX)?;
        // Proto3 wants the default first.
        let zero = values.values.iter().position(|value| value.number == 0).unwrap_or_default();
        let (before, after) = values.values.split_at(zero);
        let (zero, after) = after.split_at(after.len().min(1));
        let mut sources = Vec::new();
        let mut numbers = BTreeSet::new();
        let mut allow_alias = false;
        for value in zero.iter().chain(before).chain(after) {
            check_name(ty, &value.name, value.place.as_ref())?;
            take(scope, &value.name, format!("a value of `{}`", ty.full_name()), ty)?;
            if ty.reserved.has_number(i64::from(value.number)) || ty.reserved.has_name(&value.name)
            {
                return Err(PrintError::new(
                    ty,
                    "its name or number is reserved",
                    "use another one",
                )
                .of(&value.name, value.place.as_ref()));
            }
            allow_alias |= !numbers.insert(value.number);
            sources.push(self.value(name, value));
        }
        let mut options = options::of_enum(ty, values, allow_alias);
        options.sort_by_key(OptionSource::is_extension);
        Ok(EnumSource {
            name: name.to_owned(),
            full_name: ty.full_name(),
            comment: comment(
                &ty.doc,
                ty.deprecated.as_deref(),
                options::lint_of_enum(name, values, allow_alias),
            ),
            options: self.importing(options),
            reserved,
            values: sources,
        })
    }

    fn value(&mut self, enum_name: &str, value: &EnumValue) -> ValueSource {
        let mut options: Vec<OptionSource> =
            value.deprecated.iter().map(|_| OptionSource::deprecated(1)).collect();
        options.extend(options::of_value(enum_name, value));
        ValueSource {
            name: value.name.clone(),
            number: value.number,
            comment: comment(&value.doc, value.deprecated.as_deref(), Vec::new()),
            options: self.importing(options),
        }
    }

    /// The same options, whose file is imported if they are ours.
    fn importing(&mut self, options: Vec<OptionSource>) -> Vec<OptionSource> {
        if options.iter().any(OptionSource::is_extension) {
            self.imports.insert(options::FILE.to_owned());
        }
        options
    }
}

/// `counts_by_day` to `CountsByDayEntry`, as compilers name the message behind a map.
pub(in crate::print) fn entry_name(field: &str) -> String {
    let camel = to_proto_json(field);
    let mut chars = camel.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase()).into_iter();
    first.chain(chars).chain("Entry".chars()).collect()
}
