//! The lock file: its text, its errors, its history, and the hash of a type.
#![cfg(feature = "model")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(
    clippy::assigning_clones,
    clippy::semicolon_if_nothing_returned,
    clippy::unnecessary_wraps,
    reason = "an edit reads best as an assignment on one line"
)]

#[allow(dead_code, reason = "the rows of compatibility use the rest")]
#[path = "compat/base.rs"]
mod base;
#[path = "lock/broken.rs"]
mod broken;
#[path = "lock/hashes.rs"]
mod hashes;
#[path = "lock/history.rs"]
mod history;
#[path = "lock/properties.rs"]
mod properties;
#[allow(dead_code, reason = "the properties of compatibility use the rest")]
#[path = "compat/random.rs"]
mod random;

use plumberd_schema::lock::{Lock, Mode, State, check};
use plumberd_schema::model::{Field, Kind, Schema};

use base::{base, body, field, optional};

/// A small part of the base, which shows every kind of line.
fn small() -> Schema {
    let mut schema = base();
    schema.types.retain(|name, _| name.starts_with("recording."));
    schema.types.get_mut("recording.v1.Quality").unwrap().deprecated = Some("old".to_owned());
    schema
}

#[test]
fn the_text_of_the_file() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/lock/plumberd.lock.json");
    let text = Lock::of(&small()).to_json();
    if std::env::var_os("PLUMBERD_BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(path).unwrap());
    assert!(text.ends_with("}\n"));
}

#[test]
fn a_file_with_windows_line_ends_is_the_same() {
    let lock = Lock::of(&small());
    assert_eq!(Lock::parse(&lock.to_json().replace('\n', "\r\n")), Ok(lock));
}

#[test]
fn an_empty_schema_has_a_lock() {
    let text = Lock::of(&Schema::default()).to_json();
    assert_eq!(Lock::parse(&text), Ok(Lock::default()));
}

fn rendered(schema: &Schema, lock: Option<&str>, mode: Mode) -> Vec<String> {
    let report = check(schema, lock).unwrap();
    report.diagnostics(mode).iter().map(|found| found.render(None)).collect()
}

#[test]
fn nothing_accepted_yet() {
    let report = check(&small(), None).unwrap();
    assert_eq!(report.state, State::Unlocked);
    assert!(report.is_ok(Mode::Working));
    assert!(!report.is_ok(Mode::Locked));
    assert_eq!(
        rendered(&small(), None, Mode::Working),
        ["\
note[lock-missing]: no schema was accepted yet, so nothing guards it against breaking changes
  = help: run `plumberd schema accept` and commit plumberd.lock.json
"]
    );
    assert!(rendered(&small(), None, Mode::Locked)[0].starts_with("error[lock-missing]: "));
}

#[test]
fn nothing_changed() {
    let text = Lock::of(&small()).to_json();
    let report = check(&small(), Some(&text)).unwrap();
    assert_eq!((report.state, report.changes.len()), (State::Equal, 0));
    assert!(report.is_ok(Mode::Locked));
    assert_eq!(rendered(&small(), Some(&text), Mode::Locked), Vec::<String>::new());
}

#[test]
fn a_safe_change_waits_for_its_accept() {
    let text = Lock::of(&small()).to_json();
    let mut schema = small();
    body(&mut schema, "recording.v1.Started").fields.push(Field::new(
        "lens",
        Some(30),
        optional(Kind::String),
    ));
    let report = check(&schema, Some(&text)).unwrap();
    assert_eq!(report.state, State::Unaccepted);
    assert!(report.is_ok(Mode::Working));
    assert!(!report.is_ok(Mode::Locked));
    assert_eq!(
        rendered(&schema, Some(&text), Mode::Working),
        [
            "proto/recording/v1/Started.proto:7:1: note[field-added]: `lens` of `recording.v1.Started` is new\n",
            "\
warning[lock-outdated]: the schema has 1 change that plumberd.lock.json does not have yet
  = help: run `plumberd schema accept` and commit plumberd.lock.json
"
        ]
    );
    let locked = rendered(&schema, Some(&text), Mode::Locked);
    assert!(locked[1].starts_with("error[lock-outdated]: "), "{}", locked[1]);
    let accepted = report.accepted.to_json();
    assert_eq!(check(&schema, Some(&accepted)).unwrap().state, State::Equal);
    // One line more, and one comma.
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let (before, after) = (lines(&text), lines(&accepted));
    let new: Vec<&String> = after.iter().filter(|line| !before.contains(line)).collect();
    assert_eq!(new.len(), 3, "{new:?}");
}

#[test]
fn a_breaking_change_is_refused() {
    let text = Lock::of(&small()).to_json();
    let mut schema = small();
    field(&mut schema, "recording.v1.Size", "width").number = Some(3);
    let report = check(&schema, Some(&text)).unwrap();
    assert_eq!(report.state, State::Refused);
    assert!(!report.is_ok(Mode::Working));
    assert_eq!(
        rendered(&schema, Some(&text), Mode::Working),
        ["\
proto/recording/v1/Started.proto:30:1: error[field-renumbered]: the number of `width` of `recording.v1.Size` was 1, is 3: old readers break (Protobuf); new readers need an upcaster for old events (Protobuf); held by `recording.v1.Started`
  = help: write `width = 1;`
"]
    );
}

#[test]
fn the_mode_of_the_environment() {
    for (variable, mode) in [
        (None, Mode::Working),
        (Some(""), Mode::Working),
        (Some("0"), Mode::Working),
        (Some("false"), Mode::Working),
        (Some("1"), Mode::Locked),
        (Some(" true "), Mode::Locked),
        (Some("yes"), Mode::Locked),
    ] {
        assert_eq!(Mode::of(variable), mode, "{variable:?}");
    }
}
