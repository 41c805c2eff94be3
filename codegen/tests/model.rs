//! What `.proto` files become, exactly.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use plumberd_build::{Config, Loaded, configure};
use plumberd_schema::WireFormat;
use plumberd_schema::model::{
    Encoding, Enum, EnumValue, Event, Field, Fixed, Kind, Message, Oneof, Place, Profile, Reserved,
    Shape, Type,
};

const FILE: &str = "recording/v1/RecordingFinished.proto";

const TEXT: &str = include_str!("everything.proto");

fn load(text: &str) -> Loaded {
    configure().file(FILE, text).load().unwrap()
}

#[allow(clippy::unnecessary_wraps, reason = "as the model has it")]
fn at(line: u32, column: u32) -> Option<Place> {
    Some(Place { file: FILE.to_owned(), line, column })
}

fn field(name: &str, number: u32, kind: Kind, line: u32, column: u32) -> Field {
    Field { place: at(line, column), ..Field::new(name, Some(number), kind) }
}

#[test]
fn a_message_with_everything() {
    let schema = load(TEXT).schema;
    let names: Vec<&str> = schema.types.keys().map(String::as_str).collect();
    assert_eq!(
        names,
        [
            "recording.v1.Quality",
            "recording.v1.RecordingFinished",
            "recording.v1.RecordingFinished.Camera",
            "recording.v1.Tag"
        ]
    );
    let expected = Type {
        doc: "A recording ended.\n\n  It is on disk.".to_owned(),
        shape: Shape::Message(Message {
            fields: vec![
                Field {
                    json_name: "Id".to_owned(),
                    id: true,
                    doc: "The id.".to_owned(),
                    ..field("recording_id", 1, Kind::Uuid, 19, 3)
                },
                Field {
                    doc: "\u{e9}".to_owned(),
                    ..field("duration", 2, Kind::Optional(Box::new(Kind::F64)), 20, 11)
                },
                Field {
                    deprecated: Some(String::new()),
                    ..field("quality", 3, Kind::Named("recording.v1.Quality".to_owned()), 21, 3)
                },
                Field {
                    json_name: "When".to_owned(),
                    aliases: vec!["At".to_owned(), "T".to_owned()],
                    ..field("at", 4, Kind::Timestamp, 22, 3)
                },
                field(
                    "tags",
                    5,
                    Kind::Map(
                        Box::new(Kind::String),
                        Box::new(Kind::Named("recording.v1.Tag".to_owned())),
                    ),
                    23,
                    3,
                ),
                Field {
                    fixed: Some(Fixed::Text("recording.finished".to_owned())),
                    ..field("event_name", 6, Kind::String, 24, 3)
                },
                Field { oneof: Some(0), ..field("file", 10, Kind::String, 29, 5) },
                Field {
                    oneof: Some(0),
                    ..field(
                        "camera",
                        11,
                        Kind::Named("recording.v1.RecordingFinished.Camera".to_owned()),
                        30,
                        5,
                    )
                },
            ],
            oneofs: vec![Oneof {
                name: "source".to_owned(),
                json_name: "Source".to_owned(),
                type_name: "Origin".to_owned(),
                required: true,
                default: false,
                aliases: Vec::new(),
                doc: "From where.".to_owned(),
                place: at(27, 3),
            }],
            union: false,
        }),
        reserved: Reserved { numbers: vec![(7, 9), (20, 20)], names: vec!["frames".to_owned()] },
        event: Some(Event {
            category: "Recording".to_owned(),
            type_name: "RecordingFinished".to_owned(),
            aliases: vec!["RecordingStopped".to_owned()],
            version: 1,
            oldest: 1,
            profile: Profile::Proto3,
            encoding: Encoding::Protobuf,
        }),
        place: at(14, 1),
        ..Type::message("recording.v1", "RecordingFinished")
    };
    assert_eq!(schema.types["recording.v1.RecordingFinished"], expected);
}

