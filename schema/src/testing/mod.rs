//! Schemas to test with: one that has everything, and as many others as wanted.

mod normal;
mod random;

pub use normal::normal;
pub use random::schema;

use crate::WireFormat;
use crate::model::{
    Encoding, Enum, EnumValue, Event, Field, Fixed, Kind, Message, Oneof, Profile, Reserved,
    Schema, Shape, Type,
};

/// A schema with every feature of the model, all of which Protobuf has.
#[must_use]
pub fn sample() -> Schema {
    let mut schema = Schema::default();
    for ty in [finished(), finished_v2(), camera(), quality(), source(), label(), page()] {
        schema.insert(ty);
    }
    let mut ended = Type::message("recording.v1", "RecordingEnded");
    ended.event = Some(Event { aliases: vec![], ..event("Recording", "RecordingEnded") });
    push(&mut ended, [Field::new("camera", Some(1), named("recording.v1.Camera"))]);
    schema.insert(ended);
    let mut inner = Type::message("recording.v1", "RecordingEnded.Reason");
    push(&mut inner, [Field::new("text", Some(1), Kind::String)]);
    schema.insert(inner);
    schema
}

fn event(category: &str, type_name: &str) -> Event {
    Event {
        category: category.to_owned(),
        type_name: type_name.to_owned(),
        aliases: Vec::new(),
        version: 1,
        oldest: 1,
        profile: Profile::MicroPlumberd,
        encoding: Encoding::Json,
    }
}

fn named(name: &str) -> Kind {
    Kind::Named(name.to_owned())
}

fn optional(kind: Kind) -> Kind {
    Kind::Optional(Box::new(kind))
}

fn list(kind: Kind) -> Kind {
    Kind::List(Box::new(kind))
}

fn map(key: Kind, value: Kind) -> Kind {
    Kind::Map(Box::new(key), Box::new(value))
}

fn push(ty: &mut Type, fields: impl IntoIterator<Item = Field>) {
    if let Shape::Message(message) = &mut ty.shape {
        message.fields.extend(fields);
    }
}

fn finished() -> Type {
    let mut ty = Type::message("recording.v1", "RecordingFinished");
    ty.doc.push_str("A recording came to its end.\n\nIt ends */ here, or // there.");
    ty.deprecated = Some("use RecordingEnded".to_owned());
    ty.reserved = Reserved {
        numbers: vec![(50, 50), (60, 69), (100, 536_870_911)],
        names: vec!["frames".to_owned(), "codec".to_owned()],
    };
    ty.event = Some(Event {
        aliases: vec!["RecordingDone".to_owned(), "Done".to_owned()],
        profile: Profile::Proto3,
        encoding: Encoding::Protobuf,
        ..event(">SessionIn", "SessionFinished")
    });
    let documented = Field {
        doc: "The recording's own id.\nNot the camera's.".to_owned(),
        id: true,
        ..Field::new("id", Some(1), Kind::Uuid)
    };
    let renamed = Field {
        json_name: "URL".to_owned(),
        proto_json_name: "theUrl".to_owned(),
        aliases: vec!["Uri".to_owned(), "Link".to_owned()],
        deprecated: Some("use path\nor nothing".to_owned()),
        ..Field::new("url", Some(2), Kind::String)
    };
    let fixed = Field {
        fixed: Some(Fixed::Text("recording.finished".to_owned())),
        ..Field::new("event_name", Some(3), Kind::String)
    };
    let retries = Field {
        default: true,
        fixed: Some(Fixed::Int(-3)),
        ..Field::new("retries", Some(4), Kind::Int(16, WireFormat::ZigZag))
    };
    let in_oneof = |field| Field { oneof: Some(0), ..field };
    let nobody = Field {
        doc: "There is none.".to_owned(),
        ..in_oneof(Field::new("nobody", Some(22), Kind::Empty))
    };
    push(
        &mut ty,
        [
            documented,
            renamed,
            fixed,
            retries,
            Field::new("is_3d", Some(5), Kind::Bool),
            in_oneof(Field::new("webcam", Some(20), named("recording.v1.Camera"))),
            Field::new("length", Some(6), Kind::Duration),
            in_oneof(Field::new("file_path", Some(21), Kind::String)),
            nobody,
            Field::new("note", Some(7), optional(Kind::String)),
            Field::new("quality", Some(8), named("recording.v1.RecordingFinished.Quality")),
            Field::new("best", Some(9), optional(named("recording.v1.RecordingFinished.Quality"))),
            Field::new("camera", Some(10), named("recording.v1.Camera")),
            Field::new("spare", Some(11), optional(named("recording.v1.Camera"))),
            Field::new("at", Some(12), optional(Kind::Timestamp)),
            Field::new("total", Some(13), optional(Kind::Decimal)),
            Field::new("tags", Some(14), Kind::Set(Box::new(Kind::String))),
            Field::new("point", Some(15), Kind::Array(Box::new(Kind::F64), 3)),
            Field::new("ids", Some(16), list(Kind::Uuid)),
            Field::new("cameras", Some(17), map(Kind::Uuid, named("recording.v1.Camera"))),
            Field::new("counts_by_day", Some(18), map(Kind::INT32, Kind::UINT64)),
            Field::new("more", Some(30), Kind::Json),
            Field::new("old_name", Some(31), optional(named("google.protobuf.StringValue"))),
            Field::new("origin", Some(32), named("recording.v1.Source")),
            Field::new("labels", Some(33), list(named("recording.v1.RecordingFinished.Label"))),
            Field::new("page", Some(34), optional(named("shared.v1.PageText"))),
            Field::new("hashes", Some(35), list(Kind::UInt(64, WireFormat::Fixed))),
            Field::new("raw", Some(36), Kind::Bytes),
        ],
    );
    if let Shape::Message(message) = &mut ty.shape {
        message.oneofs.push(Oneof {
            name: "source_of".to_owned(),
            json_name: "Source".to_owned(),
            type_name: "SourceOf".to_owned(),
            required: true,
            default: false,
            aliases: vec!["From".to_owned()],
            doc: "Where it came from.".to_owned(),
            place: None,
        });
    }
    ty
}

