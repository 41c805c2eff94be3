//! One rule each.

use super::super::{Options, check, text};
use super::fixture::{event, field, message, values};
use crate::model::{Field, Fixed, Schema, Shape, Type};

fn schema(types: impl IntoIterator<Item = Type>) -> Schema {
    let mut schema = Schema::default();
    for ty in types {
        schema.insert(ty);
    }
    schema
}

fn lines(schema: &Schema, options: &Options) -> Vec<String> {
    text(schema, options).lines().map(|line| line.trim().to_owned()).collect()
}

#[track_caller]
fn has(lines: &[String], line: &str) {
    assert!(lines.iter().any(|found| found == line), "{line} is not in\n{}", lines.join("\n"));
}

#[test]
fn a_newer_version_supersedes() {
    let versions =
        |numbers: &[u32]| {
            schema(numbers.iter().map(|version| {
                event(message(&format!("user.v{version}"), "UserCreated", []), "User")
            }))
        };
    let all = lines(&versions(&[1, 2, 3]), &Options::new());
    has(
        &all,
        r#"#[event(category = "User", version = "v2", supersedes = super::v1::UserCreated)]"#,
    );
    has(
        &all,
        r#"#[event(category = "User", version = "v3", supersedes = super::v2::UserCreated)]"#,
    );
    let gap = lines(&versions(&[1, 3]), &Options::new());
    has(&gap, r#"#[event(category = "User", version = "v3", since = "v3")]"#);
    let off = lines(&versions(&[1, 2]), &Options::new().supersede(false));
    has(&off, r#"#[event(category = "User", version = "v2", since = "v2")]"#);
}

#[test]
fn another_domain_is_not_an_older_version() {
    let schema = schema([
        event(message("task.v1", "Created", []), "Task"),
        event(message("user.v2", "Created", []), "User"),
    ]);
    let lines = lines(&schema, &Options::new());
    has(&lines, r#"#[event(category = "User", version = "v2", since = "v2")]"#);
}

#[test]
fn a_renamed_event_supersedes_by_its_alias() {
    let mut new = event(message("user.v2", "UserRegistered", []), "User");
    if let Some(event) = &mut new.event {
        event.aliases = vec!["UserCreated".to_owned()];
    }
    let old = event(message("user.v1", "UserCreated", []), "User");
    let lines = lines(&schema([old, new]), &Options::new());
    has(&lines, r#"#[event(category = "User", version = "v2", aliases("UserCreated"))]"#);
    has(&lines, "#[event(supersedes = super::v1::UserCreated)]");
}

#[test]
fn only_cycles_are_boxed() {
    let schema = schema([
        message("a.v1", "A", [field(1, "b", "optional<a.v1.B>"), field(2, "leaf", "a.v1.Leaf")]),
        message("a.v1", "B", [field(1, "list", "list<a.v1.A>"), field(2, "c", "a.v1.C")]),
        message("a.v1", "C", [field(1, "a", "optional<a.v1.A>")]),
        message("a.v1", "Leaf", [field(1, "b", "list<a.v1.Leaf>")]),
    ]);
    let lines = lines(&schema, &Options::new());
    for line in [
        "pub b: Option<Box<B>>,",
        "pub leaf: Leaf,",
        "pub list: Vec<A>,",
        "pub c: Box<C>,",
        "pub a: Option<Box<A>>,",
        "pub b: Vec<Leaf>,",
    ] {
        has(&lines, line);
    }
}

#[test]
fn a_long_chain_of_messages_is_no_cycle() {
    let chain = (0..20_000).map(|n| {
        message("a.v1", &format!("M{n}"), [field(1, "next", &format!("optional<a.v1.M{}>", n + 1))])
    });
    let text = text(&schema(chain), &Options::new());
    assert!(!text.contains("Box"));
}

#[test]
fn types_of_other_crates_are_named_not_generated() {
    let schema = schema([
        message(
            "a.v1",
            "A",
            [
                field(1, "x", "optional<common.v1.Outer.Money>"),
                field(2, "y", "common.v1.Exact"),
                field(3, "at", "optional<timestamp>"),
            ],
        ),
        message("common.v1", "Exact", []),
        message("common.v1", "Outer.Money", []),
    ]);
    let options = Options::new()
        .extern_path("common.v1", "::common::v1")
        .extern_path(".common.v1.Exact", "crate::Exact")
        .extern_path("google.protobuf.Timestamp", "::jiff::Timestamp");
    let lines = lines(&schema, &options);
    has(&lines, "pub x: Option<::common::v1::outer::Money>,");
    has(&lines, "pub y: crate::Exact,");
    has(&lines, "pub at: Option<::jiff::Timestamp>,");
    assert!(!lines.iter().any(|line| line.contains("pub mod common")));
    // Nothing is known about them.
    has(&lines, "#[derive(Debug, Clone, PartialEq, plumberd::PlumberdData)]");
    assert_eq!(check(&schema, &options), []);
}

#[test]
fn enums_have_a_default_when_there_is_a_zero() {
    let schema = schema([
        values("a.v1", "With", &[("WITH_A", "A", 0)], false),
        values("a.v1", "Without", &[("WITHOUT_A", "A", 1)], false),
        message("a.v1", "M", [field(1, "with", "a.v1.With")]),
        message("a.v1", "N", [field(1, "without", "a.v1.Without")]),
    ]);
    let text = text(&schema, &Options::new());
    let derive = |name: &str| {
        let before = text.split(&format!(" {name} {{")).next().unwrap();
        before.rsplit("#[derive(").next().unwrap().contains("Default")
    };
    assert_eq!(["With", "Without", "M", "N"].map(derive), [true, false, true, false]);
}

#[test]
fn what_rust_cannot_say_is_reported() {
    let fixed = Field { fixed: Some(Fixed::Text("a".to_owned())), ..field(3, "c", "bytes") };
    let fields = [
        field(1, "a", "optional<google.type.Date>"),
        field(2, "b", "map<string, sint32>"),
        fixed,
        field(4, "d", "list<a.v1.E>"),
    ];
    let schema = schema([message("a.v1", "A", fields), event(message("a.v1", "E", []), "E")]);
    let found: Vec<String> =
        check(&schema, &Options::new()).iter().map(|found| found.render(None)).collect();
    assert_eq!(
        found,
        [
            "error[rust-type]: `a.v1.A.a` is a `google.type.Date`, which is not among the types and has no Rust type\n  = help: say where it is with `extern_path(\"google.type.Date\", \"…\")`, or import its file\n",
            "error[rust-map]: `a.v1.A.b` is a `map<string, sint32>`, and plumberd has no maps of `sint` and `fixed` integers\n  = help: use `int32`, `int64`, `uint32` or `uint64`, or a list of messages\n",
            "error[rust-fixed]: `a.v1.A.c` is a `bytes` and cannot have the fixed value \"a\"\n  = help: fixed values are texts, integers and `bool`, outside of oneofs\n",
            "error[rust-event]: `a.v1.A.d` is a `a.v1.E`, which is an event\n  = help: move what both have in common to a message of its own, or mark the event `option (plumberd.v1.data) = {}`\n",
        ]
    );
}

#[test]
fn an_envelope_has_all_its_fields() {
    let mut ty = message(
        "a.v1",
        "E",
        [
            field(1, "event_name", "string"),
            field(2, "event_version", "string"),
            field(3, "aggregate_id", "string"),
            field(4, "timestamp", "int64"),
            field(5, "trace_id", "optional<string>"),
            field(9, "payload", "a.v1.P"),
        ],
    );
    let payload = message("a.v1", "P", []);
    let is_envelope = |ty: &Type| {
        text(&schema([ty.clone(), payload.clone()]), &Options::new()).contains("TypedEnvelope")
    };
    assert!(is_envelope(&ty));
    let Shape::Message(shape) = &mut ty.shape else { panic!("a message") };
    shape.fields[5].number = Some(10);
    assert!(!is_envelope(&ty));
}

#[test]
fn an_alternative_has_its_wire_format() {
    let mut ty = message("task.v1", "Choice", []);
    let fields =
        vec![field(1, "by", "sint32"), field(2, "hash", "fixed64"), field(3, "n", "int32")];
    super::fixture::oneof(&mut ty, "kind", true, fields);
    let lines = lines(&schema([ty]), &Options::new());
    has(&lines, r#"#[event(tag = 1, wire = "zigzag")]"#);
    has(&lines, r#"#[event(tag = 2, wire = "fixed")]"#);
    has(&lines, "#[event(tag = 3)]");
}

#[test]
fn sets_have_an_order_and_lists_no_bytes() {
    let ty = message(
        "task.v1",
        "Sizes",
        [
            field(1, "sizes", "set<double>"),
            field(2, "names", "set<string>"),
            field(3, "levels", "list<uint8>"),
            field(4, "level", "fixed8"),
            field(5, "one", "uint8"),
        ],
    );
    let found = check(&schema([ty]), &Options::new());
    let found: Vec<String> = found.iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "error[rust-set]: `task.v1.Sizes.sizes` is a `set<double>`, and a `double` has no order",
            "error[rust-byte]: `task.v1.Sizes.levels` is a `list<uint8>`, which Rust has as bytes only",
            "error[rust-byte]: `task.v1.Sizes.level` is a `fixed8`, which Rust has as bytes only",
        ]
    );
}