#[test]
fn an_inner_message_and_an_enum() {
    let schema = load(TEXT).schema;
    let expected = Type {
        deprecated: Some(String::new()),
        shape: Shape::Message(Message {
            fields: vec![field("id", 1, Kind::Int(32, WireFormat::ZigZag), 35, 5)],
            ..Message::default()
        }),
        place: at(33, 3),
        ..Type::message("recording.v1", "RecordingFinished.Camera")
    };
    assert_eq!(schema.types["recording.v1.RecordingFinished.Camera"], expected);

    let value = |name: &str, json_name: &str, number, line| EnumValue {
        name: name.to_owned(),
        json_name: json_name.to_owned(),
        aliases: Vec::new(),
        number,
        doc: String::new(),
        deprecated: None,
        place: at(line, 3),
    };
    let expected = Type {
        name: Some("Grade".to_owned()),
        doc: "How good it is.".to_owned(),
        shape: Shape::Enum(Enum {
            values: vec![
                value("QUALITY_UNSPECIFIED", "Unspecified", 0, 45),
                EnumValue {
                    aliases: vec!["UltraHigh".to_owned()],
                    doc: "Best.".to_owned(),
                    ..value("QUALITY_4K", "Quality4K", 2, 46)
                },
                value("QUALITY_HIGH", "High", 1, 47),
            ],
            open: false,
            by_name: true,
        }),
        reserved: Reserved { numbers: vec![(-5, -1)], names: Vec::new() },
        place: at(42, 1),
        ..Type::message("recording.v1", "Quality")
    };
    assert_eq!(schema.types["recording.v1.Quality"], expected);
}

#[test]
fn what_derives_read() {
    assert_eq!(
        load(TEXT).bindings(),
        "plumberd-schemas 1
enum\trecording.v1.Quality\trecording/v1/RecordingFinished.proto:42:1
value\tQUALITY_UNSPECIFIED\t0\t45:3
value\tQUALITY_4K\t2\t46:3
value\tQUALITY_HIGH\t1\t47:3
reserved\t-5\t-1
message\trecording.v1.RecordingFinished\trecording/v1/RecordingFinished.proto:14:1
field\trecording_id\t1\tstring\tsingular\t-\t-\t19:3
field\tduration\t2\tdouble\toptional\t-\t-\t20:11
field\tquality\t3\tenum:recording.v1.Quality\tsingular\t-\t-\t21:3
field\tat\t4\tmessage:google.protobuf.Timestamp\trequired\t-\t-\t22:3
field\ttags\t5\tmap:string:message:recording.v1.Tag\trepeated\t-\t-\t23:3
field\tevent_name\t6\tstring\tsingular\t-\t\"recording.finished\"\t24:3
field\tfile\t10\tstring\tsingular\tsource\t-\t29:5
field\tcamera\t11\tmessage:recording.v1.RecordingFinished.Camera\tsingular\tsource\t-\t30:5
reserved\t7\t9
reserved\t20\t20
reserved_name\tframes
message\trecording.v1.RecordingFinished.Camera\trecording/v1/RecordingFinished.proto:33:3
field\tid\t1\tsint32\tsingular\t-\t-\t35:5
message\trecording.v1.Tag\trecording/v1/RecordingFinished.proto:39:1
field\tname\t1\tstring\tsingular\t-\t-\t39:15
"
    );
}

/// The kinds of the fields of a message in `task.v1`, as text.
fn kinds(fields: &str) -> Vec<String> {
    let text = format!(
        "syntax = \"proto3\"; package task.v1;
import \"google/protobuf/any.proto\"; import \"google/protobuf/duration.proto\";
import \"google/protobuf/empty.proto\"; import \"google/protobuf/struct.proto\";
import \"google/protobuf/wrappers.proto\"; import \"plumberd/v1/options.proto\";
message TaskDone {{ {fields} }} message Tag {{}} enum Size {{ SIZE_NONE = 0; }}"
    );
    let loaded = configure().file("task/v1/TaskDone.proto", text).load().unwrap();
    let fields = loaded.schema.types["task.v1.TaskDone"].fields();
    fields.iter().map(|field| field.kind.to_string()).collect()
}

