//! The source that is printed, as a file that people read: `BLESS=1 cargo test -p plumberd-schema
//! --features model` writes it anew. `sdk/tests` compile the same file.

mod fixture;
mod format;
mod generated;
mod rules;

use std::path::Path;

use super::{Options, text};

/// Compares with a file, or writes it.
fn snapshot(name: &str, shown: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/print/rust/tests").join(name);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, shown).unwrap();
        return;
    }
    let expected = std::fs::read_to_string(&path).unwrap_or_default();
    if shown != expected {
        let line = shown.lines().zip(expected.lines()).take_while(|(a, b)| a == b).count() + 1;
        panic!("differs from {} at line {line}; BLESS=1 writes it anew\n{shown}", path.display());
    }
}

#[test]
fn everything_at_once() {
    snapshot("everything.expected.rs", &text(&fixture::everything(), &fixture::options()));
}

#[test]
fn files_are_the_same_source_in_pieces() {
    let files = super::files(&fixture::everything(), &fixture::options());
    let shown: Vec<String> =
        files.iter().map(|file| format!("// ==== {}\n{}", file.path, file.text)).collect();
    snapshot("files.expected.txt", &shown.concat());
    // Modules in other files are beyond a rustfmt that reads a pipe.
    for file in files.iter().filter(|file| !file.text.contains("pub mod v1;")) {
        for heuristics in ["Default", "Max"] {
            if let Some(formatted) = format::rustfmt(&file.text, heuristics) {
                assert_eq!(formatted, file.text, "{}", file.path);
            }
        }
    }
}

#[test]
fn the_order_of_types_and_runs_makes_no_difference() {
    let first = text(&fixture::everything(), &Options::new());
    assert_eq!(first, text(&fixture::everything(), &Options::new()));
    let mut backwards = crate::model::Schema::default();
    for ty in fixture::everything().types.into_values().rev() {
        backwards.insert(ty);
    }
    assert_eq!(first, text(&backwards, &Options::new()));
}
