#![cfg(unix)]

use std::env;
use std::ffi::OsString;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

use serde_json::json;

use crate::project::{PLACED_PATH, Project, Ran, fails, ran, refuses, succeeds};

const CHECK: [&str; 2] = ["check", "--buf"];
const FINE: &str = "0 errors, 0 warnings, 0 notes\n";

/// A project with a `buf.yaml` and, on the PATH, this script as `buf`.
fn with_script(script: &str) -> Project {
    let project = Project::accepted();
    project.write("buf.yaml", "version: v2\n");
    project.write("bin/buf", format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(project.path("bin/buf"), fs::Permissions::from_mode(0o755)).unwrap();
    project
}

fn check(project: &Project, arguments: &[&str]) -> Ran {
    let output = project.command(arguments).env("PATH", project.path("bin")).output().unwrap();
    ran(&output)
}

#[test]
fn it_is_not_installed() {
    let project = Project::accepted();
    project.write("buf.yaml", "version: v2\n");
    fs::create_dir(project.path("bin")).unwrap();
    assert_eq!(
        check(&project, &CHECK),
        fails(
            "cannot run `buf`: it is not installed; `pip install buf-bin==1.75.0` or `npm install @bufbuild/buf` brings it"
        )
    );
    // Nobody asked for it.
    assert_eq!(check(&project, &["check"]), succeeds(FINE));
}

#[test]
fn it_is_not_configured() {
    assert_eq!(
        check(&Project::accepted(), &CHECK),
        fails(
            "cannot run `buf`: there is no buf.yaml here, and without it buf takes every folder for a module; `plumberd schema new --buf` writes one"
        )
    );
}

#[test]
fn it_has_nothing_to_say() {
    let project = with_script("[ $1 = --version ] && echo 1.75.0; exit 0");
    assert_eq!(check(&project, &CHECK), succeeds(FINE));
}

#[test]
fn it_is_of_another_version() {
    let project = with_script("[ $1 = --version ] && echo 9.1.0; exit 0");
    assert_eq!(
        check(&project, &CHECK),
        succeeds(
            "note[buf]: this is buf 9.1.0, and plumberd is tested with 1.75.0\n\n0 errors, 0 warnings, 1 note\n"
        )
    );
}

#[test]
fn it_finds_something() {
    let finding = format!(
        r#"{{"path":"{PLACED_PATH}","start_line":7,"start_column":10,"type":"FIELD_LOWER","message":"Not \"lower\"."}}"#
    );
    let project = with_script(&format!(
        "if [ $1 = --version ]; then echo 1.75.0; exit 0; fi\necho '{finding}'\nexit 100"
    ));
    assert_eq!(
        check(&project, &CHECK),
        refuses(&format!(
            "\
{PLACED_PATH}:7:10: error[buf]: Not \"lower\" (FIELD_LOWER)
  |
7 |   string order_id = 1;
  |          ^

1 error, 0 warnings, 0 notes
"
        ))
    );
    assert_eq!(
        check(&project, &["check", "--buf", "--format", "github"]),
        refuses(&format!(
            "::error file={PLACED_PATH},line=7,col=10,title=buf::Not \"lower\" (FIELD_LOWER)\n"
        ))
    );
}

#[test]
fn it_fails() {
    for (script, message) in [
        ("echo broken >&2; exit 3", "`buf --version` ended with exit status: 3: broken"),
        ("exit 127", "`buf --version` ended with exit status: 127: it says nothing"),
        (
            "[ $1 = --version ] && echo 1.75.0 && exit 0; echo 'no module' >&2; exit 1",
            "`buf lint` ended with exit status: 1: no module",
        ),
        (
            "[ $1 = --version ] && echo 1.75.0 && exit 0; kill -9 $$",
            "`buf lint` ended with signal: 9 (SIGKILL): it says nothing",
        ),
        (
            "[ $1 = --version ] && echo 1.75.0 && exit 0; echo usage; exit 100",
            "its answer is not JSON: expected value at line 1 column 1",
        ),
    ] {
        let project = with_script(script);
        assert_eq!(check(&project, &CHECK), fails(&format!("cannot run `buf`: {message}")));
    }
    let project = with_script("");
    fs::set_permissions(project.path("bin/buf"), fs::Permissions::from_mode(0o644)).unwrap();
    let ran = check(&project, &CHECK);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.starts_with("error: cannot run `buf`: Permission denied"), "{}", ran.err);
}

/// The PATH with the real one, which `PLUMBERD_BUF` may name.
fn real() -> Option<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let named = env::var_os("PLUMBERD_BUF").map(PathBuf::from);
    let folder = named.and_then(|program| Some(program.parent()?.to_owned()));
    let folders: Vec<PathBuf> = folder.into_iter().chain(env::split_paths(&path)).collect();
    let Some(program) = folders.iter().map(|it| it.join("buf")).find(|it| it.is_file()) else {
        eprintln!("skipped: there is no `buf`, neither in PLUMBERD_BUF nor on the PATH");
        return None;
    };
    let output = std::process::Command::new(program).arg("--version").output().unwrap();
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if version != "1.75.0" {
        eprintln!("skipped: this is buf {version}, not 1.75.0");
        return None;
    }
    Some(env::join_paths(folders).unwrap())
}

#[test]
fn the_real_one() {
    let Some(path) = real() else { return };
    let project = Project::empty();
    let run =
        |arguments: &[&str]| ran(&project.command(arguments).env("PATH", &path).output().unwrap());
    let new = ["new", "order.v1.OrderPlaced", "order_id:string", "total:double", "--buf"];
    assert_eq!(run(&new).code, Some(0));
    assert_eq!(run(&["accept"]).code, Some(0));
    assert_eq!(run(&CHECK), succeeds(FINE));
    project.replace(PLACED_PATH, "order_id", "orderId");
    let output = run(&["check", "--buf", "--lock", "none.json", "--format", "json"]);
    assert_eq!(output.code, Some(1));
    let value: serde_json::Value = serde_json::from_str(&output.out).unwrap();
    assert_eq!(
        value["findings"][0],
        json!({
            "severity": "error", "code": "buf", "file": PLACED_PATH, "line": 7, "column": 10,
            "message": "Field name \"orderId\" should be lower_snake_case, such as \"order_id\" (FIELD_LOWER_SNAKE_CASE)",
            "help": null,
        })
    );
    project.write("buf.yaml", "version: v9\n");
    let output = run(&CHECK);
    assert_eq!(output.code, Some(2));
    assert!(
        output.err.starts_with("error: cannot run `buf`: `buf lint` ended with exit status: 1: "),
        "{}",
        output.err
    );
}