#[test]
fn kinds_follow_from_types_labels_and_options() {
    for (text, kind) in [
        ("Tag a = 1;", "optional<task.v1.Tag>"),
        ("optional Tag a = 1;", "optional<task.v1.Tag>"),
        ("Tag a = 1 [(plumberd.v1.field).required = true];", "task.v1.Tag"),
        ("repeated Tag a = 1;", "list<task.v1.Tag>"),
        ("Size a = 1;", "task.v1.Size"),
        ("optional Size a = 1;", "optional<task.v1.Size>"),
        ("google.protobuf.Duration a = 1;", "optional<duration>"),
        ("google.protobuf.Value a = 1 [(plumberd.v1.field).required = true];", "json"),
        ("google.protobuf.Struct a = 1;", "optional<google.protobuf.Struct>"),
        ("google.protobuf.Any a = 1;", "optional<google.protobuf.Any>"),
        ("google.protobuf.StringValue a = 1;", "optional<google.protobuf.StringValue>"),
        ("google.protobuf.Empty a = 1;", "optional<google.protobuf.Empty>"),
        ("oneof b { google.protobuf.Empty a = 1; }", "empty"),
        ("oneof b { Tag a = 1; }", "task.v1.Tag"),
        ("map<int32, google.protobuf.Duration> a = 1;", "map<int32, duration>"),
        ("string a = 1 [(plumberd.v1.field).kind = \"uuid\"];", "uuid"),
        ("optional string a = 1 [(plumberd.v1.field).kind = \"uuid\"];", "optional<uuid>"),
        (
            "optional string a = 1 [(plumberd.v1.field).kind = \"optional<uuid>\"];",
            "optional<uuid>",
        ),
        ("repeated string a = 1 [(plumberd.v1.field).kind = \"decimal\"];", "list<decimal>"),
        ("repeated string a = 1 [(plumberd.v1.field).kind = \"set<uuid>\"];", "set<uuid>"),
        (
            "repeated double a = 1 [(plumberd.v1.field).kind = \"array<double, 3>\"];",
            "array<double, 3>",
        ),
        ("sint32 a = 1 [(plumberd.v1.field).kind = \"sint16\"];", "sint16"),
        (
            "map<string, string> a = 1 [(plumberd.v1.field).kind = \"map<uuid, decimal>\"];",
            "map<uuid, decimal>",
        ),
        ("optional string a = 1 [(plumberd.v1.field).id = true];", "optional<uuid>"),
    ] {
        assert_eq!(kinds(text), [kind], "{text}");
    }
}

#[test]
fn fixed_values_of_every_type() {
    let text = r#"syntax = "proto3"; package task.v2;
import "google/protobuf/descriptor.proto";
extend google.protobuf.FieldOptions { string fixed_value = 50001; }
message TaskDone {
  string event_name = 1 [(fixed_value) = "a\n\"b\""];
  int32 event_version = 2 [(fixed_value) = "2"];
  bool c = 3 [(fixed_value) = "true"];
  int64 d = 4 [(fixed_value) = "-9223372036854775808"];
  fixed64 e = 5 [(fixed_value) = "18446744073709551615"];
}"#;
    let loaded = configure().file("task/v2/TaskDone.proto", text).load().unwrap();
    let fields = loaded.schema.types["task.v2.TaskDone"].fields();
    let fixed: Vec<Fixed> = fields.iter().map(|field| field.fixed.clone().unwrap()).collect();
    assert_eq!(
        fixed,
        [
            Fixed::Text("a\n\"b\"".to_owned()),
            Fixed::UInt(2),
            Fixed::Bool(true),
            Fixed::Int(i64::MIN),
            Fixed::UInt(u64::MAX),
        ]
    );
    let bindings = loaded.bindings();
    assert!(bindings.contains("singular\t-\t\"a\\n\\\"b\\\"\"\t5:3\n"), "{bindings}");
    assert!(bindings.contains("singular\t-\t-9223372036854775808\t8:3\n"), "{bindings}");
}

