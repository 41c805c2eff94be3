//! The schema as the derives read it, to compare structs with messages.

use std::fmt::Write;

use plumberd_schema::model::{Field, Fixed, Kind, Message, Place, Reserved, Shape};

use crate::load::Loaded;

impl Loaded {
    /// The types in the form that derives read, to compare a struct that names a message with it:
    /// a line for each type, field and value, with tabs between the columns.
    ///
    /// ```
    /// let loaded = plumberd_build::configure()
    ///     .file(
    ///         "task/v1/TaskDone.proto",
    ///         "syntax = \"proto3\"; package task.v1;\nmessage TaskDone {\n  string by = 1;\n}\n",
    ///     )
    ///     .load()?;
    /// assert_eq!(
    ///     loaded.bindings(),
    ///     "plumberd-schemas 1\n\
    ///      message\ttask.v1.TaskDone\ttask/v1/TaskDone.proto:2:1\n\
    ///      field\tby\t1\tstring\tsingular\t-\t-\t3:3\n"
    /// );
    /// # Ok::<(), plumberd_build::Errors>(())
    /// ```
    #[must_use]
    pub fn bindings(&self) -> String {
        let mut out = String::from("plumberd-schemas 1\n");
        for (name, ty) in &self.schema.types {
            let place = ty.place.as_ref().map(ToString::to_string).unwrap_or_default();
            match &ty.shape {
                Shape::Message(message) => {
                    let _ = writeln!(out, "message\t{name}\t{place}");
                    for field in &message.fields {
                        self.field(&mut out, message, field);
                    }
                }
                Shape::Enum(values) => {
                    let _ = writeln!(out, "enum\t{name}\t{place}");
                    for value in &values.values {
                        let place = spot(value.place.as_ref());
                        let _ = writeln!(out, "value\t{}\t{}\t{place}", value.name, value.number);
                    }
                }
            }
            reserved(&mut out, &ty.reserved);
        }
        out
    }

    fn field(&self, out: &mut String, message: &Message, field: &Field) {
        let single = field.kind.required();
        let label = match &field.kind {
            kind if kind.is_repeated() => "repeated",
            _ if field.oneof.is_some() => "singular",
            // A message always has presence, with the word or without.
            Kind::Optional(single) => {
                if self.is_message(single) {
                    "singular"
                } else {
                    "optional"
                }
            }
            kind if self.is_message(kind) => "required",
            _ => "singular",
        };
        let oneof = field.oneof.and_then(|oneof| message.oneofs.get(oneof));
        let fixed = field.fixed.as_ref().map_or_else(|| "-".to_owned(), constant);
        let _ = writeln!(
            out,
            "field\t{}\t{}\t{}\t{label}\t{}\t{fixed}\t{}",
            field.name,
            field.number.unwrap_or_default(),
            self.column(single),
            oneof.map_or("-", |oneof| &oneof.name),
            spot(field.place.as_ref()),
        );
    }

    fn is_message(&self, kind: &Kind) -> bool {
        self.column(kind).starts_with("message:")
    }

    /// The type of a field: `string`, `message:task.v1.Tag`, `map:string:enum:task.v1.Size`.
    fn column(&self, kind: &Kind) -> String {
        if let Kind::Map(key, value) = kind {
            return format!("map:{}:{}", self.column(key), self.column(value));
        }
        let name = kind.proto_type().unwrap_or_default();
        if Kind::of_scalar(&name).is_some() {
            name.into_owned()
        } else if self.enums.contains(&*name) {
            format!("enum:{name}")
        } else {
            format!("message:{name}")
        }
    }
}

fn spot(place: Option<&Place>) -> String {
    place.map_or_else(|| "0:0".to_owned(), |place| format!("{}:{}", place.line, place.column))
}

fn constant(fixed: &Fixed) -> String {
    match fixed {
        Fixed::Text(text) => {
            let text = text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n");
            format!("\"{text}\"")
        }
        other => other.to_string(),
    }
}

fn reserved(out: &mut String, reserved: &Reserved) {
    for (low, high) in &reserved.numbers {
        let _ = writeln!(out, "reserved\t{low}\t{high}");
    }
    for name in &reserved.names {
        let _ = writeln!(out, "reserved_name\t{name}");
    }
}