fn finished_v2() -> Type {
    let mut ty = Type::message("recording.v2", "RecordingFinished");
    ty.event = Some(Event { version: 2, ..event("Recording", "RecordingFinished") });
    push(&mut ty, [Field::new("camera", Some(1), optional(named("recording.v1.Camera")))]);
    ty
}

fn camera() -> Type {
    let mut ty = Type::message("recording.v1", "Camera");
    ty.doc.push_str("What records.");
    push(
        &mut ty,
        [
            Field::new("serial_no", Some(1), Kind::String),
            Field::new("parent", Some(2), optional(named("recording.v1.Camera"))),
        ],
    );
    ty
}

fn value(name: &str, json_name: &str, number: i32) -> EnumValue {
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

fn quality() -> Type {
    let mut ty = Type::message("recording.v1", "RecordingFinished.Quality");
    ty.doc.push_str("How good it is.");
    ty.reserved = Reserved {
        numbers: vec![(-9, -7), (5, 5), (1000, 2_147_483_647)],
        names: vec!["QUALITY_WORST".to_owned()],
    };
    let broken = EnumValue {
        doc: "Nothing is to be seen.".to_owned(),
        deprecated: Some(String::new()),
        aliases: vec!["Bad".to_owned()],
        ..value("QUALITY_BROKEN", "Broken", -3)
    };
    ty.shape = Shape::Enum(Enum {
        values: vec![
            broken,
            value("QUALITY_LOW", "Low", 0),
            value("QUALITY_HIGH", "High", 1),
            value("QUALITY_FOUR_K", "4K", 2),
        ],
        open: false,
        by_name: true,
    });
    ty
}

fn source() -> Type {
    let mut ty = Type::message("recording.v1", "Source");
    let in_oneof = |field| Field { oneof: Some(0), ..field };
    ty.shape = Shape::Message(Message {
        fields: vec![
            in_oneof(Field::new("camera", Some(1), named("recording.v1.Camera"))),
            in_oneof(Field::new("number", Some(2), Kind::INT64)),
            in_oneof(Field::new("nobody", Some(3), Kind::Empty)),
        ],
        oneofs: vec![Oneof {
            name: "kind".to_owned(),
            json_name: "Kind".to_owned(),
            type_name: "Source".to_owned(),
            required: true,
            default: false,
            aliases: Vec::new(),
            doc: String::new(),
            place: None,
        }],
        union: true,
    });
    ty
}

fn label() -> Type {
    let mut ty = Type::message("recording.v1", "RecordingFinished.Label");
    push(
        &mut ty,
        [
            Field::new("text", Some(1), Kind::String),
            Field::new(
                "quality",
                Some(2),
                optional(named("recording.v1.RecordingFinished.Quality")),
            ),
            Field::new("by_key", Some(3), map(Kind::String, Kind::Timestamp)),
        ],
    );
    ty
}

fn page() -> Type {
    let mut ty = Type::message("shared.v1", "PageText");
    ty.name = Some("Page<Text>".to_owned());
    push(
        &mut ty,
        [
            Field::new("items", Some(1), list(Kind::String)),
            Field::new("next", Some(2), optional(Kind::UINT32)),
        ],
    );
    ty
}
