use serde_json::Value;

use crate::project::{PLACED, Project, fails, refuses, succeeds};

/// A project with something of everything that a `.proto` can say.
fn rich() -> Project {
    let project = Project::placed();
    project.write(
        "proto/order/v2/OrderPlaced.proto",
        "\
syntax = \"proto3\";

package order.v2;

import \"google/protobuf/timestamp.proto\";
import \"plumberd/v1/options.proto\";

// Somebody bought something.
message OrderPlaced {
  option (plumberd.v1.event) = {category: \"Sales\"};

  reserved 9;

  string order_id = 1 [(plumberd.v1.field).kind = \"uuid\"];
  repeated Line lines = 2;
  google.protobuf.Timestamp at = 3;
  oneof payment {
    string card = 4;
    bool cash = 5;
  }
  string source = 6 [(plumberd.v1.fixed_value) = \"web\"];
  Color color = 7;
  map<string, int64> counts = 8;
}

message Line {
  option (plumberd.v1.data) = {};

  string article = 1;
}

enum Color {
  COLOR_UNSPECIFIED = 0;
  COLOR_RED = 1;
}
",
    );
    project.write("proto/plumberd/v1/options.proto", plumberd_schema::OPTIONS_PROTO);
    project
}

#[test]
fn a_descriptor_set_is_read_back() {
    let project = rich();
    assert_eq!(
        project.run(&["export", "descriptor-set", "--out", "gen/x.binpb"]),
        succeeds("wrote gen/x.binpb\n")
    );
    assert_eq!(project.run(&["accept"]).code, Some(0));
    assert_eq!(
        project.run(&["check", "--locked", "--from", "gen/x.binpb"]),
        succeeds("0 errors, 0 warnings, 0 notes\n")
    );
    assert_eq!(project.run(&["diff", "--against", "gen/x.binpb"]), succeeds("no changes\n"));
    // What it gives is what the folder gives.
    project.run(&["export", "proto", "--out", "a"]);
    project.run(&["export", "proto", "--from", "gen/x.binpb", "--out", "b"]);
    assert_eq!(project.names("a"), project.names("b"));
    for file in project.names("a") {
        assert_eq!(project.read(&format!("a/{file}")), project.read(&format!("b/{file}")));
    }
}

#[test]
fn proto_files_are_read_back() {
    let project = rich();
    assert_eq!(project.run(&["export", "proto", "--out", "gen"]), succeeds("3 files in gen\n"));
    assert_eq!(
        project.names("gen"),
        ["order/v1/OrderPlaced.proto", "order/v2/OrderPlaced.proto", "plumberd/v1/options.proto"]
    );
    assert_eq!(project.read("gen/order/v1/OrderPlaced.proto"), PLACED);
    assert_eq!(project.run(&["diff", "--against", "gen"]), succeeds("no changes\n"));
    assert_eq!(project.run(&["check", "--from", "gen"]).code, Some(0));
}

#[test]
fn json_schemas() {
    let project = rich();
    let export = ["export", "json-schema", "--out", "gen"];
    assert_eq!(project.run(&export), succeeds("2 files in gen\n"));
    assert_eq!(
        project.names("gen"),
        ["order/v1/OrderPlaced.schema.json", "order/v2/OrderPlaced.schema.json"]
    );
    let schema = |name: &str| -> Value { serde_json::from_str(&project.read(name)).unwrap() };
    let first = schema("gen/order/v1/OrderPlaced.schema.json");
    assert_eq!(first["$id"], "urn:plumberd:order.v1.OrderPlaced");
    assert_eq!(first["properties"]["OrderId"]["type"], "string");
    let export = ["export", "json-schema", "--out", "gen", "--profile", "proto3"];
    assert_eq!(project.run(&export), succeeds("2 files in gen\n"));
    let first = schema("gen/order/v1/OrderPlaced.schema.json");
    assert_eq!(first["properties"]["orderId"]["type"], "string");
    assert_eq!(first["x-plumberd"]["profile"], "proto3");
}

#[test]
fn the_second_time_nothing_is_written() {
    let project = rich();
    for (form, out) in
        [("proto", "gen/proto"), ("json-schema", "gen/json"), ("descriptor-set", "gen/x.binpb")]
    {
        assert_eq!(project.run(&["export", form, "--out", out]).code, Some(0));
        let before = project.files("gen");
        assert_eq!(project.run(&["export", form, "--out", out]).code, Some(0));
        assert_eq!(project.files("gen"), before);
    }
}

#[test]
fn types_without_a_protobuf_form() {
    let project = Project::empty();
    project.write(
        "vendor/google/type/date.proto",
        "syntax = \"proto3\";\npackage google.type;\nmessage Date { int32 year = 1; }\n",
    );
    project.write(
        "proto/order/v1/OrderPlaced.proto",
        "syntax = \"proto3\";\npackage order.v1;\nimport \"google/type/date.proto\";\nmessage OrderPlaced {\n  google.type.Date due = 1;\n}\n",
    );
    let flags = ["--out", "gen", "--include", "vendor", "--extern-path", "google.type=::google"];
    let expected = "\
proto/order/v1/OrderPlaced.proto:5:3: error[no-protobuf]: `order.v1.OrderPlaced.due` cannot be written as Protobuf: its type `google.type.Date` is not in the schema
  |
5 |   google.type.Date due = 1;
  |   ^
  = help: add the type to the schema, or correct the name

1 error, 0 warnings, 0 notes
";
    for form in ["proto", "descriptor-set"] {
        let ran = project.run(&[&["export", form], &flags[..]].concat());
        assert_eq!(ran, refuses(expected));
    }
    assert!(!project.path("gen").exists());
}

#[test]
fn places_that_cannot_be_written() {
    let project = rich();
    project.write("file", "mine");
    let not_a_folder = fails("file is not a folder; `--out` names the folder to write to");
    for form in ["proto", "json-schema"] {
        assert_eq!(project.run(&["export", form, "--out", "file"]), not_a_folder);
    }
    assert_eq!(project.read("file"), "mine");
    for out in ["proto", "file/x.binpb"] {
        let ran = project.run(&["export", "descriptor-set", "--out", out]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
        assert!(ran.err.starts_with(&format!("error: cannot write {out}: ")), "{}", ran.err);
    }
    assert!(!project.path("proto.new").exists());
}

#[cfg(unix)]
#[test]
fn a_descriptor_set_for_a_device() {
    // Neither read nor replaced.
    let project = rich();
    assert_eq!(
        project.run(&["export", "descriptor-set", "--out", "/dev/null"]),
        succeeds("wrote /dev/null\n")
    );
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
}
