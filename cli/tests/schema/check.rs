use std::fs;

use serde_json::json;

use crate::project::{PLACED, PLACED_PATH, Project, UNLOCKED, fails, ran, refuses, succeeds};

const RENUMBERED: &str = "the number of `total` of `order.v1.OrderPlaced` was 2, is 3: old readers break (Protobuf); new readers need an upcaster for old events (Protobuf)";

#[test]
fn nothing_is_wrong() {
    assert_eq!(
        Project::placed().run(&["check"]),
        succeeds(&format!("{UNLOCKED}0 errors, 0 warnings, 1 note\n"))
    );
    let project = Project::accepted();
    assert_eq!(project.run(&["check"]), succeeds("0 errors, 0 warnings, 0 notes\n"));
    assert_eq!(project.run(&["check", "--locked"]), succeeds("0 errors, 0 warnings, 0 notes\n"));
    assert_eq!(project.run(&["check", "--format", "github"]), succeeds(""));
    assert_eq!(
        project.json(&["check"]),
        (0, json!({"findings": [], "errors": 0, "warnings": 0, "notes": 0}))
    );
}

#[test]
fn a_refused_change_has_its_place() {
    let project = Project::accepted();
    project.replace(PLACED_PATH, "total = 2", "total = 3");
    assert_eq!(
        project.run(&["check"]),
        refuses(&format!(
            "\
{PLACED_PATH}:8:3: error[field-renumbered]: {RENUMBERED}
  |
8 |   double total = 3;
  |   ^
  = help: write `total = 2;`

1 error, 0 warnings, 0 notes
"
        ))
    );
    assert_eq!(
        project.run(&["check", "--format", "github"]),
        refuses(&format!(
            "::error file={PLACED_PATH},line=8,col=3,title=field-renumbered::{RENUMBERED}%0Awrite `total = 2;`\n"
        ))
    );
    assert_eq!(
        project.json(&["check"]),
        (
            1,
            json!({
                "findings": [{
                    "severity": "error", "code": "field-renumbered", "file": PLACED_PATH,
                    "line": 8, "column": 3, "message": RENUMBERED, "help": "write `total = 2;`",
                }],
                "errors": 1, "warnings": 0, "notes": 0,
            })
        )
    );
}

#[test]
fn a_file_that_does_not_compile_has_its_place() {
    let project = Project::accepted();
    project.replace(PLACED_PATH, "package order.v1;", "package order.v2;");
    let expected = "\
proto/order/v1/OrderPlaced.proto:3:1: error[package-path]: the package is `order.v2`, but the folder is `order/v1`
  |
3 | package order.v2;
  | ^
  = help: write `package order.v1;`, or move the file to `order/v2/`

1 error, 0 warnings, 0 notes
";
    let generate: &[&str] = &["generate", "python", "--out", "gen"];
    let export: &[&str] = &["export", "proto", "--out", "gen"];
    for command in [&["check"], &["accept"], &["diff"], generate, export] {
        assert_eq!(project.run(command), refuses(expected), "{command:?}");
    }
    assert!(!project.path("gen").exists());
    let github = "::error file=proto/order/v1/OrderPlaced.proto,line=3,col=1,title=package-path::the package is `order.v2`, but the folder is `order/v1`%0Awrite `package order.v1;`, or move the file to `order/v2/`\n";
    for command in ["check", "accept", "diff"] {
        assert_eq!(project.run(&[command, "--format", "github"]), refuses(github));
        let (code, value) = project.json(&[command]);
        assert_eq!((code, &value["findings"][0]["code"]), (1, &json!("package-path")));
    }
}

#[test]
fn harmless_changes_are_errors_in_ci_only() {
    let project = Project::accepted();
    project.replace(PLACED_PATH, "total = 2;", "total = 2;\n  optional string note = 3;");
    let outdated = |severity| {
        format!(
            "{severity}[lock-outdated]: the schema has 1 change that plumberd.lock.json does not have yet\n  = help: run `plumberd schema accept` and commit plumberd.lock.json\n\n"
        )
    };
    let added = "\
proto/order/v1/OrderPlaced.proto:9:3: note[field-added]: `note` of `order.v1.OrderPlaced` is new
  |
9 |   optional string note = 3;
  |   ^

";
    let warned = outdated("warning");
    assert_eq!(
        project.run(&["check"]),
        succeeds(&format!("{added}{warned}0 errors, 1 warning, 1 note\n"))
    );
    let refused = refuses(&format!("{added}{}1 error, 0 warnings, 1 note\n", outdated("error")));
    assert_eq!(project.run(&["check", "--locked"]), refused);
    for (value, is_locked) in
        [("1", true), ("true", true), ("0", false), ("false", false), ("", false)]
    {
        let mut command = project.command(&["check"]);
        let output = command.env("PLUMBERD_LOCKED", value).output().unwrap();
        assert_eq!(output.status.code(), Some(i32::from(is_locked)), "{value:?}");
        if is_locked {
            assert_eq!(ran(&output), refused);
        }
    }
}

