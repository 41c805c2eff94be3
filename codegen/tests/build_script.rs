//! What a build script does and says. Cargo's part is played by the test, which starts itself again as
//! the script.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::SystemTime;

use plumberd_build::configure;
use plumberd_schema::lock::Lock;

/// The build script.
#[test]
#[ignore = "run by the other tests, with the variables that Cargo sets"]
fn script() {
    let mut config = configure().proto_root("proto");
    if std::env::var_os("CHECKED_IN").is_some() {
        config = config.out_dir("src/generated");
    }
    if let Some(folder) = std::env::var_os("INCLUDE") {
        config = config.include(folder);
    }
    if std::env::var_os("LOCK").is_some() {
        config = config.lock("plumberd.lock.json");
    }
    config.compile().unwrap();
}

/// Runs the script in a package, and gives what it told Cargo, with `PKG` for the path.
fn run(package: &Path, variables: &[(&str, &str)]) -> Vec<String> {
    let out_dir = package.join("out");
    fs::create_dir_all(&out_dir).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["script", "--exact", "--ignored", "--nocapture"])
        .env("CARGO_MANIFEST_DIR", package)
        .env("OUT_DIR", &out_dir)
        .envs([("HOST", "x"), ("TARGET", "x")])
        .envs(variables.iter().copied())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    let text = text.replace(package.to_str().unwrap(), "PKG");
    text.lines().filter_map(|line| line.strip_prefix("cargo::")).map(str::to_owned).collect()
}

fn write(package: &Path, name: &str, body: &str) {
    let path = package.join("proto/task/v1").join(format!("{name}.proto"));
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("syntax = \"proto3\";\npackage task.v1;\n{body}\n")).unwrap();
}

fn modified(path: &Path) -> SystemTime {
    fs::metadata(path).unwrap().modified().unwrap()
}

#[test]
fn a_build_writes_what_the_package_needs() {
    let package = tempfile::tempdir().unwrap();
    let package = package.path();
    write(
        package,
        "TaskDone",
        "message TaskDone { Payload payload = 9; string a = 6; }\nmessage Payload {}",
    );
    let expected = [
        "rerun-if-env-changed=PLUMBERD_CHECK",
        "rerun-if-env-changed=PLUMBERD_LOCKED",
        "rerun-if-changed=PKG/proto",
        "rerun-if-changed=PKG/proto/task/v1/TaskDone.proto",
        "warning=proto/task/v1/TaskDone.proto:3:49: warning[envelope]: `a` has the number 6, and 6 to 8 of an envelope are kept for later",
        "warning=  |",
        "warning=3 | message TaskDone { Payload payload = 9; string a = 6; }",
        "warning=  |                                         ^",
        "warning=  = help: put it into the payload, or give it a number from 10",
        "rustc-env=PLUMBERD_SCHEMAS=PKG/out/plumberd.schemas",
    ];
    let expected = expected.map(|line| line.replace("3:49", "3:41"));
    assert_eq!(run(package, &[]), expected);
    let schemas = package.join("out/plumberd.schemas");
    assert!(
        fs::read_to_string(&schemas)
            .unwrap()
            .starts_with("plumberd-schemas 1\nmessage\ttask.v1.Payload\t")
    );
    let code = package.join("out/plumberd.rs");
    assert!(fs::read_to_string(&code).unwrap().contains("TaskDone"));

    // Again: the same words, and nothing is touched.
    let before = (modified(&schemas), modified(&code));
    assert_eq!(run(package, &[]), expected);
    assert_eq!((modified(&schemas), modified(&code)), before);

    // Another reason to run does not make it compile again, a change of the schema does.
    let stamp = package.join("out/plumberd.stamp");
    let before = modified(&stamp);
    fs::write(package.join("proto/README.md"), "").unwrap();
    assert_eq!(run(package, &[]), expected);
    assert_eq!(modified(&stamp), before);
    fs::write(&stamp, "damaged").unwrap();
    assert_eq!(run(package, &[]), expected);
    assert!(modified(&stamp) > before);

    // A change arrives.
    write(package, "TaskMoved", "message TaskMoved {}");
    run(package, &[]);
    assert!(fs::read_to_string(&code).unwrap().contains("TaskMoved"));

    // What somebody did to the output is undone.
    fs::write(&code, "").unwrap();
    run(package, &[]);
    assert!(fs::read_to_string(&code).unwrap().contains("TaskMoved"));
}

#[test]
fn what_is_imported_from_elsewhere_is_looked_at_too() {
    let package = tempfile::tempdir().unwrap();
    let package = package.path();
    let vendor = package.join("vendor/money/Money.proto");
    fs::create_dir_all(vendor.parent().unwrap()).unwrap();
    let money = "syntax = \"proto3\"; package money; message Money { int64 cents = 1; }";
    fs::write(&vendor, money).unwrap();
    write(
        package,
        "TaskPaid",
        "import \"money/Money.proto\"; message TaskPaid { money.Money price = 1; }",
    );
    let lines = run(package, &[("INCLUDE", "vendor")]);
    assert!(
        lines.contains(&"rerun-if-changed=PKG/vendor/money/Money.proto".to_owned()),
        "{lines:?}"
    );
    let schemas = || fs::read_to_string(package.join("out/plumberd.schemas")).unwrap();
    assert!(schemas().contains("field\tcents\t1\tint64\t"));
    fs::write(&vendor, money.replace("int64", "int32")).unwrap();
    assert_eq!(run(package, &[("INCLUDE", "vendor")]), lines);
    assert!(schemas().contains("field\tcents\t1\tint32\t"));
    fs::remove_file(&vendor).unwrap();
    let lines = run(package, &[("INCLUDE", "vendor")]);
    let error = "error=proto/task/v1/TaskPaid.proto:3:1: error[import]: there is no file `money/Money.proto`";
    assert!(lines.contains(&error.to_owned()), "{lines:?}");
    assert!(lines.contains(&"rerun-if-changed=PKG/vendor".to_owned()), "{lines:?}");
}

