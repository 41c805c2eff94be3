//! What cannot be written as Protobuf, with the exact message; and which file a type stands in.
#![allow(
    clippy::unwrap_used,
    missing_docs,
    reason = "a test fails by panicking, and has no readers"
)]

use plumberd_schema::diagnostic::Diagnostic;
use plumberd_schema::model::{
    Enum, EnumValue, Event, Field, Oneof, Place, Profile, Schema, Shape, Type,
};
use plumberd_schema::print::{descriptor_set, proto};

fn message(name: &str, fields: &[(&str, Option<u32>, &str)]) -> Type {
    let (package, path) = name.split_once(':').unwrap_or(("a.v1", name));
    let mut ty = Type::message(package, path);
    if let Shape::Message(message) = &mut ty.shape {
        message.fields.extend(
            fields
                .iter()
                .map(|(name, number, kind)| Field::new(*name, *number, kind.parse().unwrap())),
        );
    }
    ty
}

fn values(name: &str, values: &[(&str, i32)]) -> Type {
    let mut ty = Type::message("a.v1", name);
    let values = values.iter().map(|(name, number)| EnumValue {
        name: (*name).to_owned(),
        json_name: (*name).to_owned(),
        aliases: vec![],
        number: *number,
        doc: String::new(),
        deprecated: None,
        place: None,
    });
    ty.shape = Shape::Enum(Enum { values: values.collect(), open: true, by_name: false });
    ty
}

fn event(mut ty: Type, version: u32) -> Type {
    ty.event = Some(Event {
        category: "A".into(),
        type_name: ty.bare_name().to_owned(),
        aliases: vec![],
        version,
        oldest: version,
        profile: Profile::default(),
        encoding: plumberd_schema::model::Encoding::default(),
    });
    ty
}

fn of(types: impl IntoIterator<Item = Type>) -> Schema {
    let mut schema = Schema::default();
    for ty in types {
        assert!(schema.insert(ty).is_none());
    }
    schema
}

fn error(types: impl IntoIterator<Item = Type>) -> String {
    let schema = of(types);
    let error = proto::files(&schema, &proto::Options::default()).unwrap_err();
    let other = descriptor_set::encode(&schema, &descriptor_set::Options::default()).unwrap_err();
    assert_eq!(error, other);
    error.to_string()
}

#[test]
fn a_type_without_a_form_is_left_out() {
    let mut in_oneof = message("E", &[("x", Some(1), "optional<string>")]);
    if let Shape::Message(message) = &mut in_oneof.shape {
        message.fields[0].oneof = Some(0);
    }
    let schema = of([
        message("A", &[("x", None, "string")]),
        message("A.Inner", &[]),
        message("B", &[("x", Some(1), "list<list<string>>")]),
        message("C", &[("x", Some(1), "map<double, string>")]),
        message("D", &[("x", Some(1), "map<string, optional<string>>")]),
        in_oneof,
        values("F", &[("LOW", 1)]),
        message("G", &[("x", Some(1), "string")]),
    ]);
    let skipped: Vec<String> = proto::skipped(&schema).iter().map(ToString::to_string).collect();
    assert_eq!(
        skipped,
        [
            "`a.v1.A` is not printed, because its field `x` has no number",
            "`a.v1.A.Inner` is not printed, because `a.v1.A`, which it is nested in, is not",
            "`a.v1.B` is not printed, because its field `x` is of the kind `list<list<string>>`, which Protobuf does not have",
            "`a.v1.C` is not printed, because its field `x` is of the kind `map<double, string>`, which Protobuf does not have",
            "`a.v1.D` is not printed, because its field `x` is of the kind `map<string, optional<string>>`, which Protobuf does not have",
            "`a.v1.E` is not printed, because its field `x` is an alternative of a oneof and of the kind `optional<string>`, while Protobuf has single values there",
            "`a.v1.F` is not printed, because none of its values has the number 0",
        ]
    );
    let files = proto::files(&schema, &proto::Options::default()).unwrap();
    assert_eq!(files.iter().map(|file| &*file.path).collect::<Vec<_>>(), ["a/v1/G.proto"]);
}

