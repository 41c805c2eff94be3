use plumberd_schema::model::{Encoding, Enum, Message, Profile, Shape, Type};

use super::Row;
use super::base::{
    add_version, body, enum_value, event, field, message, optional, options, remove_value,
    rename_type, reserve, ty, value, values,
};
use plumberd_schema::model::Kind;

const STARTED: &str = "recording.v1.Started";
const QUALITY: &str = "recording.v1.Quality";
const STATE: &str = "job.v1.State";
const CODEC: &str = "mail.v1.Codec";

pub(crate) const ROWS: &[Row] = &[
    ("value added to an open enum", |_, new| {
        values(new, QUALITY).values.push(value("QUALITY_BEST", "Best", 3));
    }),
    ("value added to a closed enum", |_, new| {
        values(new, STATE).values.push(value("STATE_LOST", "Lost", 2));
    }),
    ("value added to an enum by name", |_, new| {
        values(new, CODEC).values.push(value("CODEC_AV1", "Av1", 2));
    }),
    ("second name for a number", |_, new| {
        values(new, QUALITY).values.push(value("QUALITY_BEST", "Best", 2));
    }),
    ("value removed", |_, new| remove_value(new, QUALITY, "QUALITY_HIGH")),
    ("value removed, reserved", |_, new| {
        remove_value(new, QUALITY, "QUALITY_HIGH");
        reserve(new, QUALITY, 2, "QUALITY_HIGH");
    }),
    ("value removed, number reserved", |_, new| {
        remove_value(new, QUALITY, "QUALITY_HIGH");
        ty(new, QUALITY).reserved.numbers.push((2, 2));
    }),
    ("value renumbered", |_, new| enum_value(new, QUALITY, "QUALITY_HIGH").number = 3),
    ("value renumbered in an enum by name", |_, new| {
        enum_value(new, CODEC, "CODEC_H264").number = 3;
    }),
    ("values swapped", |_, new| {
        enum_value(new, QUALITY, "QUALITY_HIGH").number = 1;
        enum_value(new, QUALITY, "QUALITY_LOW").number = 2;
    }),
    ("value put between, the others renumbered", |_, new| {
        enum_value(new, QUALITY, "QUALITY_HIGH").number = 3;
        values(new, QUALITY).values.push(value("QUALITY_MIDDLE", "Middle", 2));
    }),
    ("value renamed", |_, new| {
        let value = enum_value(new, QUALITY, "QUALITY_HIGH");
        (value.name, value.json_name) = ("QUALITY_BEST".to_owned(), "Best".to_owned());
    }),
    ("value renamed in an enum by name, with an alias", |_, new| {
        let value = enum_value(new, CODEC, "CODEC_H264");
        (value.name, value.json_name) = ("CODEC_AVC".to_owned(), "Avc".to_owned());
        value.aliases.push("H264".to_owned());
    }),
    ("value replaced, the old name reserved", |_, new| {
        let value = enum_value(new, QUALITY, "QUALITY_HIGH");
        (value.name, value.json_name) = ("QUALITY_BEST".to_owned(), "Best".to_owned());
        ty(new, QUALITY).reserved.names.push("QUALITY_HIGH".to_owned());
    }),
    ("reserved number of an enum reused", |_, new| {
        values(new, QUALITY).values.push(value("QUALITY_BEST", "Best", 9));
    }),
    ("reserved name of an enum reused", |_, new| {
        values(new, QUALITY).values.push(value("QUALITY_RAW", "Raw", 3));
    }),
    ("JSON name of a value changed", |_, new| {
        enum_value(new, QUALITY, "QUALITY_HIGH").json_name = "Best".to_owned();
    }),
    ("JSON name of a value changed in an enum by name", |_, new| {
        enum_value(new, CODEC, "CODEC_H264").json_name = "Avc".to_owned();
    }),
    ("alias of a value added", |_, new| {
        enum_value(new, CODEC, "CODEC_H264").aliases.push("Avc".to_owned());
    }),
    ("alias of a value removed", |old, _| {
        enum_value(old, CODEC, "CODEC_H264").aliases.push("Avc".to_owned());
    }),
    ("value deprecated", |_, new| {
        enum_value(new, QUALITY, "QUALITY_LOW").deprecated = Some(String::new());
    }),
    ("open enum closed", |_, new| values(new, QUALITY).open = false),
    ("closed enum opened", |_, new| values(new, STATE).open = true),
    ("enum by name now", |_, new| values(new, QUALITY).by_name = true),
    ("enum by number now", |_, new| values(new, CODEC).by_name = false),
    ("message becomes an enum", |_, new| {
        ty(new, "recording.v1.Size").shape = Shape::Enum(Enum::default());
    }),
    ("enum becomes a message", |_, new| {
        ty(new, QUALITY).shape = Shape::Message(Message::default());
    }),
    ("category changed", |_, new| options(new, STARTED).category = "Camera".to_owned()),
    ("type name changed", |_, new| options(new, STARTED).type_name = "Begun".to_owned()),
    ("type name changed, with an alias", |_, new| {
        let options = options(new, STARTED);
        options.type_name = "Begun".to_owned();
        options.aliases.push("Started".to_owned());
    }),
    ("type name changed in Rust", |_, new| {
        options(new, "job.v1.Queued").type_name = "JobQueued".to_owned();
    }),
    ("event alias added", |_, new| options(new, STARTED).aliases.push("Begun".to_owned())),
    ("event alias removed", |old, _| options(old, STARTED).aliases.push("Begun".to_owned())),
    ("profile changed", |_, new| options(new, STARTED).profile = Profile::Proto3),
    ("encoding changed", |_, new| options(new, STARTED).encoding = Encoding::Protobuf),
    ("oldest raised", |old, new| {
        for schema in [old, &mut *new] {
            options(schema, STARTED).version = 3;
        }
        options(new, STARTED).oldest = 2;
    }),
    ("oldest lowered", |old, new| {
        for schema in [&mut *old, &mut *new] {
            options(schema, STARTED).version = 3;
        }
        options(old, STARTED).oldest = 2;
    }),
    ("event becomes data", |_, new| ty(new, STARTED).event = None),
    ("data becomes an event", |_, new| {
        ty(new, "recording.v1.Size").event = Some(event("Size", 1));
    }),
    ("event deprecated", |_, new| ty(new, STARTED).deprecated = Some("gone".to_owned())),
    ("name in code changed", |_, new| ty(new, STARTED).name = Some("Begun".to_owned())),
    ("event added", |_, new| {
        let ty = message("recording.v1", "Paused", Vec::new());
        new.insert(Type { event: Some(event("Paused", 1)), ..ty });
    }),
    ("type added", |_, new| {
        new.insert(message("recording.v1", "Lens", Vec::new()));
    }),
    ("version added", |_, new| add_version(new, STARTED, 2)),
    ("version added with a gap", |_, new| add_version(new, STARTED, 3)),
    ("version added with a gap, nothing older stored", |_, new| {
        add_version(new, STARTED, 3);
        options(new, "recording.v3.Started").oldest = 3;
    }),
    ("version replaced, the newer one reads it", |_, new| {
        add_version(new, STARTED, 2);
        new.types.remove(STARTED);
    }),
    ("version replaced, the newer one does not read it", |_, new| {
        add_version(new, STARTED, 2);
        options(new, "recording.v2.Started").oldest = 2;
        new.types.remove(STARTED);
    }),
    ("version edited in place", |_, new| options(new, STARTED).version = 2),
    ("old version edited, a safe change", |old, new| {
        for schema in [old, &mut *new] {
            add_version(schema, STARTED, 2);
        }
        let lens = plumberd_schema::model::Field::new("lens", Some(30), optional(Kind::String));
        body(new, STARTED).fields.push(lens);
    }),
    ("old version edited, a breaking change", |old, new| {
        for schema in [old, &mut *new] {
            add_version(schema, STARTED, 2);
        }
        field(new, STARTED, "frames").kind = Kind::INT64;
    }),
    ("old version deprecated", |old, new| {
        for schema in [old, &mut *new] {
            add_version(schema, STARTED, 2);
        }
        ty(new, STARTED).deprecated = Some(String::new());
    }),
    ("event removed", |_, new| {
        new.types.remove(STARTED);
    }),
    ("event removed, with the types that only it holds", |_, new| {
        for name in [STARTED, QUALITY, "recording.v1.Size"] {
            new.types.remove(name);
        }
    }),
    ("type removed", |old, _| {
        old.insert(message("recording.v1", "Lens", Vec::new()));
    }),
    ("event moved", |_, new| rename_type(new, STARTED, "capture.v1", "Started")),
    ("event moved and edited", |_, new| {
        field(new, STARTED, "frames").kind = Kind::INT64;
        rename_type(new, STARTED, "capture.v1", "Started");
    }),
    ("enum moved", |_, new| rename_type(new, QUALITY, "common.v1", "Quality")),
    ("Rust type moved", |_, new| rename_type(new, "job.v1.Queued", "work.v1", "Queued")),
    ("package moved to another version", |_, new| {
        for (name, path) in
            [(STARTED, "Started"), (QUALITY, "Quality"), ("recording.v1.Size", "Size")]
        {
            rename_type(new, name, "recording.v2", path);
        }
        options(new, "recording.v2.Started").version = 2;
    }),
];
