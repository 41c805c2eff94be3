//! Broken schemas, and the exact findings. `BLESS=1` writes the expected texts anew.
//!
//! Each folder of `bad/` is a package: `proto/` is its root, `more/` a second one, `include/` what
//! imports are looked for in, `*.binpb` its descriptor sets. What a repository cannot hold is made by
//! the functions in [`MADE`].
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use plumberd_build::{Config, RULES, configure};

/// Puts what is broken into a package.
type Make = fn(&Path);

/// Cases that are made when the test runs.
const MADE: &[(&str, Make)] = &[
    ("deep_brackets", |root| {
        let open = "{".repeat(10_000);
        event(root, &format!("message TaskDone {{ option (x) = {open} }}"));
    }),
    ("deep_messages", |root| {
        let mut text = String::new();
        for depth in 0..10_000 {
            let _ = write!(text, "message M{depth} {{ ");
        }
        event(root, &text);
    }),
    ("deep_messages_below_the_limit_of_brackets", |root| {
        let mut text = String::new();
        for depth in 0..90 {
            let _ = write!(text, "message M{depth} {{ ");
        }
        event(root, &format!("{text}{}", "}".repeat(90)));
    }),
    ("deep_type_brackets", |root| {
        event(root, &format!("message TaskDone {{ {} a = 1; }}", "map<string, ".repeat(10_000)));
    }),
    ("dangling_link", |root| link("nowhere.proto", &task(root, "TaskDone.proto"))),
    ("device", |root| link("/dev/zero", &task(root, "TaskDone.proto"))),
    ("folder_named_as_a_file", |root| fs::create_dir_all(task(root, "TaskDone.proto")).unwrap()),
    ("huge", |root| {
        event(root, &format!("message TaskDone {{}} // {}", "x".repeat(5 << 20)));
    }),
    ("link_to_a_folder_around", |root| {
        event(root, "message TaskDone {}");
        link("../..", &task(root, "again"));
    }),
    ("link_to_itself", |root| link("TaskDone.proto", &task(root, "TaskDone.proto"))),
    ("unreadable", |root| link("/proc/self/mem", &task(root, "TaskDone.proto"))),
    ("many_errors_in_a_long_file", |root| {
        let mut text = String::from("message TaskDone {\n");
        for field in 0..20_000 {
            let _ = writeln!(text, "  string field_{field} = 1;");
        }
        event(root, &format!("{text}}}\n"));
    }),
    ("root_is_a_file", |root| fs::write(root.join("proto"), "").unwrap()),
    ("root_is_missing", |_| {}),
];

fn task(root: &Path, name: &str) -> PathBuf {
    let folder = root.join("proto/task/v1");
    fs::create_dir_all(&folder).unwrap();
    folder.join(name)
}

fn event(root: &Path, text: &str) {
    let head = "syntax = \"proto3\";\npackage task.v1;\n";
    fs::write(task(root, "TaskDone.proto"), format!("{head}{text}")).unwrap();
}

#[cfg(unix)]
fn link(to: &str, at: &Path) {
    std::os::unix::fs::symlink(to, at).unwrap();
}

#[cfg(not(unix))]
fn link(_: &str, _: &Path) {}

fn config(package: &Path) -> Config {
    let mut config = configure().package(package).proto_root("proto");
    if package.join("more").exists() {
        config = config.proto_root("more");
    }
    if package.join("include").exists() {
        config = config.include("include");
    }
    let entries = fs::read_dir(package).unwrap().map(|entry| entry.unwrap().file_name());
    let mut names: Vec<String> = entries.map(|name| name.into_string().unwrap()).collect();
    names.sort();
    let sets: Vec<String> = names
        .into_iter()
        .filter(|name| Path::new(name).extension().is_some_and(|it| it == "binpb"))
        .collect();
    if sets.is_empty() {
        return config;
    }
    sets.into_iter().fold(configure().package(package), Config::descriptor_set)
}

fn cases() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    let mut names: Vec<String> = entries
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .chain(MADE.iter().map(|(name, _)| (*name).to_owned()))
        .collect();
    names.sort();
    names.dedup();
    names
}

/// What compilation says about a case.
fn findings(case: &Path, name: &str) -> String {
    let made = MADE.iter().find(|(made, _)| *made == name);
    let temporary = tempfile::tempdir().unwrap();
    let package = match made {
        Some((_, put)) => {
            put(temporary.path());
            temporary.path()
        }
        None => case,
    };
    match config(package).load() {
        Ok(loaded) => format!("no error: {:?}\n", loaded.schema.types.keys()),
        Err(errors) => format!("{errors}\n"),
    }
}

#[test]
fn every_broken_schema_is_refused_as_expected() {
    let mut differences = String::new();
    let names = cases();
    assert!(names.len() >= 60, "{} cases", names.len());
    for name in &names {
        let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad").join(name);
        let found = findings(&case, name);
        let expected = case.join("expected.txt");
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(&case).unwrap();
            fs::write(&expected, &found).unwrap();
        }
        let text = fs::read_to_string(&expected).unwrap_or_default();
        if text != found || found.contains("no error") {
            let _ = writeln!(differences, "--- {name}\nexpected:\n{text}\nfound:\n{found}");
        }
    }
    assert!(differences.is_empty(), "{differences}");
}

#[test]
fn every_rule_is_broken_by_a_case() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/bad");
    let mut all = String::new();
    for name in cases() {
        all += &fs::read_to_string(folder.join(name).join("expected.txt")).unwrap();
    }
    // What is no error is in no case, and what is written is in the tests of `compile`.
    let elsewhere = ["service", "enum-prefix", "packed", "output", "lock-file"];
    for rule in RULES.iter().filter(|rule| !elsewhere.contains(&rule.code)) {
        assert!(all.contains(&format!("[{}]", rule.code)), "{}", rule.code);
    }
}