#[test]
fn a_printed_type_needs_its_types() {
    let mut holder = message("A", &[("x", Some(1), "list<a.v1.B>")]);
    holder.place = Some(Place { file: "src/a.rs".into(), line: 3, column: 0 });
    assert_eq!(
        error([holder, message("B", &[("y", None, "string")])]),
        "src/a.rs:3: `a.v1.A.x` cannot be written as Protobuf: its type `a.v1.B` has JSON only, because its field `y` has no number; give that type a Protobuf form, or take the numbers from this one"
    );
    assert_eq!(
        error([message("A", &[("x", Some(1), "optional<b.v1.B>")])]),
        "`a.v1.A.x` cannot be written as Protobuf: its type `b.v1.B` is not in the schema; add the type to the schema, or correct the name"
    );
    assert_eq!(
        error([message("A", &[("x", Some(1), "google.protobuf.Nothing")])]),
        "`a.v1.A.x` cannot be written as Protobuf: its type `google.protobuf.Nothing` is not in the schema; add the type to the schema, or correct the name"
    );
    assert_eq!(
        error([message("A.B", &[])]),
        "`a.v1.A.B` cannot be written as Protobuf: it is nested in `a.v1.A`, which is not in the schema; add a message of that name, or give the type a path without `.`"
    );
    assert_eq!(
        error([message("A.B", &[]), values("A", &[("X", 0)])]),
        "`a.v1.A.B` cannot be written as Protobuf: it is nested in `a.v1.A`, which is an enum; add a message of that name, or give the type a path without `.`"
    );
}

#[test]
fn names() {
    assert_eq!(
        error([message("Größe", &[])]),
        "`a.v1.Größe` cannot be written as Protobuf: `Größe` is no name in Protobuf; use ASCII letters, digits and `_`, and begin with a letter"
    );
    assert_eq!(
        error([message("A", &[("1x", Some(1), "string")])]),
        "`a.v1.A.1x` cannot be written as Protobuf: its name is none in Protobuf; use ASCII letters, digits and `_`, and begin with a letter"
    );
    assert_eq!(
        error([message("A", &[("x", Some(1), "string"), ("x", Some(2), "string")])]),
        "`a.v1.A` cannot be written as Protobuf: the name `x` is taken by another field, beside which it stands in Protobuf; rename one of them"
    );
    assert_eq!(
        error([values("A", &[("LOW", 0)]), values("B", &[("LOW", 0)])]),
        "`a.v1.B` cannot be written as Protobuf: the name `LOW` is taken by a value of `a.v1.A`, beside which it stands in Protobuf; rename one of them"
    );
    assert_eq!(
        error([message("A", &[("x", Some(1), "map<string, string>")]), message("A.XEntry", &[])]),
        "`a.v1.A.XEntry` cannot be written as Protobuf: the name `XEntry` is taken by the map `x`, beside which it stands in Protobuf; rename one of them"
    );
    assert_eq!(
        error([message("A", &[("x_y", Some(1), "string"), ("xY", Some(2), "string")])]),
        "`a.v1.A.xY` cannot be written as Protobuf: `x_y` has the JSON key `xY` too; rename one of them"
    );
    assert_eq!(
        error([message("Ab", &[]), message("AB", &[])]),
        "`a.v1.Ab` cannot be written as Protobuf: its file `a/v1/Ab.proto` is also `a/v1/AB.proto` where capitals do not count; give one of the types another name"
    );
}

#[test]
fn numbers() {
    for (number, text) in [(0, "0"), (19_500, "19500"), (536_870_912, "536870912")] {
        assert_eq!(
            error([message("A", &[("x", Some(number), "string")])]),
            format!(
                "`a.v1.A.x` cannot be written as Protobuf: {text} is no field number; use one from 1 to 536870911, without 19000 to 19999"
            )
        );
    }
    assert_eq!(
        error([message("A", &[("x", Some(1), "string"), ("y", Some(1), "string")])]),
        "`a.v1.A.y` cannot be written as Protobuf: `x` has the number 1 too; use another one"
    );
    let mut ty = message("A", &[("x", Some(1), "string")]);
    ty.reserved.numbers = vec![(0, 0)];
    assert_eq!(
        error([ty.clone()]),
        "`a.v1.A` cannot be written as Protobuf: it reserves the numbers 0 to 0; reserve numbers from 1 to 536870911, the lower one first"
    );
    ty.reserved.numbers = vec![(1, 5)];
    assert_eq!(
        error([ty.clone()]),
        "`a.v1.A.x` cannot be written as Protobuf: the number 1 is reserved; use another one"
    );
    ty.reserved.numbers = vec![];
    ty.reserved.names = vec!["x".into()];
    assert_eq!(
        error([ty.clone()]),
        "`a.v1.A.x` cannot be written as Protobuf: its name is reserved; use another one"
    );
    ty.reserved.names = vec!["not a \"name\"".into()];
    assert_eq!(
        error([ty]),
        "`a.v1.A` cannot be written as Protobuf: it reserves the name \"not a \\\"name\\\"\", which is none in Protobuf; reserve names as they stood in the `.proto` file"
    );
    let mut closed = values("A", &[("X", 0)]);
    closed.reserved.numbers = vec![(-1, 1)];
    assert_eq!(
        error([closed]),
        "`a.v1.A.X` cannot be written as Protobuf: its name or number is reserved; use another one"
    );
}

