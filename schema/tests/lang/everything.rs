#![allow(clippy::assigning_clones, clippy::too_many_lines, reason = "plain data")]

use plumberd_schema::WireFormat;
use plumberd_schema::model::{
    Encoding, Event, Field, Fixed, Kind, Oneof, Profile, Schema, Shape, Type,
};

use super::{event, field, kind, message, oneof, schema, values};

/// Every kind, every shape, every attribute.
pub(crate) fn everything() -> Schema {
    let kinds = [
        "bool",
        "int8",
        "int16",
        "int32",
        "sint32",
        "sfixed32",
        "int64",
        "sint64",
        "sfixed64",
        "uint8",
        "uint16",
        "uint32",
        "fixed32",
        "uint64",
        "fixed64",
        "float",
        "double",
        "string",
        "bytes",
        "uuid",
        "timestamp",
        "duration",
        "decimal",
        "common.v1.Quality",
        "common.v1.Address",
    ];
    let mut fields = Vec::new();
    let mut number = 0;
    let mut next = || {
        number += 1;
        number
    };
    for of in kinds {
        let name = of.rsplit('.').next().unwrap().to_lowercase();
        fields.push(field(&format!("a_{name}"), next(), of));
        fields.push(field(&format!("optional_{name}"), next(), &format!("optional<{of}>")));
        fields.push(field(&format!("list_of_{name}"), next(), &format!("list<{of}>")));
        fields.push(field(&format!("map_to_{name}"), next(), &format!("map<string, {of}>")));
    }
    let mut kinds = message("common.v1", "Kinds", fields);
    kinds.doc = " One field of each kind.".to_owned();

    let mut json_only = message(
        "common.v1",
        "JsonOnly",
        ["json", "optional<json>", "set<string>", "set<uuid>", "array<double, 3>"]
            .into_iter()
            .chain(["map<int32, string>", "map<uuid, string>", "map<bool, string>"])
            .chain(["list<optional<string>>", "list<list<int32>>", "set<common.v1.Quality>"])
            .enumerate()
            .map(|(index, of)| Field::new(format!("field_{index}"), None, kind(of)))
            .collect(),
    );
    json_only.doc = " What Protobuf cannot say.".to_owned();

    let mut well_known = Vec::new();
    for (index, name) in
        ["StringValue", "Int64Value", "Struct", "ListValue", "FieldMask", "Any", "Empty"]
            .into_iter()
            .enumerate()
    {
        let of = format!("optional<google.protobuf.{name}>");
        well_known.push(field(&format!("field_{index}"), u32::try_from(index).unwrap() + 1, &of));
    }

    let mut quality = values(
        "common.v1",
        "Quality",
        &[("QUALITY_UNSPECIFIED", "Unspecified", 0), ("QUALITY_HIGH", "High", 2)],
    );
    quality.doc = " How good it is.\n\n Better is larger.".to_owned();
    if let Shape::Enum(it) = &mut quality.shape {
        it.values[1].doc = " The best there is.".to_owned();
        it.values[1].deprecated = Some("use Unspecified".to_owned());
        it.values[1].aliases = vec!["Best".to_owned()];
    }
    let mut codec =
        values("common.v1", "Codec", &[("CODEC_NONE", "None", 0), ("CODEC_4K", "4K", 1)]);
    if let Shape::Enum(it) = &mut codec.shape {
        it.open = false;
        it.by_name = true;
    }

    let tree = message(
        "common.v1",
        "Tree",
        vec![
            field("value", 1, "string"),
            field("children", 2, "list<common.v1.Tree>"),
            field("parent", 3, "optional<common.v1.Tree>"),
        ],
    );
    let inner = message("common.v1", "Address.Geo.Point", vec![field("x", 1, "double")]);
    let address = message(
        "common.v1",
        "Address",
        vec![
            field("street", 1, "string"),
            field("point", 2, "optional<common.v1.Address.Geo.Point>"),
        ],
    );

    let mut target = message(
        "common.v1",
        "Target",
        vec![
            Field { oneof: Some(0), ..field("disk", 1, "string") },
            Field { oneof: Some(0), ..field("cloud", 2, "common.v1.Address") },
            Field { oneof: Some(0), ..field("nowhere", 3, "empty") },
        ],
    );
    if let Shape::Message(it) = &mut target.shape {
        it.union = true;
        it.oneofs.push(oneof("kind", "Target", true));
    }
    target.doc = " Where it goes.".to_owned();

    let mut page =
        message("common.v1", "PageAddress", vec![field("items", 1, "list<common.v1.Address>")]);
    page.name = Some("Page<Address>".to_owned());

    let schema_types = vec![
        kinds,
        json_only,
        message("common.v1", "WellKnown", well_known),
        quality,
        codec,
        tree,
        inner,
        address,
        target,
        page,
        started(),
        finished(1),
        finished(2),
        measured(),
        reading(),
        envelope(),
        message("common.v1", "Nothing", Vec::new()),
    ];
    let mut schema = schema(schema_types);
    let mut proto3 = message("video.v1", "VideoCut", vec![field("frames", 1, "uint64")]);
    proto3.event = Some(Event { profile: Profile::Proto3, ..event("Video", "VideoCut", 1) });
    schema.insert(proto3);
    schema
}

