use std::fs;

use serde_json::json;

use crate::project::{PLACED_PATH, Project, refuses, succeeds};

const LOCK: &str = "plumberd.lock.json";

#[test]
fn the_first_time_and_the_second() {
    let project = Project::accepted();
    let written = fs::metadata(project.path(LOCK)).unwrap().modified().unwrap();
    assert_eq!(project.run(&["accept"]), succeeds("plumberd.lock.json has the schema already\n"));
    assert_eq!(fs::metadata(project.path(LOCK)).unwrap().modified().unwrap(), written);
    // Nothing is left beside it.
    assert_eq!(project.names(""), [LOCK, PLACED_PATH]);
}

#[test]
fn harmless_changes() {
    let project = Project::accepted();
    project.replace(PLACED_PATH, "total = 2;", "total = 2;\n  optional string note = 3;");
    assert_eq!(
        project.run(&["accept"]),
        succeeds(
            "      rule         old readers  new readers  change
note  field-added  safe         safe         `note` of `order.v1.OrderPlaced` is new
1 change, 0 refused
wrote plumberd.lock.json
"
        )
    );
    assert_eq!(project.run(&["check", "--locked"]).code, Some(0));
}

#[test]
fn breaking_changes_are_accepted_only_if_asked() {
    let project = Project::accepted();
    project.replace(PLACED_PATH, "total = 2", "total = 3");
    let before = project.read(LOCK);
    assert_eq!(
        project.run(&["accept"]),
        refuses(&format!(
            "\
{PLACED_PATH}:8:3: error[field-renumbered]: the number of `total` of `order.v1.OrderPlaced` was 2, is 3: old readers break (Protobuf); new readers need an upcaster for old events (Protobuf)
  |
8 |   double total = 3;
  |   ^
  = help: write `total = 2;`

1 error, 0 warnings, 0 notes
nothing was accepted; `--breaking` accepts what breaks somebody
"
        ))
    );
    let (code, value) = project.json(&["accept"]);
    assert_eq!((code, &value["written"], &value["errors"]), (1, &json!(false), &json!(1)));
    assert_eq!(project.run(&["accept", "--format", "github"]).code, Some(1));
    assert_eq!(project.read(LOCK), before);
    assert_eq!(
        project.run(&["accept", "--breaking"]),
        succeeds(
            "       rule              old readers  new readers     change
error  field-renumbered  breaking     needs upcaster  the number of `total` of `order.v1.OrderPlaced` was 2, is 3
1 change, 1 refused
wrote plumberd.lock.json
"
        )
    );
    assert_eq!(project.run(&["check", "--locked"]).code, Some(0));
}

#[test]
fn for_programs() {
    let project = Project::placed();
    let empty = |written: bool| json!({"findings": [], "errors": 0, "warnings": 0, "notes": 0, "written": written});
    assert_eq!(project.json(&["accept"]), (0, empty(true)));
    assert_eq!(project.json(&["accept"]), (0, empty(false)));
    project.replace(PLACED_PATH, "total = 2", "total = 3");
    let (code, value) = project.json(&["accept", "--breaking"]);
    assert_eq!((code, &value["written"]), (0, &json!(true)));
    assert_eq!(value["findings"][0]["code"], "field-renumbered");
    project.replace(PLACED_PATH, "total = 3;", "total = 3;\n  optional string note = 4;");
    assert_eq!(
        project.run(&["accept", "--format", "github"]),
        succeeds(&format!(
            "::notice file={PLACED_PATH},line=9,col=3,title=field-added::`note` of `order.v1.OrderPlaced` is new\n"
        ))
    );
}

#[cfg(unix)]
#[test]
fn a_link_stays_a_link() {
    let project = Project::placed();
    project.write("real/lock.json", "");
    fs::remove_file(project.path("real/lock.json")).unwrap();
    assert_eq!(project.run(&["accept", "--lock", "real/lock.json"]).code, Some(0));
    std::os::unix::fs::symlink("real/lock.json", project.path(LOCK)).unwrap();
    project.replace(PLACED_PATH, "total = 2;", "total = 2;\n  optional string note = 3;");
    assert_eq!(project.run(&["accept"]).code, Some(0));
    assert!(fs::symlink_metadata(project.path(LOCK)).unwrap().is_symlink());
    assert!(project.read("real/lock.json").contains("note"));
}