/// The columns of type and label of one field.
#[test]
fn labels_that_derives_read() {
    for (field, columns) in [
        ("Tag a = 1;", "message:task.v1.Tag\tsingular"),
        ("optional Tag a = 1;", "message:task.v1.Tag\tsingular"),
        ("Tag a = 1 [(plumberd.v1.field).required = true];", "message:task.v1.Tag\trequired"),
        ("repeated Tag a = 1;", "message:task.v1.Tag\trepeated"),
        ("Size a = 1;", "enum:task.v1.Size\tsingular"),
        ("optional Size a = 1;", "enum:task.v1.Size\toptional"),
        ("optional string a = 1;", "string\toptional"),
        ("repeated string a = 1 [(plumberd.v1.field).kind = \"set<uuid>\"];", "string\trepeated"),
        ("map<int32, Size> a = 1;", "map:int32:enum:task.v1.Size\trepeated"),
        ("google.protobuf.Value a = 1;", "message:google.protobuf.Value\tsingular"),
        ("google.protobuf.NullValue a = 1;", "enum:google.protobuf.NullValue\tsingular"),
    ] {
        let text = format!(
            "syntax = \"proto3\"; package task.v1; import \"google/protobuf/struct.proto\";
            import \"plumberd/v1/options.proto\";
            message Tag {{}} enum Size {{ SIZE_NONE = 0; }} message TaskDone {{ {field} }}"
        );
        let bindings = configure().file("task/v1/TaskDone.proto", text).load().unwrap().bindings();
        assert!(
            bindings.contains(&format!("field\ta\t1\t{columns}\t-\t-\t3:")),
            "{field}: {bindings}"
        );
    }
}

fn events(config: &Config) -> Vec<(String, String, u32, u32)> {
    let loaded = config.load().unwrap();
    let events = loaded.schema.events();
    events
        .map(|(_, event)| {
            (event.category.clone(), event.type_name.clone(), event.version, event.oldest)
        })
        .collect()
}

fn file(config: Config, name: &str, body: &str) -> Config {
    let package = name.rsplit_once('/').unwrap().0.replace('/', ".");
    let import = "import \"plumberd/v1/options.proto\";";
    config.file(name, format!("syntax = \"proto3\"; package {package}; {import} {body}"))
}

#[test]
fn nothing_is_made_of_the_files_of_plumberd() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../proto/plumberd/v1/");
    let mut config = configure().file("task/v1/TaskDone.proto", TASK_DONE);
    for name in ["options.proto", "envelope.proto"] {
        let text = std::fs::read_to_string(format!("{root}{name}")).unwrap();
        config = config.file(format!("plumberd/v1/{name}"), text);
    }
    // Not even a finding: the names of these files are in another style.
    let loaded = config.load().unwrap();
    assert_eq!(loaded.schema.types.keys().collect::<Vec<_>>(), ["task.v1.TaskDone"]);
    assert!(loaded.notes.is_empty());
    // Another file in their folder is the project's.
    let text = "syntax = \"proto3\"; package plumberd.v1; message Other {}";
    let loaded = configure().file("plumberd/v1/other.proto", text).load().unwrap();
    assert_eq!(loaded.schema.types.keys().collect::<Vec<_>>(), ["plumberd.v1.Other"]);
}

const TASK_DONE: &str = "syntax = \"proto3\"; package task.v1; message TaskDone { string by = 1; }";

