use std::fs;

use serde_json::json;

use crate::project::{PLACED, PLACED_PATH, Project, fails, refuses, succeeds};

const TABLE: &str = "       rule              old readers  new readers     change
error  field-renumbered  breaking     needs upcaster  the number of `total` of `order.v1.OrderPlaced` was 2, is 3
1 change, 1 refused
";

#[test]
fn with_the_lock_file() {
    let project = Project::accepted();
    assert_eq!(project.run(&["diff"]), succeeds("no changes\n"));
    assert_eq!(project.json(&["diff"]), (0, json!({"changes": [], "refused": 0})));
    assert_eq!(project.run(&["diff", "--format", "github"]), succeeds(""));
    project.replace(PLACED_PATH, "total = 2", "total = 3");
    assert_eq!(project.run(&["diff"]), refuses(TABLE));
    let (code, value) = project.json(&["diff"]);
    assert_eq!((code, &value["refused"]), (1, &json!(1)));
    let change = &value["changes"][0];
    assert_eq!(change["rule"], "field-renumbered");
    assert_eq!(change["place"], json!({"file": PLACED_PATH, "line": 8, "column": 3}));
    let github = project.run(&["diff", "--format", "github"]);
    assert_eq!(github.code, Some(1));
    assert!(
        github.out.starts_with(&format!(
            "::error file={PLACED_PATH},line=8,col=3,title=field-renumbered::"
        )),
        "{}",
        github.out
    );
}

#[test]
fn with_another_schema() {
    let project = Project::accepted();
    project.run(&["export", "descriptor-set", "--out", "old.binpb"]);
    project.run(&["export", "proto", "--out", "old"]);
    fs::copy(project.path("plumberd.lock.json"), project.path("old.json")).unwrap();
    for old in ["old.binpb", "old", "old.json"] {
        assert_eq!(project.run(&["diff", "--against", old]), succeeds("no changes\n"), "{old}");
    }
    project.replace(PLACED_PATH, "total = 2", "total = 3");
    for old in ["old.binpb", "old", "old.json"] {
        assert_eq!(project.run(&["diff", "--against", old]), refuses(TABLE), "{old}");
    }
    // And backwards.
    let ran = project.run(&["diff", "--from", "old", "--against", "proto"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("was 3, is 2"), "{}", ran.out);
}

#[test]
fn a_new_version_is_no_breaking_change() {
    let project = Project::accepted();
    project.write(
        "proto/order/v2/OrderPlaced.proto",
        PLACED.replace("order.v1", "order.v2").replace("double total = 2", "int64 cents = 3"),
    );
    let ran = project.run(&["diff"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.out.ends_with("\n1 change, 0 refused\n"), "{}", ran.out);
}

#[test]
fn wrong_schemas_to_compare_with() {
    let project = Project::placed();
    assert_eq!(
        project.run(&["diff"]),
        fails(
            "there is no plumberd.lock.json; `plumberd schema accept` writes it, and `--against` names another schema"
        )
    );
    let missing = project.run(&["diff", "--against", "none.json"]);
    assert_eq!(missing.code, Some(2));
    assert!(missing.err.starts_with("error: there is no none.json; "), "{}", missing.err);
    project.write("old/order/v1/OrderPlaced.proto", "syntax = \"proto3\";\npackage a.v1;\n");
    let broken = project.run(&["diff", "--against", "old"]);
    assert_eq!(broken.code, Some(1));
    assert!(
        broken.out.starts_with("old/order/v1/OrderPlaced.proto:2:1: error[package-path]: "),
        "{}",
        broken.out
    );
    let both = project.run(&["diff", "--against", "old", "--lock", "x.json"]);
    assert_eq!(both.code, Some(2));
    assert!(
        both.err.starts_with(
            "error: the argument '--against <PATH>' cannot be used with '--lock <FILE>'"
        ),
        "{}",
        both.err
    );
}
