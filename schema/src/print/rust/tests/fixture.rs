//! A schema with everything in it that is printed in a way of its own.

use super::Options;
use crate::model::{
    Encoding, Enum, EnumValue, Event, Field, Fixed, Kind, Message, Oneof, Profile, Reserved,
    Schema, Shape, Type,
};

pub(super) fn options() -> Options {
    Options::new().extern_path("common.v1", "crate::common")
}

pub(super) fn kind(text: &str) -> Kind {
    text.parse().unwrap()
}

pub(super) fn field(number: u32, name: &str, ty: &str) -> Field {
    Field::new(name, Some(number), kind(ty))
}

pub(super) fn message(package: &str, path: &str, fields: impl IntoIterator<Item = Field>) -> Type {
    let mut ty = Type::message(package, path);
    ty.shape =
        Shape::Message(Message { fields: fields.into_iter().collect(), ..Message::default() });
    ty
}

pub(super) fn event(mut ty: Type, category: &str) -> Type {
    let version = ty.package_version().unwrap();
    ty.event = Some(Event {
        category: category.to_owned(),
        type_name: ty.bare_name().to_owned(),
        aliases: Vec::new(),
        version,
        oldest: 1,
        profile: Profile::MicroPlumberd,
        encoding: Encoding::Json,
    });
    ty
}

/// Adds a oneof behind the fields.
pub(super) fn oneof(ty: &mut Type, name: &str, required: bool, alternatives: Vec<Field>) {
    let Shape::Message(message) = &mut ty.shape else { panic!("not a message") };
    let oneof = message.oneofs.len();
    message.oneofs.push(Oneof {
        name: name.to_owned(),
        json_name: crate::case::to_pascal(name),
        type_name: crate::case::to_pascal(name),
        required,
        default: false,
        aliases: Vec::new(),
        doc: String::new(),
        place: None,
    });
    let alternatives = alternatives.into_iter().map(|field| Field { oneof: Some(oneof), ..field });
    message.fields.extend(alternatives);
}

pub(super) fn values(package: &str, path: &str, values: &[(&str, &str, i32)], open: bool) -> Type {
    let mut ty = Type::message(package, path);
    let values = values
        .iter()
        .map(|(name, json_name, number)| EnumValue {
            name: (*name).to_owned(),
            json_name: (*json_name).to_owned(),
            aliases: Vec::new(),
            number: *number,
            doc: String::new(),
            deprecated: None,
            place: None,
        })
        .collect();
    ty.shape = Shape::Enum(Enum { values, open, by_name: false });
    ty
}

pub(super) fn everything() -> Schema {
    let mut schema = Schema::default();
    let all =
        recording().into_iter().chain(user()).chain(admin()).chain(names()).chain(well_known());
    for ty in all {
        assert!(schema.insert(ty).is_none());
    }
    schema
}

fn recording() -> Vec<Type> {
    let mut finished = event(
        message(
            "recording.v1",
            "RecordingFinished",
            [
                field(1, "id", "optional<uuid>"),
                field(2, "duration", "double"),
                field(3, "file_path", "string"),
                field(4, "tags", "map<string, recording.v1.Tag>"),
                field(5, "quality", "recording.v1.Quality"),
                field(6, "shift", "list<sint32>"),
                field(7, "finished_at", "optional<timestamp>"),
                field(8, "took", "optional<duration>"),
                field(11, "extra", "json"),
                field(12, "raw", "bytes"),
                field(13, "cameras", "set<recording.v1.Quality>"),
                field(14, "frames_per_second", "fixed32"),
                field(15, "title", "optional<string>"),
            ],
        ),
        "Recording",
    );
    finished.doc = "A camera stopped, and its file is complete.\n\nSee [Tag], https://example.com.\n\n    let x = 1;\n".to_owned();
    finished.reserved =
        Reserved { numbers: vec![(9, 9), (20, 536_870_911)], names: vec!["frames".to_owned()] };
    if let Shape::Message(message) = &mut finished.shape {
        message.fields[0].id = true;
        message.fields[1].doc = "In seconds.".to_owned();
        message.fields[1].aliases = vec!["Length".to_owned()];
        message.fields[2].deprecated = Some("use `url`".to_owned());
        message.fields[2].json_name = "Path".to_owned();
        message.fields[2].proto_json_name = "PATH".to_owned();
        message.fields[14 - 2].default = true;
    }
    oneof(
        &mut finished,
        "source",
        false,
        vec![
            field(16, "camera_id", "uint32"),
            field(17, "is_3d", "recording.v1.RecordingFinished.Depth"),
            Field::new("nobody", Some(18), Kind::Empty),
        ],
    );
    let depth = message("recording.v1", "RecordingFinished.Depth", [field(1, "bits", "uint8")]);
    let mut started = event(
        message("recording.v1", "RecordingStarted", [field(1, "camera", "string")]),
        "Recording",
    );
    if let Some(event) = &mut started.event {
        event.type_name = "Started".to_owned();
        event.aliases = vec!["RecordingBegan".to_owned()];
        event.profile = Profile::Proto3;
        event.encoding = Encoding::Protobuf;
    }
    let tag = message(
        "recording.v1",
        "Tag",
        [
            field(1, "text", "string"),
            field(2, "parent", "optional<recording.v1.Tag>"),
            field(3, "children", "list<recording.v1.Tag>"),
            field(4, "owner", "optional<common.v1.Owner.Kind>"),
        ],
    );
    let mut quality = values(
        "recording.v1",
        "Quality",
        &[
            ("QUALITY_UNSPECIFIED", "Unspecified", 0),
            ("QUALITY_HIGH", "High", 1),
            ("QUALITY_BEST", "Best", 1),
            ("QUALITY_UNKNOWN", "Unknown", 2),
            ("QUALITY_4K", "4K", 3),
            ("odd", "odd", -1),
        ],
        true,
    );
    quality.doc = "How good it is.".to_owned();
    if let Shape::Enum(values) = &mut quality.shape {
        values.by_name = true;
        values.values[1].doc = "Good.".to_owned();
    }
    let mut union = message("recording.v1", "Shape", []);
    oneof(
        &mut union,
        "kind",
        true,
        vec![field(1, "circle", "double"), field(2, "group", "recording.v1.Group")],
    );
    if let Shape::Message(message) = &mut union.shape {
        message.union = true;
    }
    let group = message("recording.v1", "Group", [field(1, "first", "recording.v1.Shape")]);
    vec![finished, depth, started, tag, quality, union, group]
}