#[test]
fn events_and_oneofs() {
    assert_eq!(
        error([event(message("A", &[]), 2)]),
        "`a.v1.A` cannot be written as Protobuf: it is version 2 of its event, which its package `a.v1` does not say; move it to a package whose last part is `v2`"
    );
    assert_eq!(
        error([message("A", &[]), event(message("A.B", &[]), 1)]),
        "`a.v1.A.B` cannot be written as Protobuf: it is an event that is nested in another message; give it a path without `.`"
    );
    assert_eq!(
        error([
            event(message("A", &[("x", Some(1), "list<a.v1.B>")]), 1),
            event(message("B", &[("x", Some(1), "list<a.v1.A>")]), 1),
        ]),
        "`a.v1.A` cannot be written as Protobuf: it and the event `a.v1.B` use each other, while each event has a file of its own; move what both need to a type that is no event"
    );
    let mut ty = message("A", &[]);
    if let Shape::Message(message) = &mut ty.shape {
        message.oneofs.push(Oneof {
            name: "source".into(),
            json_name: "Source".into(),
            type_name: "Source".into(),
            required: false,
            default: false,
            aliases: vec![],
            doc: String::new(),
            place: None,
        });
    }
    assert_eq!(
        error([ty]),
        "`a.v1.A.source` cannot be written as Protobuf: the oneof has no alternatives; remove it, or give it one"
    );
    let error = proto::files(&of([event(message("A", &[]), 2)]), &proto::Options::default());
    assert_eq!(
        Diagnostic::from(error.unwrap_err()).to_string(),
        "error[no-protobuf]: `a.v1.A` cannot be written as Protobuf: it is version 2 of its event, which its package `a.v1` does not say"
    );
}

/// The files, each with the types that stand in it at its outermost level.
fn layout(types: impl IntoIterator<Item = Type>) -> Vec<String> {
    let files = proto::files(&of(types), &proto::Options::default()).unwrap();
    files
        .iter()
        .map(|file| {
            let types = file.text.lines().filter_map(|line| {
                line.strip_prefix("message ").or(line.strip_prefix("enum "))?.split(' ').next()
            });
            format!("{}: {}", file.path, types.collect::<Vec<_>>().join(" "))
        })
        .collect()
}

#[test]
fn a_type_stands_with_the_only_event_that_uses_it() {
    let types = [
        event(message("E", &[("x", Some(1), "a.v1.Z"), ("y", Some(2), "a.v1.Shared")]), 1),
        event(
            message(
                "F",
                &[
                    ("y", Some(2), "a.v1.Shared"),
                    ("o", Some(3), "b.v1:Other".replace(':', ".").as_str()),
                ],
            ),
            1,
        ),
        message("Z", &[("x", Some(1), "list<a.v1.B>")]),
        message("B", &[("b", Some(1), "optional<a.v1.B>")]),
        message("Shared", &[("x", Some(1), "a.v1.OfShared")]),
        message("OfShared", &[]),
        message("Nobody", &[]),
        message("b.v1:Other", &[]),
    ];
    assert_eq!(
        layout(types),
        [
            "a/v1/E.proto: E Z B",
            "a/v1/F.proto: F",
            "a/v1/Nobody.proto: Nobody",
            "a/v1/Shared.proto: Shared OfShared",
            "b/v1/Other.proto: Other",
        ]
    );
}

#[test]
fn types_that_use_each_other_stand_together() {
    let types = [
        event(message("E", &[("x", Some(1), "optional<a.v1.Z>")]), 1),
        event(message("F", &[("x", Some(1), "optional<a.v1.Y>")]), 1),
        message("Z", &[("x", Some(1), "optional<a.v1.Y>")]),
        message("Y", &[("x", Some(1), "optional<a.v1.X>")]),
        message("X", &[("x", Some(1), "optional<a.v1.Z>"), ("e", Some(2), "map<string, a.v1.E>")]),
    ];
    assert_eq!(layout(types), ["a/v1/E.proto: E Z Y X", "a/v1/F.proto: F"]);
    assert_eq!(
        error([
            message("A", &[("x", Some(1), "optional<b.v1.B>")]),
            message("b.v1:B", &[("x", Some(1), "optional<a.v1.A>")]),
        ]),
        "`a.v1.A` cannot be written as Protobuf: it and `b.v1.B` use each other, while files of two packages cannot import each other; move them into one package"
    );
}

#[test]
fn a_long_chain_is_no_deep_one() {
    let types = (0..20_000).map(|index| {
        let next = format!("optional<a.v1.T{}>", index + 1);
        let name = format!("T{index}");
        if index < 19_999 {
            message(&name, &[("next", Some(1), &next)])
        } else {
            message(&name, &[])
        }
    });
    let files = proto::files(&of(types), &proto::Options::default()).unwrap();
    assert_eq!(files.len(), 1);
}