/// An event with everything that a field can have.
fn started() -> Type {
    let mut started = message(
        "recording.v1",
        "RecordingStarted",
        vec![
            Field { id: true, ..field("id", 1, "uuid") },
            Field {
                doc: " The camera.\n\n It has a long story.".to_owned(),
                ..field("camera_id", 2, "string")
            },
            Field { deprecated: Some("use camera_id".to_owned()), ..field("is_3d", 3, "bool") },
            Field { oneof: Some(0), ..field("camera", 4, "uint32") },
            Field { oneof: Some(0), ..field("user_file", 5, "string") },
            Field { oneof: Some(0), ..field("nobody", 6, "empty") },
            Field { default: true, ..field("retries", 7, "uint32") },
            Field {
                json_name: "URL".to_owned(),
                aliases: vec!["Uri".to_owned(), "Link".to_owned()],
                ..field("url", 8, "string")
            },
            Field { fixed: Some(Fixed::UInt(1)), ..field("event_version", 9, "int32") },
            field("class", 10, "optional<string>"),
            field("target", 11, "common.v1.Target"),
            field("quality", 12, "common.v1.Quality"),
            field("codec", 13, "optional<common.v1.Codec>"),
            Field { oneof: Some(1), ..field("big", 14, "bool") },
            Field { json_name: "camelCase".to_owned(), ..field("camel_case", 15, "string") },
            Field { json_name: "kebab-case".to_owned(), ..field("kebab_case", 16, "string") },
            Field { kind: Kind::Int(32, WireFormat::ZigZag), ..field("shift", 17, "int32") },
        ],
    );
    if let Shape::Message(it) = &mut started.shape {
        it.oneofs.push(Oneof { doc: " Where from.".to_owned(), ..oneof("source", "Source", true) });
        it.oneofs.push(oneof("size", "Size", false));
    }
    started.doc = " A recording started.".to_owned();
    started.deprecated = Some("use RecordingBegan".to_owned());
    started.event = Some(Event {
        aliases: vec!["RecordingBegun".to_owned()],
        encoding: Encoding::Protobuf,
        ..event("Recording", "RecordingStarted", 1)
    });
    started
}

/// The same event in two packages.
fn finished(version: u32) -> Type {
    let mut finished = message(
        &format!("recording.v{version}"),
        "RecordingFinished",
        vec![
            field("recording_id", 1, "string"),
            field("duration", 2, "double"),
            field("file_path", 3, "string"),
        ],
    );
    finished.event = Some(event("Recording", "RecordingFinished", version));
    finished
}

/// What protobuf-net has a form for.
fn measured() -> Type {
    let kinds = [
        "bool",
        "sint32",
        "sfixed64",
        "fixed32",
        "int16",
        "string",
        "bytes",
        "uuid",
        "optional<uuid>",
        "decimal",
        "duration",
        "timestamp",
        "optional<timestamp>",
        "list<sint64>",
        "list<string>",
        "list<common.v1.Quality>",
        "set<fixed32>",
        "map<sint32, fixed64>",
        "map<string, common.v1.Address>",
        "optional<common.v1.Tree>",
        "recording.v1.Reading",
    ];
    let mut fields = Vec::new();
    for (index, of) in (1u32..).zip(kinds) {
        fields.push(field(&format!("field_{index}"), index, of));
    }
    fields.push(Field { oneof: Some(0), ..field("spoken", 30, "string") });
    fields.push(Field { oneof: Some(0), ..field("counted", 31, "sint32") });
    fields.push(Field { oneof: Some(0), ..field("seen_at", 32, "timestamp") });
    fields.push(Field { fixed: Some(Fixed::Text("m".to_owned())), ..field("unit", 33, "string") });
    let mut measured = message("recording.v1", "RecordingMeasured", fields);
    if let Shape::Message(it) = &mut measured.shape {
        it.oneofs.push(oneof("how", "How", false));
    }
    measured.event = Some(event("Recording", "RecordingMeasured", 1));
    measured
}

/// A oneof that stands for itself.
fn reading() -> Type {
    let mut reading = message(
        "recording.v1",
        "Reading",
        vec![
            Field { oneof: Some(0), ..field("celsius", 1, "double") },
            Field { oneof: Some(0), ..field("at", 2, "timestamp") },
            Field { oneof: Some(0), ..field("where", 3, "common.v1.Address") },
        ],
    );
    if let Shape::Message(it) = &mut reading.shape {
        it.union = true;
        it.oneofs.push(oneof("kind", "Reading", true));
    }
    reading
}

/// A typed envelope as togather's documents have it, and the name of a generic type.
fn envelope() -> Type {
    let mut envelope = message(
        "admin.v1",
        "AdminAccountCreated",
        vec![
            Field {
                fixed: Some(Fixed::Text("admin.account.created".to_owned())),
                ..field("event_name", 1, "string")
            },
            field("event_version", 2, "string"),
            field("timestamp", 4, "int64"),
            field("payload", 9, "common.v1.PageAddress"),
        ],
    );
    envelope.event = Some(event("Admin", "Created<Account>", 1));
    envelope
}