fn user() -> Vec<Type> {
    let v1 = event(message("user.v1", "UserCreated", [field(1, "full_name", "string")]), "User");
    let v2 = event(
        message(
            "user.v2",
            "UserCreated",
            [field(1, "first_name", "string"), field(2, "last_name", "string")],
        ),
        "User",
    );
    let v2_only = event(message("user.v2", "UserRenamed", [field(1, "name", "string")]), "User");
    let closed = values("user.v2", "Role", &[("ROLE_ADMIN", "Admin", 1)], false);
    vec![v1, v2, v2_only, closed]
}

fn admin() -> Vec<Type> {
    let fixed = |field: Field, value: Fixed| Field { fixed: Some(value), ..field };
    let text = |text: &str| Fixed::Text(text.to_owned());
    let created = event(
        message(
            "admin.v1",
            "AdminAccountCreated",
            [
                fixed(field(1, "event_name", "string"), text("admin.account.created")),
                field(2, "event_version", "string"),
                field(3, "aggregate_id", "string"),
                field(4, "timestamp", "int64"),
                field(5, "trace_id", "string"),
                field(9, "payload", "optional<admin.v1.Payload>"),
            ],
        ),
        "Admin",
    );
    let payload = message(
        "admin.v1",
        "Payload",
        [field(10, "id", "string"), field(11, "email", "string"), field(13, "created_at", "int64")],
    );
    let constants = message(
        "admin.v1",
        "Constants",
        [
            fixed(field(1, "a", "bool"), Fixed::Bool(true)),
            fixed(field(2, "b", "sint64"), Fixed::Int(-5)),
            fixed(field(3, "c", "uint32"), Fixed::UInt(7)),
            fixed(field(4, "d", "optional<string>"), text("a \"b\"")),
        ],
    );
    vec![created, payload, constants]
}

/// Names that are in each other's way.
fn names() -> Vec<Type> {
    let package = "type.self.v1";
    let mut outer = message(
        package,
        "Option",
        [
            field(1, "type", "optional<type.self.v1.String>"),
            field(2, "self", "string"),
            field(3, "_x", "list<bytes>"),
            field(4, "x", "optional<type.self.v1.Option.Std>"),
            field(5, "userID", "map<string, string>"),
            field(6, "user__id", "set<string>"),
            field(7, "_1", "int32"),
            field(8, "FieldName8", "uuid"),
            field(
                9,
                "a_field_with_a_very_long_name_that_goes_on_and_on_and_on_until_the_line_is_full",
                "optional<int32>",
            ),
            field(
                10,
                "another_field_with_a_long_name",
                "map<string, type.self.v1.Option.AMessageWithALongName>",
            ),
        ],
    );
    oneof(
        &mut outer,
        "std",
        true,
        vec![
            field(11, "self", "string"),
            field(
                12,
                "a_long_name_for_an_alternative",
                "type.self.v1.Option.AMessageWithALongName",
            ),
        ],
    );
    if let Shape::Message(message) = &mut outer.shape {
        // Two fields of one name would be refused anywhere.
        let clash = message.fields.iter_mut().find(|field| field.number == Some(11)).unwrap();
        for name in [&mut clash.name, &mut clash.json_name, &mut clash.proto_json_name] {
            "Self".clone_into(name);
        }
    }
    vec![
        outer,
        message(package, "Option.Std", []),
        message(package, "Option.AMessageWithALongName", []),
        message(package, "String", [field(1, "vec", "list<type.self.v1.Vec>")]),
        message(package, "string", [field(1, "text", "string")]),
        message(package, "Vec", [field(1, "b", "list<bool>")]),
        message(package, "Std.Inner", [field(1, "b", "map<bool, bool>")]),
        message(package, "Plumberd.Inner", [field(1, "b", "optional<timestamp>")]),
        message(
            "type.self.v1.inner",
            "Deep",
            [field(1, "up", "optional<type.self.v1.Option.Std>")],
        ),
        message(
            "type.self.self.v1",
            "Again",
            [field(1, "up", "optional<type.self.v1.inner.Deep>")],
        ),
        message("", "Rootless", [field(1, "a_b", "bool")]),
    ]
}

fn well_known() -> Vec<Type> {
    let known = [
        "Any",
        "BytesValue",
        "DoubleValue",
        "Empty",
        "FieldMask",
        "ListValue",
        "StringValue",
        "Struct",
    ];
    let fields = (1..).zip(known).map(|(number, name)| {
        field(number, &crate::case::to_snake(name), &format!("optional<google.protobuf.{name}>"))
    });
    vec![message("known.v1", "Known", fields)]
}
