//! A file as a `FileDescriptorProto`. The numbers are those of `google/protobuf/descriptor.proto`.

use super::wire::Message;
use crate::print::proto::lower::entry_name;
use crate::print::proto::source::{
    Declaration, Element, EnumSource, FieldSource, Label, Literal, MessageSource, OptionSource,
    ReservedSource, Source,
};

pub(super) fn file(source: &Source) -> Message {
    let mut file = Message::default();
    file.text(1, &source.path);
    if !source.package.is_empty() {
        file.text(2, &source.package);
    }
    for import in &source.imports {
        file.text(3, import);
    }
    types(&mut file, &source.types, [4, 5]);
    file
}

/// What closes a file: behind the comments come the syntax.
pub(super) fn syntax(file: &mut Message) {
    file.text(12, "proto3");
}

/// Messages and enums, in lists of their own.
fn types(outer: &mut Message, types: &[Declaration], [messages, enums]: [u32; 2]) {
    for ty in types {
        if let Declaration::Message(source) = ty {
            outer.message(messages, |out| message(out, source));
        }
    }
    for ty in types {
        if let Declaration::Enum(source) = ty {
            outer.message(enums, |out| values(out, source));
        }
    }
}

fn message(out: &mut Message, source: &MessageSource) {
    out.text(1, &source.name);
    let fields = source.fields();
    let real = source.oneofs().count();
    // `optional` is a oneof of one field, behind the real ones.
    let synthetic = synthetic_oneofs(source);
    let mut next = real;
    for (field, oneof) in &fields {
        let oneof = match field.label {
            Label::Optional => {
                next += 1;
                Some(next - 1)
            }
            _ => *oneof,
        };
        out.message(2, |out| self::field(out, field, oneof, &source.full_name));
    }
    for (field, _) in &fields {
        if let Some(key) = &field.key {
            out.message(3, |out| entry(out, field, key));
        }
    }
    types(out, &source.nested, [3, 4]);
    options(out, 7, &source.options);
    for oneof in source.oneofs() {
        out.message(8, |out| {
            out.text(1, &oneof.name);
            options(out, 2, &oneof.options);
        });
    }
    for name in &synthetic {
        out.message(8, |out| out.text(1, name));
    }
    // The end of a message's range is the first number behind it.
    reserved(out, [9, 10], &source.reserved, 1);
}

/// `_name`, with as many `X` before it as it takes to be unique.
fn synthetic_oneofs(source: &MessageSource) -> Vec<String> {
    let fields = source.fields();
    let mut taken: Vec<String> = fields.iter().map(|(field, _)| field.name.clone()).collect();
    taken.extend(source.oneofs().map(|oneof| oneof.name.clone()));
    let mut names = Vec::new();
    for (field, _) in fields.iter().filter(|(field, _)| field.label == Label::Optional) {
        let mut name = match field.name.strip_prefix('_') {
            Some(_) => field.name.clone(),
            None => format!("_{}", field.name),
        };
        while taken.contains(&name) {
            name.insert(0, 'X');
        }
        taken.push(name.clone());
        names.push(name);
    }
    names
}

fn field(out: &mut Message, source: &FieldSource, oneof: Option<usize>, message: &str) {
    out.text(1, &source.name);
    out.varint(3, u64::from(source.number));
    let repeated = source.label == Label::Repeated;
    out.varint(4, if repeated { 3 } else { 1 });
    if source.key.is_some() {
        out.varint(5, 11);
        out.text(6, &format!(".{message}.{}", entry_name(&source.name)));
    } else {
        element(out, &source.element);
    }
    options(out, 8, &source.options);
    if let Some(oneof) = oneof {
        out.varint(9, oneof as u64);
    }
    out.text(10, &source.json_name);
    out.bool(17, source.label == Label::Optional);
}

/// The message behind a map.
fn entry(out: &mut Message, source: &FieldSource, key: &str) {
    out.text(1, &entry_name(&source.name));
    let key = Element::Scalar(key.to_owned());
    for (name, number, ty) in [("key", 1, &key), ("value", 2, &source.element)] {
        out.message(2, |out| {
            out.text(1, name);
            out.varint(3, number);
            out.varint(4, 1);
            element(out, ty);
            out.text(10, name);
        });
    }
    out.message(7, |out| out.bool(7, true));
}

fn element(out: &mut Message, element: &Element) {
    let number = match element {
        Element::Message(_) => 11,
        Element::Enum(_) => 14,
        Element::Scalar(name) => match name.as_str() {
            "double" => 1,
            "float" => 2,
            "int64" => 3,
            "uint64" => 4,
            "int32" => 5,
            "fixed64" => 6,
            "fixed32" => 7,
            "bool" => 8,
            "bytes" => 12,
            "uint32" => 13,
            "sfixed32" => 15,
            "sfixed64" => 16,
            "sint32" => 17,
            "sint64" => 18,
            _ => 9, // string
        },
    };
    out.varint(5, number);
    if let Element::Message(name) | Element::Enum(name) = element {
        out.text(6, &format!(".{name}"));
    }
}

fn values(out: &mut Message, source: &EnumSource) {
    out.text(1, &source.name);
    for value in &source.values {
        out.message(2, |out| {
            out.text(1, &value.name);
            out.int32(2, value.number);
            options(out, 3, &value.options);
        });
    }
    options(out, 3, &source.options);
    // The end of an enum's range is its last number.
    reserved(out, [4, 5], &source.reserved, 0);
}

fn reserved(out: &mut Message, [ranges, names]: [u32; 2], reserved: &ReservedSource, behind: i32) {
    for (low, high) in &reserved.numbers {
        out.message(ranges, |out| {
            out.int32(1, *low);
            out.int32(2, high.saturating_add(behind));
        });
    }
    for name in &reserved.names {
        out.text(names, name);
    }
}

fn options(out: &mut Message, number: u32, options: &[OptionSource]) {
    if options.is_empty() {
        return;
    }
    let mut sorted: Vec<&OptionSource> = options.iter().collect();
    sorted.sort_by_key(|option| option.number);
    out.message(number, |out| {
        for option in sorted {
            literal(out, option.number, &option.value);
        }
    });
}

fn literal(out: &mut Message, number: u32, value: &Literal) {
    match value {
        Literal::Bool(value) => out.varint(number, u64::from(*value)),
        Literal::Number(value) => out.varint(number, u64::from(*value)),
        Literal::Text(value) => out.text(number, value),
        Literal::Message(entries) => out.message(number, |out| {
            for entry in entries {
                literal(out, entry.number, &entry.value);
            }
        }),
    }
}
