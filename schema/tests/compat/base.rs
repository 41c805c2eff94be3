//! The schema that the rows edit, and short names for edits.

use plumberd_schema::model::{
    Encoding, Enum, EnumValue, Event, Field, Fixed, Kind, Message, Oneof, Place, Profile, Schema,
    Shape, Type,
};

pub(crate) fn place(file: &str, line: u32, column: u32) -> Option<Place> {
    Some(Place { file: file.to_owned(), line, column })
}

pub(crate) fn event(type_name: &str, version: u32) -> Event {
    Event {
        category: "Recording".to_owned(),
        type_name: type_name.to_owned(),
        aliases: Vec::new(),
        version,
        oldest: 1,
        profile: Profile::MicroPlumberd,
        encoding: Encoding::Json,
    }
}

pub(crate) fn message(package: &str, path: &str, fields: Vec<Field>) -> Type {
    let shape = Shape::Message(Message { fields, ..Message::default() });
    Type { shape, ..Type::message(package, path) }
}

pub(crate) fn oneof(name: &str) -> Oneof {
    Oneof {
        name: name.to_owned(),
        json_name: plumberd_schema::case::to_pascal(name),
        type_name: plumberd_schema::case::to_pascal(name),
        required: false,
        default: false,
        aliases: Vec::new(),
        doc: String::new(),
        place: None,
    }
}

pub(crate) fn value(name: &str, json_name: &str, number: i32) -> EnumValue {
    EnumValue {
        name: name.to_owned(),
        json_name: json_name.to_owned(),
        aliases: Vec::new(),
        number,
        doc: String::new(),
        deprecated: None,
        place: None,
    }
}

pub(crate) fn named(name: &str) -> Kind {
    Kind::Named(name.to_owned())
}

pub(crate) fn optional(kind: Kind) -> Kind {
    Kind::Optional(Box::new(kind))
}

pub(crate) fn list(kind: Kind) -> Kind {
    Kind::List(Box::new(kind))
}

pub(crate) fn base() -> Schema {
    let mut schema = Schema::default();
    schema.insert(started());
    schema.insert(quality());
    let size = message(
        "recording.v1",
        "Size",
        vec![Field::new("width", Some(1), Kind::INT32), Field::new("height", Some(2), Kind::INT32)],
    );
    schema.insert(Type { place: place("proto/recording/v1/Started.proto", 30, 1), ..size });
    // From Rust, JSON only.
    let queued = message(
        "job.v1",
        "Queued",
        vec![Field::new("name", None, Kind::String), Field::new("priority", None, Kind::UINT32)],
    );
    schema.insert(Type {
        event: Some(Event { category: "Job".to_owned(), ..event("Queued", 1) }),
        place: place("src/job.rs", 5, 0),
        ..queued
    });
    // Protobuf's JSON, and Protobuf only.
    for (name, profile, encoding) in [
        ("Canonical", Profile::Proto3, Encoding::Json),
        ("Binary", Profile::MicroPlumberd, Encoding::Protobuf),
    ] {
        let fields = vec![
            Field::new("name", Some(1), Kind::String),
            Field::new("state", Some(2), named("job.v1.State")),
        ];
        schema.insert(Type {
            event: Some(Event { profile, encoding, ..event(name, 1) }),
            ..message("job.v1", name, fields)
        });
    }
    let values = vec![value("STATE_NONE", "None", 0), value("STATE_DONE", "Done", 1)];
    let state = Enum { values, open: false, by_name: false };
    schema.insert(Type { shape: Shape::Enum(state), ..Type::message("job.v1", "State") });
    // An enum with data, and an enum by name.
    let mut target = message(
        "mail.v1",
        "Target",
        vec![
            Field { oneof: Some(0), ..Field::new("address", Some(1), Kind::String) },
            Field { oneof: Some(0), ..Field::new("list", Some(2), Kind::UINT32) },
        ],
    );
    if let Shape::Message(message) = &mut target.shape {
        message.union = true;
        message.oneofs.push(Oneof { required: true, ..oneof("kind") });
    }
    schema.insert(target);
    let values = vec![value("CODEC_NONE", "None", 0), value("CODEC_H264", "H264", 1)];
    let codec = Enum { values, open: true, by_name: true };
    schema.insert(Type { shape: Shape::Enum(codec), ..Type::message("mail.v1", "Codec") });
    let sent = vec![
        Field { id: true, ..Field::new("id", Some(1), Kind::Uuid) },
        Field::new("target", Some(2), named("mail.v1.Target")),
        Field::new("codec", Some(3), named("mail.v1.Codec")),
    ];
    schema.insert(Type { event: Some(event("Sent", 1)), ..message("mail.v1", "Sent", sent) });
    schema
}