#[test]
fn in_ci_there_is_a_lock_file() {
    let project = Project::placed();
    assert_eq!(
        project.run(&["check", "--locked", "--lock", "sub/plumberd.lock.json"]),
        refuses(
            "\
error[lock-missing]: no schema was accepted yet, so nothing guards it against breaking changes
  = help: run `plumberd schema accept --lock sub/plumberd.lock.json` and commit sub/plumberd.lock.json

1 error, 0 warnings, 0 notes
"
        )
    );
}

#[test]
fn notes_and_warnings_of_the_loader() {
    let project = Project::placed();
    project.write(
        "proto/order/v1/Shared.proto",
        "syntax = \"proto3\";\npackage order.v1;\nmessage Address {}\nenum Color { RED = 0; }\nservice Api {}\n",
    );
    assert_eq!(
        project.run(&["check"]),
        succeeds(&format!(
            "\
proto/order/v1/Shared.proto:3:1: warning[event-file]: `Address` is no event: it is not named after `Shared.proto`
  |
3 | message Address {{}}
  | ^
  = help: rename one of the two, or mark it with `option (plumberd.v1.data) = {{}};`

proto/order/v1/Shared.proto:4:14: note[enum-prefix]: `RED` does not begin with `COLOR_`
  |
4 | enum Color {{ RED = 0; }}
  |              ^

proto/order/v1/Shared.proto:5:1: note[service]: the service `Api` is left out
  |
5 | service Api {{}}
  | ^

{UNLOCKED}0 errors, 1 warning, 3 notes
"
        ))
    );
}

#[test]
fn a_folder_of_data_only() {
    // As in a project whose events are `UserCreatedPayload` in `user_created.proto`.
    let project = Project::empty();
    project.write(
        "proto/user/v1/user_created.proto",
        "syntax = \"proto3\";\npackage user.v1;\nmessage UserCreatedPayload { string id = 1; }\n",
    );
    project.write(
        "proto/user/v1/user_renamed.proto",
        "syntax = \"proto3\";\npackage user.v1;\nmessage UserRenamedBody { string id = 1; }\n",
    );
    let (code, value) = project.json(&["check"]);
    assert_eq!((code, &value["warnings"]), (0, &json!(2)));
    assert_eq!(
        value["findings"][0]["message"],
        "`UserCreatedPayload` is no event: it is not named after `user_created.proto`"
    );
    assert_eq!(project.run(&["export", "json-schema", "--out", "none"]).out, "0 files in none\n");
    let (code, value) = project.json(&["check", "--event-suffix", "Payload"]);
    assert_eq!((code, &value["warnings"]), (0, &json!(1)));
    let both = ["--event-suffix", "Payload", "--event-suffix", "Body"];
    let (code, value) = project.json(&[&["check"], &both[..]].concat());
    assert_eq!((code, &value["warnings"], &value["notes"]), (0, &json!(0), &json!(1)));
    let ran = project.run(&[&["export", "json-schema", "--out", "all"], &both[..]].concat());
    assert_eq!(ran, succeeds("2 files in all\n"));
    assert_eq!(project.run(&[&["accept"], &both[..]].concat()).code, Some(0));
    assert_eq!(project.run(&[&["check", "--locked"], &both[..]].concat()).code, Some(0));
}

