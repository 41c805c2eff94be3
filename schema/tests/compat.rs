//! Every rule of compatibility, on a small schema that is edited once per row. What is expected stands in
//! `compat/expected.txt`; `PLUMBERD_BLESS=1` writes it.
#![cfg(feature = "model")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]
#![allow(
    clippy::assigning_clones,
    clippy::semicolon_if_nothing_returned,
    clippy::unnecessary_wraps,
    reason = "an edit reads best as an assignment on one line"
)]

#[path = "compat/base.rs"]
mod base;
#[path = "compat/properties.rs"]
mod properties;
#[path = "compat/random.rs"]
mod random;
#[path = "compat/rows_events.rs"]
mod rows_events;
#[path = "compat/rows_fields.rs"]
mod rows_fields;
#[path = "compat/rows_kinds.rs"]
mod rows_kinds;
#[path = "compat/wire.rs"]
mod wire;

use std::collections::BTreeSet;
use std::fmt::Write;

use plumberd_schema::compat::{Change, Direction, RULES, compare, to_json, to_table};
use plumberd_schema::diagnostic::Severity;
use plumberd_schema::model::{Kind, Schema};

use base::{base, field, remove_field};

/// A name, and the edit of what is before and what is after.
type Row = (&'static str, fn(&mut Schema, &mut Schema));

fn rows() -> Vec<Row> {
    [rows_fields::ROWS, rows_kinds::ROWS, rows_events::ROWS].concat()
}

fn changes(edit: fn(&mut Schema, &mut Schema)) -> Vec<Change> {
    let (mut old, mut new) = (base(), base());
    edit(&mut old, &mut new);
    compare(&old, &new)
}

fn describe(name: &str, changes: &[Change]) -> String {
    let mut out = format!("## {name}\n");
    for change in changes {
        writeln!(out, "{}", change.to_diagnostic()).unwrap();
        for wire in &change.wires {
            let verdict = |direction| change.verdicts.verdict(direction, *wire);
            let (old, new) = (verdict(Direction::OldReader), verdict(Direction::NewReader));
            writeln!(out, "  {}: old readers {old}, new readers {new}", wire.as_str()).unwrap();
        }
        if let Some(help) = &change.help {
            writeln!(out, "  = {help}").unwrap();
        }
    }
    out
}

#[test]
fn verdicts_and_messages() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/compat/expected.txt");
    let rows = rows();
    assert!(rows.len() >= 80, "{}", rows.len());
    let found: Vec<String> =
        rows.iter().map(|(name, edit)| describe(name, &changes(*edit))).collect();
    if std::env::var_os("PLUMBERD_BLESS").is_some() {
        std::fs::write(path, found.join("\n")).unwrap();
    }
    let expected = std::fs::read_to_string(path).unwrap();
    for (found, expected) in found.iter().zip(expected.split_inclusive("\n\n")) {
        assert_eq!(found.trim_end(), expected.trim_end());
    }
    assert_eq!(found.join("\n"), expected);
}

#[test]
fn every_rule_has_a_row() {
    let seen: BTreeSet<&str> =
        rows().iter().flat_map(|(_, edit)| changes(*edit)).map(|change| change.rule).collect();
    let rules: BTreeSet<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(rules.len(), RULES.len(), "a code stands there twice");
    // The lock file finds that one.
    let missing: Vec<&&str> =
        rules.difference(&seen).filter(|it| **it != "type-restored").collect();
    assert!(missing.is_empty(), "{missing:?}");
    let unknown: Vec<&&str> = seen.difference(&rules).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}

#[test]
fn what_is_refused_says_what_to_do() {
    for (name, edit) in rows() {
        for change in changes(edit) {
            if change.severity == Severity::Error {
                assert!(change.help.is_some(), "{name}: {}", change.message);
            }
            if !change.is_safe() {
                assert!(
                    change.severity == Severity::Error
                        || ["version-added", "version-retired"].contains(&change.rule),
                    "{name}: {}",
                    change.message
                );
            }
            assert!(!change.message.ends_with('.'), "{name}: {}", change.message);
        }
    }
}

#[test]
fn a_change_has_the_place_of_the_field_or_of_its_type() {
    let place = |edit| changes(edit).first().unwrap().place.clone().unwrap().to_string();
    assert_eq!(
        place(|_, new| field(new, "recording.v1.Started", "frames").kind = Kind::INT64),
        "proto/recording/v1/Started.proto:12:3"
    );
    assert_eq!(
        place(|_, new| remove_field(new, "recording.v1.Started", "frames")),
        "proto/recording/v1/Started.proto:7:1"
    );
}

#[test]
fn table_for_people() {
    let edit: fn(&mut Schema, &mut Schema) = |_, new| {
        field(new, "recording.v1.Started", "frames").kind = Kind::INT64;
        field(new, "recording.v1.Started", "note").deprecated = Some(String::new());
    };
    assert_eq!(
        to_table(&changes(edit)),
        "       rule         old readers  new readers  change
error  field-kind   breaking     safe         `frames` of `recording.v1.Started` was int32, is int64
note   deprecation  safe         safe         `note` of `recording.v1.Started` is deprecated
2 changes, 1 refused
"
    );
    assert_eq!(to_table(&[]), "no changes\n");
}

#[test]
fn json_for_programs() {
    let edit: fn(&mut Schema, &mut Schema) =
        |_, new| field(new, "recording.v1.Size", "width").kind = Kind::INT64;
    let expected = serde_json::json!([{
        "rule": "field-kind",
        "severity": "error",
        "type": "recording.v1.Size",
        "member": "width",
        "message": "`width` of `recording.v1.Size` was int32, is int64",
        "help": "leave `Size` as it was, add another type, and use it in new versions of `recording.v1.Started`",
        "place": { "file": "proto/recording/v1/Started.proto", "line": 30, "column": 1 },
        "old_reader": "breaking",
        "new_reader": "safe",
        "wires": {
            "json": { "old_reader": "breaking", "new_reader": "safe" },
            "protobuf": { "old_reader": "breaking", "new_reader": "safe" },
        },
        "events": ["recording.v1.Started"],
    }]);
    assert_eq!(to_json(&changes(edit)), expected);
}
