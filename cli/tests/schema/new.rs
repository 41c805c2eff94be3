use std::fs;

use crate::project::{PLACED, PLACED_PATH, Project, fails, refuses, succeeds};

#[test]
fn a_first_event() {
    let project = Project::empty();
    assert_eq!(
        project.run(&["new", "order.v1.OrderPlaced", "order_id:string", "total:double"]),
        succeeds("wrote proto/plumberd/v1/options.proto\nwrote proto/order/v1/OrderPlaced.proto\n")
    );
    assert_eq!(project.read(PLACED_PATH), PLACED);
    assert_eq!(project.read("proto/plumberd/v1/options.proto"), plumberd_schema::OPTIONS_PROTO);
    assert_eq!(project.run(&["new", "user.signup.v12.Left2"]), {
        succeeds("wrote proto/user/signup/v12/Left2.proto\n")
    });
    assert_eq!(
        project.read("proto/user/signup/v12/Left2.proto"),
        "syntax = \"proto3\";\n\npackage user.signup.v12;\n\n// What happened, in one sentence.\nmessage Left2 {}\n"
    );
}

#[test]
fn what_is_written_passes_the_check() {
    let project = Project::empty();
    project.run(&["new", "order.v1.OrderPlaced", "order_id:string"]);
    let checked = project.run(&["check"]);
    assert_eq!((checked.code, checked.err.as_str()), (Some(0), ""));
    assert!(checked.out.ends_with("\n0 errors, 0 warnings, 1 note\n"), "{}", checked.out);
}

#[test]
fn the_files_of_types_are_imported() {
    let project = Project::empty();
    project.write(
        "events/common/v1/Tag.proto",
        "syntax = \"proto3\";\npackage common.v1;\nmessage Tag {}\nmessage Other { Tag tag = 1; }\n",
    );
    let ran = project.run(&[
        "new",
        "order.v1.OrderPlaced",
        "at:google.protobuf.Timestamp",
        "tags:map<string, common.v1.Other>",
        "note:optional string",
        "amount:google.protobuf.DoubleValue",
        "--out",
        "events",
    ]);
    assert_eq!(
        ran,
        succeeds(
            "wrote events/plumberd/v1/options.proto\nwrote events/order/v1/OrderPlaced.proto\n"
        )
    );
    assert_eq!(
        project.read("events/order/v1/OrderPlaced.proto"),
        "\
syntax = \"proto3\";

package order.v1;

import \"common/v1/Tag.proto\";
import \"google/protobuf/timestamp.proto\";
import \"google/protobuf/wrappers.proto\";

// What happened, in one sentence.
message OrderPlaced {
  google.protobuf.Timestamp at = 1;
  map<string, common.v1.Other> tags = 2;
  optional string note = 3;
  google.protobuf.DoubleValue amount = 4;
}
"
    );
    assert_eq!(project.run(&["check", "--from", "events"]).code, Some(0));
}

#[test]
fn files_are_named_as_the_others() {
    let project = Project::empty();
    project.write(
        "proto/user/v1/user_created.proto",
        "syntax = \"proto3\";\npackage user.v1;\nmessage UserCreated { string name = 1; }\n",
    );
    assert_eq!(
        project.run(&["new", "user.v1.UserRenamed", "--buf"]),
        succeeds(
            "wrote proto/plumberd/v1/options.proto\nwrote proto/user/v1/user_renamed.proto\nwrote buf.yaml\n"
        )
    );
    assert_eq!(
        project.run(&["new", "user.v2.UserCreated", "--from", "user.v1.UserCreated"]),
        succeeds("wrote proto/user/v2/user_created.proto\n")
    );
    // A file in the other style would be the same event.
    assert_eq!(
        project.run(&["new", "user.v1.UserCreated"]),
        fails("proto/user/v1/user_created.proto is there already; nothing was written")
    );
    assert_eq!(
        project.read("buf.yaml"),
        "version: v2\nmodules:\n  - path: \"proto\"\nlint:\n  use:\n    - STANDARD\nbreaking:\n  use:\n    - FILE\n"
    );
}

#[test]
fn a_second_version_is_a_copy() {
    let project = Project::placed();
    assert_eq!(
        project.run(&["new", "order.v2.OrderPlaced", "--from", "order.v1.OrderPlaced"]),
        succeeds("wrote proto/plumberd/v1/options.proto\nwrote proto/order/v2/OrderPlaced.proto\n")
    );
    assert_eq!(
        project.read("proto/order/v2/OrderPlaced.proto"),
        PLACED.replace("package order.v1;", "package order.v2;")
    );
    assert_eq!(project.read(PLACED_PATH), PLACED);
    // Versions in between may follow.
    assert_eq!(
        project.run(&["new", "order.v4.OrderPlaced", "--from", "order.v2.OrderPlaced"]),
        succeeds("wrote proto/order/v4/OrderPlaced.proto\n")
    );
}

#[test]
fn a_copy_that_has_to_be_edited_is_written() {
    let project = Project::empty();
    project.write(
        "proto/user/v1/Name.proto",
        "syntax = \"proto3\";\npackage user.v1;\nmessage Name {}\n",
    );
    project.write(
        "proto/user/v1/UserCreated.proto",
        "syntax = \"proto3\";\npackage user.v1;\nimport \"user/v1/Name.proto\";\nmessage UserCreated { Name name = 1; }\n",
    );
    let ran = project.run(&["new", "user.v2.UserCreated", "--from", "user.v1.UserCreated"]);
    assert_eq!(
        ran,
        refuses(
            "\
wrote proto/plumberd/v1/options.proto
wrote proto/user/v2/UserCreated.proto
proto/user/v2/UserCreated.proto:4:23: error[definition]: name `Name` is not defined
  |
4 | message UserCreated { Name name = 1; }
  |                       ^

1 error, 0 warnings, 0 notes
"
        )
    );
    assert!(project.read("proto/user/v2/UserCreated.proto").contains("package user.v2;"));
}