fn started() -> Type {
    let line = |line| place("proto/recording/v1/Started.proto", line, 3);
    let mut fields = vec![
        Field { place: line(11), ..Field::new("camera", Some(1), Kind::String) },
        Field { place: line(12), ..Field::new("frames", Some(2), Kind::INT32) },
        Field { place: line(13), ..Field::new("note", Some(3), optional(Kind::String)) },
        Field { place: line(14), ..Field::new("quality", Some(4), named("recording.v1.Quality")) },
        Field {
            place: line(15),
            ..Field::new("size", Some(5), optional(named("recording.v1.Size")))
        },
        Field { place: line(16), ..Field::new("tags", Some(6), list(Kind::String)) },
        Field { place: line(18), oneof: Some(0), ..Field::new("file", Some(7), Kind::String) },
        Field { place: line(19), oneof: Some(0), ..Field::new("url", Some(8), Kind::String) },
        Field {
            place: line(21),
            fixed: Some(Fixed::Text("recording.started".to_owned())),
            ..Field::new("event_name", Some(9), Kind::String)
        },
    ];
    fields.push(Field {
        place: line(22),
        default: true,
        aliases: vec!["Speed".to_owned()],
        ..Field::new("rate", Some(10), Kind::F64)
    });
    let mut ty = message("recording.v1", "Started", fields);
    if let Shape::Message(message) = &mut ty.shape {
        message.oneofs.push(Oneof { place: line(17), ..oneof("source") });
    }
    ty.reserved.numbers.push((20, 22));
    ty.reserved.names.push("shutter".to_owned());
    Type {
        event: Some(event("Started", 1)),
        place: place("proto/recording/v1/Started.proto", 7, 1),
        ..ty
    }
}

fn quality() -> Type {
    let values = vec![
        value("QUALITY_UNSPECIFIED", "Unspecified", 0),
        value("QUALITY_LOW", "Low", 1),
        value("QUALITY_HIGH", "High", 2),
    ];
    let shape = Shape::Enum(Enum { values, open: true, by_name: false });
    let mut ty = Type { shape, ..Type::message("recording.v1", "Quality") };
    ty.reserved.numbers.push((9, 9));
    ty.reserved.names.push("QUALITY_RAW".to_owned());
    ty.place = place("proto/recording/v1/Started.proto", 40, 1);
    ty
}

pub(crate) fn ty<'s>(schema: &'s mut Schema, name: &str) -> &'s mut Type {
    schema.types.get_mut(name).unwrap()
}

pub(crate) fn options<'s>(schema: &'s mut Schema, name: &str) -> &'s mut Event {
    ty(schema, name).event.as_mut().unwrap()
}

pub(crate) fn body<'s>(schema: &'s mut Schema, name: &str) -> &'s mut Message {
    match &mut ty(schema, name).shape {
        Shape::Message(message) => message,
        Shape::Enum(_) => panic!("{name} is an enum"),
    }
}

pub(crate) fn values<'s>(schema: &'s mut Schema, name: &str) -> &'s mut Enum {
    match &mut ty(schema, name).shape {
        Shape::Enum(values) => values,
        Shape::Message(_) => panic!("{name} is a message"),
    }
}

pub(crate) fn field<'s>(schema: &'s mut Schema, name: &str, field: &str) -> &'s mut Field {
    body(schema, name).fields.iter_mut().find(|it| it.name == field).unwrap()
}

pub(crate) fn enum_value<'s>(schema: &'s mut Schema, name: &str, value: &str) -> &'s mut EnumValue {
    values(schema, name).values.iter_mut().find(|it| it.name == value).unwrap()
}

pub(crate) fn remove_field(schema: &mut Schema, name: &str, field: &str) {
    body(schema, name).fields.retain(|it| it.name != field);
}

pub(crate) fn remove_value(schema: &mut Schema, name: &str, value: &str) {
    values(schema, name).values.retain(|it| it.name != value);
}

pub(crate) fn reserve(schema: &mut Schema, name: &str, number: i64, text: &str) {
    let reserved = &mut ty(schema, name).reserved;
    reserved.numbers.push((number, number));
    reserved.names.push(text.to_owned());
}

/// Gives a field another name and the keys that follow from it.
pub(crate) fn rename_field(schema: &mut Schema, name: &str, from: &str, to: &str) {
    let field = field(schema, name, from);
    let Field { name, json_name, proto_json_name, .. } = Field::new(to, None, Kind::Bool);
    (field.name, field.json_name, field.proto_json_name) = (name, json_name, proto_json_name);
}

/// Moves a type to another package and name.
pub(crate) fn rename_type(schema: &mut Schema, name: &str, package: &str, path: &str) {
    let mut ty = schema.types.remove(name).unwrap();
    package.clone_into(&mut ty.package);
    path.clone_into(&mut ty.path);
    let full = ty.full_name();
    schema.insert(ty);
    for ty in schema.types.values_mut() {
        if let Shape::Message(message) = &mut ty.shape {
            for field in &mut message.fields {
                let text = field.kind.to_string().replace(name, &full);
                field.kind = text.parse().unwrap();
            }
        }
    }
}

/// A second version of an event, beside the first.
pub(crate) fn add_version(schema: &mut Schema, name: &str, version: u32) {
    let mut ty = schema.types.get(name).unwrap().clone();
    let domain = ty.package.split('.').next().unwrap().to_owned();
    ty.package = format!("{domain}.v{version}");
    ty.event.as_mut().unwrap().version = version;
    schema.insert(ty);
}
