use plumberd_schema::model::{Event, Field, Fixed, Kind};

use super::Row;
use super::base::{
    body, field, message, named, oneof, optional, remove_field, rename_field, reserve, ty,
};

const STARTED: &str = "recording.v1.Started";
const QUEUED: &str = "job.v1.Queued";

pub(crate) const ROWS: &[Row] = &[
    ("nothing", |_, _| {}),
    ("field added, optional", |_, new| {
        body(new, STARTED).fields.push(Field::new("lens", Some(30), optional(Kind::String)));
    }),
    ("field added, plain", |_, new| {
        body(new, STARTED).fields.push(Field::new("lens", Some(30), Kind::String));
    }),
    ("field added, plain, with a default", |_, new| {
        let lens = Field { default: true, ..Field::new("lens", Some(30), Kind::String) };
        body(new, STARTED).fields.push(lens);
    }),
    ("field added, a required message", |_, new| {
        body(new, STARTED).fields.push(Field::new("crop", Some(30), named("recording.v1.Size")));
    }),
    ("field added, fixed", |_, new| {
        let field =
            Field { fixed: Some(Fixed::UInt(1)), ..Field::new("kind", Some(30), Kind::INT32) };
        body(new, STARTED).fields.push(field);
    }),
    ("field added to an event that is Protobuf only", |_, new| {
        body(new, "job.v1.Binary").fields.push(Field::new("count", Some(3), Kind::INT32));
    }),
    ("field added to an event in Protobuf's JSON", |_, new| {
        body(new, "job.v1.Canonical").fields.push(Field::new("count", Some(3), Kind::INT32));
    }),
    ("field added in Rust, JSON only", |_, new| {
        body(new, QUEUED).fields.push(Field::new("retries", None, Kind::UINT32));
    }),
    ("field added to a nested type", |_, new| {
        body(new, "recording.v1.Size").fields.push(Field::new("depth", Some(3), Kind::INT32));
    }),
    ("field removed", |_, new| remove_field(new, STARTED, "frames")),
    ("optional field removed", |_, new| remove_field(new, STARTED, "note")),
    ("field removed, number reserved", |_, new| {
        remove_field(new, STARTED, "note");
        ty(new, STARTED).reserved.numbers.push((3, 3));
    }),
    ("field removed, name reserved", |_, new| {
        remove_field(new, STARTED, "note");
        ty(new, STARTED).reserved.names.push("note".to_owned());
    }),
    ("optional field removed, reserved", |_, new| {
        remove_field(new, STARTED, "note");
        reserve(new, STARTED, 3, "note");
    }),
    ("plain field removed, reserved", |_, new| {
        remove_field(new, STARTED, "frames");
        reserve(new, STARTED, 2, "frames");
    }),
    ("field removed in Rust, JSON only", |_, new| remove_field(new, QUEUED, "priority")),
    ("field renamed", |_, new| rename_field(new, STARTED, "frames", "frame_count")),
    ("field renamed, with an alias", |_, new| {
        rename_field(new, STARTED, "frames", "frame_count");
        field(new, STARTED, "frame_count").aliases.push("Frames".to_owned());
    }),
    ("field renamed, JSON keys kept", |_, new| {
        field(new, STARTED, "frames").name = "frame_count".to_owned();
    }),
    ("field renamed in Rust, JSON only, key kept", |_, new| {
        let field = field(new, QUEUED, "priority");
        field.name = "prio".to_owned();
        field.proto_json_name = "prio".to_owned();
    }),
    ("field renamed, the old name reserved", |_, new| {
        rename_field(new, STARTED, "frames", "frame_count");
        ty(new, STARTED).reserved.names.push("frames".to_owned());
    }),
    ("field renumbered", |_, new| field(new, STARTED, "frames").number = Some(31)),
    ("field renumbered to a reserved number", |_, new| {
        field(new, STARTED, "frames").number = Some(21);
    }),
    ("fields swapped", |_, new| {
        field(new, STARTED, "camera").number = Some(2);
        field(new, STARTED, "frames").number = Some(1);
    }),
    ("number reused", |_, new| {
        remove_field(new, STARTED, "frames");
        body(new, STARTED).fields.push(Field::new("lens", Some(2), optional(Kind::String)));
    }),
    ("number of a removed field taken by another", |_, new| {
        remove_field(new, STARTED, "frames");
        field(new, STARTED, "camera").number = Some(2);
    }),
    ("reserved number reused", |_, new| {
        body(new, STARTED).fields.push(Field::new("lens", Some(20), optional(Kind::String)));
    }),
    ("reserved name reused", |_, new| {
        body(new, STARTED).fields.push(Field::new("shutter", Some(30), optional(Kind::String)));
    }),
    ("numbers to the end reserved", |old, new| {
        for schema in [old, &mut *new] {
            ty(schema, STARTED).reserved.numbers.push((30, 0x1fff_ffff));
        }
        body(new, STARTED).fields.push(Field::new("lens", Some(40), optional(Kind::String)));
    }),
    ("numbers added", |_, new| {
        field(new, QUEUED, "name").number = Some(1);
        field(new, QUEUED, "priority").number = Some(2);
    }),
    ("numbers removed", |old, new| {
        for (name, number) in [("name", 1), ("priority", 2)] {
            field(old, QUEUED, name).number = Some(number);
            field(new, QUEUED, name).number = None;
        }
    }),
    ("JSON key changed", |_, new| {
        field(new, STARTED, "frames").json_name = "FrameCount".to_owned()
    }),
    ("JSON key changed, with an alias", |_, new| {
        let field = field(new, STARTED, "frames");
        field.json_name = "FrameCount".to_owned();
        field.aliases.push("Frames".to_owned());
    }),
    ("json_name changed", |_, new| {
        field(new, STARTED, "frames").proto_json_name = "frameCount".to_owned();
    }),
    ("json_name changed in Protobuf's JSON", |_, new| {
        field(new, "job.v1.Canonical", "name").proto_json_name = "title".to_owned();
    }),
    ("alias added", |_, new| field(new, STARTED, "frames").aliases.push("Count".to_owned())),
    ("alias removed", |_, new| field(new, STARTED, "rate").aliases.clear()),
    ("fixed value changed", |_, new| {
        field(new, STARTED, "event_name").fixed = Some(Fixed::Text("recording.begun".to_owned()));
    }),
    ("fixed value added", |_, new| {
        field(new, STARTED, "camera").fixed = Some(Fixed::Text("main".to_owned()));
    }),
    ("fixed value removed", |_, new| field(new, STARTED, "event_name").fixed = None),
    ("default added", |_, new| field(new, STARTED, "frames").default = true),
    ("default removed", |_, new| field(new, STARTED, "rate").default = false),
    ("id removed", |_, new| field(new, "mail.v1.Sent", "id").id = false),
    ("id added", |old, _| field(old, "mail.v1.Sent", "id").id = false),
    ("field deprecated", |_, new| field(new, STARTED, "note").deprecated = Some("old".to_owned())),
    ("field no longer deprecated", |old, _| {
        field(old, STARTED, "note").deprecated = Some(String::new());
    }),
    ("alternative added", |_, new| {
        let field = Field { oneof: Some(0), ..Field::new("device", Some(30), Kind::INT32) };
        body(new, STARTED).fields.push(field);
    }),
    ("alternative added to a union", |_, new| {
        let field = Field { oneof: Some(0), ..Field::new("phone", Some(3), Kind::String) };
        body(new, "mail.v1.Target").fields.push(field);
    }),
    ("alternative removed", |_, new| remove_field(new, STARTED, "url")),
    ("alternative removed, reserved", |_, new| {
        remove_field(new, STARTED, "url");
        reserve(new, STARTED, 8, "url");
    }),
    ("field moved into a oneof", |_, new| field(new, STARTED, "camera").oneof = Some(0)),
    ("field moved out of a oneof", |_, new| field(new, STARTED, "url").oneof = None),
    ("optional field becomes a oneof of one", |_, new| {
        body(new, STARTED).oneofs.push(oneof("remark"));
        let note = field(new, STARTED, "note");
        (note.oneof, note.kind) = (Some(1), Kind::String);
    }),
    ("oneof added", |_, new| {
        body(new, STARTED).oneofs.push(oneof("lens"));
        let field = Field { oneof: Some(1), ..Field::new("zoom", Some(30), Kind::F64) };
        body(new, STARTED).fields.push(field);
    }),
    ("required oneof added", |_, new| {
        let mut lens = oneof("lens");
        lens.required = true;
        body(new, STARTED).oneofs.push(lens);
        let field = Field { oneof: Some(1), ..Field::new("zoom", Some(30), Kind::F64) };
        body(new, STARTED).fields.push(field);
    }),
    ("oneof removed", |_, new| {
        remove_field(new, STARTED, "file");
        remove_field(new, STARTED, "url");
        body(new, STARTED).oneofs.clear();
        reserve(new, STARTED, 7, "file");
        reserve(new, STARTED, 8, "url");
    }),
    ("oneof dissolved", |_, new| {
        body(new, STARTED).oneofs.clear();
        field(new, STARTED, "file").oneof = None;
        field(new, STARTED, "url").oneof = None;
    }),
    ("oneof renamed", |_, new| {
        let oneof = &mut body(new, STARTED).oneofs[0];
        (oneof.name, oneof.json_name) = ("origin".to_owned(), "Origin".to_owned());
    }),
    ("oneof renamed, with an alias", |_, new| {
        let oneof = &mut body(new, STARTED).oneofs[0];
        (oneof.name, oneof.json_name) = ("origin".to_owned(), "Origin".to_owned());
        oneof.aliases.push("Source".to_owned());
    }),
    ("JSON key of a oneof changed", |_, new| {
        body(new, STARTED).oneofs[0].json_name = "Origin".to_owned();
    }),
    ("type name of a oneof changed", |_, new| {
        body(new, STARTED).oneofs[0].type_name = "Origin".to_owned();
    }),
    ("oneof required", |_, new| body(new, STARTED).oneofs[0].required = true),
    ("oneof no longer required", |old, _| body(old, STARTED).oneofs[0].required = true),
    ("default of a oneof added", |_, new| body(new, STARTED).oneofs[0].default = true),
    ("default of a required oneof removed", |old, new| {
        for schema in [&mut *old, &mut *new] {
            body(schema, STARTED).oneofs[0].required = true;
        }
        body(old, STARTED).oneofs[0].default = true;
    }),
    ("alias of a oneof added", |_, new| {
        body(new, STARTED).oneofs[0].aliases.push("Origin".to_owned());
    }),
    ("alias of a oneof removed", |old, _| {
        body(old, STARTED).oneofs[0].aliases.push("Origin".to_owned());
    }),
    ("union becomes a message", |_, new| body(new, "mail.v1.Target").union = false),
    ("reserved added", |_, new| reserve(new, STARTED, 40, "iris")),
    ("reserved removed", |_, new| ty(new, STARTED).reserved.numbers.clear()),
    ("reserved range cut", |_, new| ty(new, STARTED).reserved.numbers = vec![(21, 21)]),
    ("reserved name removed", |_, new| ty(new, STARTED).reserved.names.clear()),
    ("reserved written otherwise", |_, new| {
        ty(new, STARTED).reserved.numbers = vec![(22, 22), (20, 20), (21, 22)];
    }),
    ("field of a nested type renumbered, held twice", |old, new| {
        for schema in [old, &mut *new] {
            let fields = vec![Field::new("size", Some(1), named("recording.v1.Size"))];
            let mut resized = message("recording.v1", "Resized", fields);
            let started = ty(schema, STARTED).event.clone().unwrap();
            resized.event = Some(Event { type_name: "Resized".to_owned(), ..started });
            schema.insert(resized);
        }
        field(new, "recording.v1.Size", "width").number = Some(5);
    }),
];