#[test]
fn an_older_version_that_is_not_there() {
    let project = Project::placed();
    let ran = project.run(&["new", "order.v3.OrderPlaced", "--from", "order.v2.OrderPlaced"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.starts_with("error: cannot read proto/order/v2/OrderPlaced.proto: "),
        "{}",
        ran.err
    );
    assert_eq!(
        project.run(&["new", "order.v2.OrderPaid", "--from", "order.v1.OrderPlaced"]),
        fails(
            "`order.v1.OrderPlaced` is not a version of `order.v2.OrderPaid`; `--from` copies another version of the same event"
        )
    );
    project.replace(PLACED_PATH, "package order.v1;", "package other.v1;");
    assert_eq!(
        project.run(&["new", "order.v2.OrderPlaced", "--from", "order.v1.OrderPlaced"]),
        fails("proto/order/v1/OrderPlaced.proto has no line `package order.v1;`")
    );
    assert_eq!(project.names(""), [PLACED_PATH]);
}

#[test]
fn a_file_that_is_there_stays() {
    let project = Project::empty();
    project.write(PLACED_PATH, "mine");
    assert_eq!(
        project.run(&["new", "order.v1.OrderPlaced", "total:double"]),
        fails("proto/order/v1/OrderPlaced.proto is there already; nothing was written")
    );
    assert_eq!(project.read(PLACED_PATH), "mine");
    assert_eq!(project.names(""), [PLACED_PATH]);
}

#[test]
fn a_buf_yaml_that_is_there_stays() {
    let project = Project::placed();
    project.write("buf.yaml", "mine");
    project.write("proto/plumberd/v1/options.proto", plumberd_schema::OPTIONS_PROTO);
    assert_eq!(
        project.run(&["new", "order.v1.OrderPaid", "--buf"]),
        succeeds("wrote proto/order/v1/OrderPaid.proto\n")
    );
    assert_eq!(project.read("buf.yaml"), "mine");
}

#[test]
fn wrong_names() {
    let project = Project::empty();
    for name in [
        "",
        "OrderPlaced",
        "v1.OrderPlaced",
        "order.OrderPlaced",
        "order.v0.OrderPlaced",
        "order.v01.OrderPlaced",
        "order.v+1.OrderPlaced",
        "order.1.OrderPlaced",
        "order.v99999999999.OrderPlaced",
        "Order.v1.OrderPlaced",
        "order.v1.orderPlaced",
        "order.v1.Order_Placed",
        "order.v1.",
        ".v1.OrderPlaced",
        "order..v1.OrderPlaced",
        "../up.v1.OrderPlaced",
        "order/v1/OrderPlaced",
        "bestell\u{fc}ng.v1.OrderPlaced",
        "order.v1.\u{c4}nderung",
    ] {
        assert_eq!(
            project.run(&["new", name]),
            fails(&format!(
                "`{name}` is not the full name of an event: write <domain>.v<number>.<Event>, such as `recording.v1.RecordingFinished`"
            ))
        );
    }
    assert!(project.names("").is_empty());
}

#[test]
fn wrong_fields() {
    let project = Project::empty();
    for field in [
        "",
        "total",
        ":double",
        "total:",
        "Total:double",
        "1st:double",
        "a b:double",
        "t\u{e4}g:string",
        "a:string = 5; string b",
        "a:string; }",
        "a:\"\"",
        "a:string\n",
    ] {
        let ran = project.run(&["new", "order.v1.OrderPlaced", "ok:string", field]);
        if field == "a:string\n" {
            assert_eq!(ran.code, Some(0), "white space around a type is cut off");
            fs::remove_dir_all(project.path("proto")).unwrap();
            continue;
        }
        assert_eq!(
            ran,
            fails(&format!(
                "`{field}` is not a field: write <name>:<type>, such as `file_path:string`"
            ))
        );
    }
    assert!(project.names("").is_empty());
}

#[test]
fn fields_that_do_not_compile_are_refused_before_anything_is_written() {
    let project = Project::empty();
    assert_eq!(
        project.run(&["new", "order.v1.OrderPlaced", "total:duoble"]),
        refuses(
            "\
order/v1/OrderPlaced.proto:7:3: error[definition]: name `duoble` is not defined
  |
7 |   duoble total = 1;
  |   ^

1 error, 0 warnings, 0 notes
nothing was written
"
        )
    );
    let ran = project.run(&["new", "order.v1.OrderPlaced", "total:double", "total:double"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let ran = project.run(&["new", "order.v1.OrderPlaced", "a:optional repeated map<<"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(project.names("").is_empty());
}

#[test]
fn faults_of_other_files_do_not_matter() {
    let project = Project::empty();
    project.write("proto/user/v1/UserCreated.proto", "syntax = \"proto3\";\npackage u");
    project.write("proto/reorder/v1/OrderPlaced.proto", "syntax");
    let ran = project.run(&["new", "order.v1.OrderPlaced", "total:double"]);
    assert_eq!(
        ran,
        succeeds("wrote proto/plumberd/v1/options.proto\nwrote proto/order/v1/OrderPlaced.proto\n")
    );
}

#[test]
fn a_folder_that_is_a_file() {
    let project = Project::empty();
    project.write("proto", "mine");
    let ran = project.run(&["new", "order.v1.OrderPlaced"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.starts_with("error: cannot write proto/plumberd/v1/options.proto: "),
        "{}",
        ran.err
    );
    assert_eq!(project.read("proto"), "mine");
}
