//! The examples of `docs/cli.md`, in one folder from first to last.
#![cfg(unix)]

use std::env;
use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::project::Project;

#[test]
fn the_examples_print_what_the_page_says() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/cli.md");
    let page = fs::read_to_string(page).unwrap();
    let blocks = page.split("```console\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    let project = Project::empty();
    let mut count = 0;
    for block in blocks {
        for example in block.strip_prefix("$ ").unwrap().split("\n$ ") {
            let (script, expected) = example.split_once('\n').unwrap_or((example, ""));
            is_printed(script, &run(&project, script), expected.trim_end());
            count += 1;
        }
    }
    assert!(count >= 45, "{count} examples");
}

/// What a terminal shows.
fn run(project: &Project, script: &str) -> String {
    let program = Path::new(env!("CARGO_BIN_EXE_plumberd"));
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = [program.parent().unwrap().to_owned()];
    let path = env::join_paths(folders.into_iter().chain(env::split_paths(&path))).unwrap();
    let output = Command::new("sh")
        .args(["-c", &format!("exec 2>&1; {script}")])
        .current_dir(project.path(""))
        .env("PATH", path)
        .env_remove("PLUMBERD_LOCKED")
        .env_remove("PLUMBERD_URL")
        .env("HOME", project.path("home"))
        .env("XDG_CONFIG_HOME", project.path("home/.config"))
        .output()
        .unwrap();
    let mut text = String::from_utf8(output.stdout).unwrap();
    if !output.status.success() {
        writeln!(text, "[exit code {}]", output.status.code().unwrap()).unwrap();
    }
    text.trim_end().to_owned()
}

/// Equal, but for `…` at the end of a line, and in a line of its own for all that follows.
fn is_printed(script: &str, printed: &str, expected: &str) {
    let mut lines = printed.lines();
    for line in expected.lines() {
        if line == "…" {
            return;
        }
        let found = lines.next().unwrap_or("(nothing)");
        let is_same = match line.strip_suffix('…') {
            Some(start) => found.starts_with(start),
            None => found == line,
        };
        assert!(is_same, "$ {script}\nexpected: {line}\nprinted: {found}\n\n{printed}");
    }
    assert_eq!(lines.next(), None, "$ {script}\n{printed}");
}