#[test]
fn a_folder_that_is_not_there() {
    let project = Project::empty();
    let expected = |folder: &str| {
        fails(&format!(
            "there is no {folder}; `plumberd schema new <domain>.v1.<Event>` writes a first event, and `--from` names another place"
        ))
    };
    for command in ["check", "accept", "diff"] {
        assert_eq!(project.run(&[command]), expected("proto"));
        assert_eq!(project.run(&[command, "--from", "x.binpb"]), expected("x.binpb"));
    }
    project.write(PLACED_PATH, PLACED);
    assert_eq!(
        project.run(&["check", "--include", "vendor"]),
        fails("there is no folder vendor, which `--include` names")
    );
    assert_eq!(
        project.run(&["check", "--from", PLACED_PATH]),
        fails(&format!("{PLACED_PATH} is one file; name the folder that its package begins in"))
    );
}

#[test]
fn an_empty_folder() {
    let project = Project::empty();
    fs::create_dir(project.path("proto")).unwrap();
    assert_eq!(
        project.run(&["check"]),
        succeeds(&format!(
            "\
proto:1:1: warning[source]: the folder has no `.proto` files
  = help: the first could be `<domain>/v1/<Event>.proto`

{UNLOCKED}0 errors, 1 warning, 1 note
"
        ))
    );
}

#[cfg(unix)]
#[test]
fn what_cannot_be_read() {
    use std::os::unix::fs::PermissionsExt;

    let project = Project::placed();
    let path = project.path(PLACED_PATH);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o0)).unwrap();
    if fs::read(&path).is_ok() {
        eprintln!("skipped: this user may read everything");
    } else {
        assert_eq!(
            project.run(&["check"]),
            refuses(&format!(
                "{PLACED_PATH}:1:1: error[source]: the file cannot be read: Permission denied (os error 13)\n\n1 error, 0 warnings, 0 notes\n"
            ))
        );
    }
    // A link to nothing cannot be read by anybody.
    let project = Project::empty();
    fs::create_dir_all(project.path("proto/order/v1")).unwrap();
    std::os::unix::fs::symlink("nowhere", project.path(PLACED_PATH)).unwrap();
    assert_eq!(
        project.run(&["check"]),
        refuses(&format!(
            "{PLACED_PATH}:1:1: error[source]: the file cannot be read: No such file or directory (os error 2)\n\n1 error, 0 warnings, 0 notes\n"
        ))
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_files_does_not_hold_it_up() {
    let project = Project::placed();
    let pipe = project.path("proto/order/v1/Pipe.proto");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    if !made.is_ok_and(|status| status.success()) {
        eprintln!("skipped: there is no mkfifo");
        return;
    }
    assert_eq!(
        project.run(&["check"]),
        refuses(
            "proto/order/v1/Pipe.proto:1:1: error[source]: this is not a regular file\n  = help: delete it\n\n1 error, 0 warnings, 0 notes\n"
        )
    );
}

#[test]
fn types_that_rust_has() {
    let project = Project::empty();
    project.write(
        "vendor/google/type/date.proto",
        "syntax = \"proto3\";\npackage google.type;\nmessage Date { int32 year = 1; }\n",
    );
    project.write(
        PLACED_PATH,
        "syntax = \"proto3\";\npackage order.v1;\nimport \"google/type/date.proto\";\nmessage OrderPlaced { google.type.Date due = 1; }\n",
    );
    let include = ["check", "--include", "vendor"];
    assert_eq!(project.run(&["check"]).code, Some(1));
    let with_it = project.run(&include);
    assert_eq!((with_it.code, with_it.err.as_str()), (Some(0), ""), "{}", with_it.out);
    let extern_path = ["--extern-path", "google.type=::google_types"];
    assert_eq!(project.run(&[&include[..], &extern_path].concat()).code, Some(0));
    let ran = project.run(
        &[&["generate", "rust", "--out", "gen", "--include", "vendor"][..], &extern_path].concat(),
    );
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(project.read("gen/order/v1.rs").contains("::google_types::Date"));
}

#[test]
fn descriptor_sets() {
    let project = Project::accepted();
    project.run(&["export", "descriptor-set", "--out", "x.binpb"]);
    assert_eq!(
        project.run(&["check", "--from", "x.binpb", "--locked"]),
        succeeds("0 errors, 0 warnings, 0 notes\n")
    );
    project.write("broken.binpb", b"\xff\xff\xff");
    let ran = project.run(&["check", "--from", "broken.binpb"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.out.starts_with(
            "broken.binpb:1: error[descriptor-set]: the file is not a descriptor set: "
        ),
        "{}",
        ran.out
    );
}