#[test]
fn errors_go_to_cargo_line_by_line() {
    let package = tempfile::tempdir().unwrap();
    let package = package.path();
    write(package, "TaskDone", "message TaskDone {\n  strin a = 1;\n}");
    write(package, "TaskMoved", "message TaskMoved {");
    assert_eq!(
        run(package, &[]),
        [
            "rerun-if-env-changed=PLUMBERD_CHECK",
            "rerun-if-env-changed=PLUMBERD_LOCKED",
            "rerun-if-changed=PKG/proto/task/v1/TaskDone.proto",
            "rerun-if-changed=PKG/proto/task/v1/TaskMoved.proto",
            "rerun-if-changed=PKG/proto",
            "error=proto/task/v1/TaskDone.proto:4:3: error[definition]: name `strin` is not defined",
            "error=  |",
            "error=4 |   strin a = 1;",
            "error=  |   ^",
            "error=proto/task/v1/TaskMoved.proto:3:20: error[syntax]: expected a message field, oneof, reserved range, enum, message, option or `}`, but reached end of file",
            "error=  |",
            "error=3 | message TaskMoved {",
            "error=  |                    ^",
        ]
    );
    assert!(!package.join("out/plumberd.rs").exists());
}

#[test]
fn code_that_is_checked_in() {
    let package = tempfile::tempdir().unwrap();
    let package = package.path();
    write(package, "TaskDone", "message TaskDone {}");
    let check = [("CHECKED_IN", "1"), ("PLUMBERD_CHECK", "1")];
    let errors = |lines: Vec<String>| -> Vec<String> {
        lines.into_iter().filter(|line| line.starts_with("error=")).collect()
    };
    let help = "error=  = help: build without `PLUMBERD_CHECK`, and commit what changes";
    assert_eq!(
        errors(run(package, &check)),
        [
            "error=src/generated/mod.rs:1: error[output]: the generated file is not there",
            help,
            "error=src/generated/task/mod.rs:1: error[output]: the generated file is not there",
            help,
            "error=src/generated/task/v1.rs:1: error[output]: the generated file is not there",
            help,
        ]
    );
    assert!(!package.join("src").exists());
    assert_eq!(errors(run(package, &check[..1])), [""; 0]);
    assert!(package.join("out/plumberd.schemas").exists());
    assert_eq!(errors(run(package, &check)), [""; 0]);
    write(package, "TaskMoved", "message TaskMoved {}");
    assert_eq!(
        errors(run(package, &check)),
        ["error=src/generated/task/v1.rs:1: error[output]: the generated file is stale", help]
    );
}

#[test]
fn a_schema_is_held_to_its_lock_file() {
    let package = tempfile::tempdir().unwrap();
    let package = package.path();
    let lock = package.join("plumberd.lock.json");
    let findings = |variables: &[(&str, &str)]| -> Vec<String> {
        let lines = run(package, variables).into_iter();
        lines.filter(|line| line.starts_with("error=") || line.starts_with("warning=")).collect()
    };
    write(package, "TaskDone", "message TaskDone { string a = 1; }");
    // Without a lock file there is a note only, unless it is CI.
    assert_eq!(findings(&[("LOCK", "1")]), [""; 0]);
    assert_eq!(
        findings(&[("LOCK", "1"), ("PLUMBERD_LOCKED", "1")]),
        [
            "error=error[lock-missing]: no schema was accepted yet, so nothing guards it against breaking changes",
            "error=  = help: run `plumberd schema accept` and commit plumberd.lock.json",
        ]
    );
    let loaded = configure().package(package).proto_root("proto").load().unwrap();
    fs::write(&lock, Lock::of(&loaded.schema).to_json()).unwrap();
    assert_eq!(findings(&[("LOCK", "1"), ("PLUMBERD_LOCKED", "1")]), [""; 0]);

    write(package, "TaskDone", "message TaskDone { string a = 2; }");
    let found = findings(&[("LOCK", "1")]);
    assert!(found[0].starts_with("error=proto/task/v1/TaskDone.proto:3:"), "{found:?}");
    assert_eq!(findings(&[]), [""; 0]);

    fs::write(&lock, "{").unwrap();
    let found = findings(&[("LOCK", "1")]);
    assert!(
        found[0].starts_with(
            "error=error[lock-file]: plumberd.lock.json:1:1: the file ends too early;"
        ),
        "{found:?}"
    );
    fs::remove_file(&lock).unwrap();
    fs::create_dir(&lock).unwrap();
    let found = findings(&[("LOCK", "1")]);
    assert!(
        found[0].starts_with(
            "error=plumberd.lock.json:1: error[source]: the lock file cannot be read: "
        ),
        "{found:?}"
    );
}

#[test]
fn outside_of_a_build_script_errors_are_returned() {
    let package = tempfile::tempdir().unwrap();
    write(package.path(), "TaskDone", "message TaskMoved {");
    let errors = configure().package(package.path()).proto_root("proto").out_dir("out").compile();
    assert_eq!(
        format!("{:?}", errors.unwrap_err()),
        "1 error

proto/task/v1/TaskDone.proto:3:20: error[syntax]: expected a message field, oneof, reserved range, enum, message, option or `}`, but reached end of file
  |
3 | message TaskMoved {
  |                    ^"
    );
}