#[test]
fn which_messages_are_events() {
    let mut config = configure().event_suffix("Event").event_suffix("Payload");
    for (name, body) in [
        ("user/v1/user_created.proto", "message UserCreated {}"),
        (
            "user/v2/user_created.proto",
            "message UserCreated { UserName name = 1; } message UserName {}",
        ),
        // Another message holds it.
        ("user/v2/user_name.proto", "message Holder { UserName2 a = 1; } message UserName2 {}"),
        ("user/v2/address.proto", "message Address { option (plumberd.v1.data) = {}; }"),
        ("user/create/v1/h264_codec.proto", "message H264Codec {}"),
        ("admin/v1/account_created.proto", "message AccountCreatedPayload { string a = 10; }"),
        (
            "order_item/v3/added.proto",
            "message Added { option (plumberd.v1.event) = { name: \"OrderItemAdded\" category: \"Order\" since: 1 }; }",
        ),
        ("feed/v1/served.proto", "message ServedEvent {}"),
        ("order_item/v3/removed.proto", "message Removed { Removed again = 1; }"),
    ] {
        config = file(config, name, body);
    }
    let expected = [
        ("Admin", "AccountCreated", 1, 1),
        ("Feed", "Served", 1, 1),
        ("Order", "OrderItemAdded", 3, 1),
        ("OrderItem", "Removed", 3, 3),
        ("UserCreate", "H264Codec", 1, 1),
        ("User", "UserCreated", 1, 1),
        ("User", "UserCreated", 2, 1),
    ];
    let expected: Vec<_> = expected
        .into_iter()
        .map(|(category, name, version, oldest)| {
            (category.to_owned(), name.to_owned(), version, oldest)
        })
        .collect();
    assert_eq!(events(&config), expected);
}

#[test]
fn a_message_that_was_meant_to_be_an_event() {
    let mut config = configure();
    for (name, body) in [
        ("a/v1/ParterCreated.proto", "message PartnerCreated { Name name = 1; } message Name {}"),
        ("a/v1/Shared.proto", "message Tag {} message Unused { option (plumberd.v1.data) = {}; }"),
        (
            "a/v1/Tagged.proto",
            "import \"a/v1/Shared.proto\"; message Tagged { Tag tag = 1; } message Other {}",
        ),
    ] {
        config = file(config, name, body);
    }
    let notes = config.load().unwrap().notes;
    assert_eq!(
        notes.iter().map(ToString::to_string).collect::<Vec<_>>(),
        [
            "a/v1/ParterCreated.proto:1:70: warning[event-file]: `PartnerCreated` is no event: it is not named after `ParterCreated.proto`"
        ]
    );
}

#[test]
fn the_profile_of_the_project() {
    let config = configure().json(Profile::Proto3);
    let loaded = file(config, "a/v1/B.proto", "message B {}").load().unwrap();
    assert_eq!(loaded.schema.types["a.v1.B"].event.as_ref().unwrap().profile, Profile::Proto3);
}

#[test]
fn what_others_have_is_left_out() {
    let config = file(configure(), "money/v1/Money.proto", "message Money {}");
    let config = config.extern_path("money.v1", "::money");
    let text = "syntax = \"proto3\"; package task.v1; import \"money/v1/Money.proto\";
        message TaskPaid { money.v1.Money price = 1; }";
    let loaded = config.file("task/v1/TaskPaid.proto", text).load().unwrap();
    assert_eq!(loaded.schema.types.keys().collect::<Vec<_>>(), ["task.v1.TaskPaid"]);
    let kind = &loaded.schema.types["task.v1.TaskPaid"].fields()[0].kind;
    assert_eq!(kind.to_string(), "optional<money.v1.Money>");
}

#[test]
fn notes_and_warnings() {
    let loaded = load(
        "syntax = \"proto3\"; package recording.v1;
message RecordingFinished { Payload payload = 9; string tenant = 6; }
message Payload {}
enum Size { NONE = 0; }
service Recordings { rpc Finish(Payload) returns (Payload); }
",
    );
    let notes: Vec<String> = loaded.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        [
            "recording/v1/RecordingFinished.proto:2:50: warning[envelope]: `tenant` has the number 6, and 6 to 8 of an envelope are kept for later",
            "recording/v1/RecordingFinished.proto:4:13: note[enum-prefix]: `NONE` does not begin with `SIZE_`",
            "recording/v1/RecordingFinished.proto:5:1: note[service]: the service `Recordings` is left out",
        ]
    );
    assert_eq!(
        loaded.render(&loaded.notes[2]),
        "recording/v1/RecordingFinished.proto:5:1: note[service]: the service `Recordings` is left out
  |
5 | service Recordings { rpc Finish(Payload) returns (Payload); }
  | ^
"
    );
}
