use std::fmt::Write;

use serde_json::{Value, json};

use super::{Change, Direction, Wire};

/// The changes as a table for people, with a line for each, and a count at the end.
#[must_use]
pub fn to_table(changes: &[Change]) -> String {
    if changes.is_empty() {
        return "no changes\n".to_owned();
    }
    let head = ["", "rule", "old readers", "new readers", "change"].map(str::to_owned);
    let rows: Vec<[String; 5]> = changes.iter().map(row).collect();
    let mut widths = [0; 5];
    for row in std::iter::once(&head).chain(&rows) {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let mut out = String::new();
    for row in std::iter::once(&head).chain(&rows) {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(widths) {
            let _ = write!(line, "{cell:width$}  ");
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    let refused = changes.iter().filter(|it| it.severity.as_str() == "error").count();
    let _ = writeln!(
        out,
        "{} change{}, {refused} refused",
        changes.len(),
        if changes.len() == 1 { "" } else { "s" }
    );
    out
}

fn row(change: &Change) -> [String; 5] {
    [
        change.severity.as_str().to_owned(),
        change.rule.to_owned(),
        change.verdict(Direction::OldReader).to_string(),
        change.verdict(Direction::NewReader).to_string(),
        line(&change.message),
    ]
}

/// A message on one line: names in JSON can have line breaks, and whatever else moves a terminal's cursor.
fn line(message: &str) -> String {
    let mut line = String::new();
    for c in message.chars() {
        if c.is_control() { line.extend(c.escape_default()) } else { line.push(c) }
    }
    line
}

/// The changes as JSON for programs: an array of objects.
#[must_use]
pub fn to_json(changes: &[Change]) -> Value {
    changes.iter().map(object).collect()
}

fn object(change: &Change) -> Value {
    let wires: serde_json::Map<String, Value> = change
        .wires
        .iter()
        .map(|wire| {
            let verdict = |direction| change.verdicts.verdict(direction, *wire).as_str();
            let verdicts = json!({
                "old_reader": verdict(Direction::OldReader),
                "new_reader": verdict(Direction::NewReader),
            });
            (key(*wire).to_owned(), verdicts)
        })
        .collect();
    json!({
        "rule": change.rule,
        "severity": change.severity.as_str(),
        "type": change.ty,
        "member": change.member,
        "message": change.message,
        "help": change.help,
        "place": change.place.as_ref().map(|place| json!({
            "file": place.file,
            "line": place.line,
            "column": place.column,
        })),
        "old_reader": change.verdict(Direction::OldReader).as_str(),
        "new_reader": change.verdict(Direction::NewReader).as_str(),
        "wires": wires,
        "events": change.events,
    })
}

const fn key(wire: Wire) -> &'static str {
    match wire {
        Wire::Json => "json",
        Wire::ProtoJson => "proto3_json",
        Wire::Protobuf => "protobuf",
    }
}

#[cfg(test)]
mod tests {
    use crate::compat;
    use crate::model::{Field, Kind, Message, Schema, Shape, Type};

    #[test]
    fn a_change_is_a_line_whatever_its_names_are() {
        let schema = |json_name: &str| {
            let field = Field::new("width", Some(1), Kind::INT32);
            let fields = vec![Field { json_name: json_name.to_owned(), ..field }];
            let shape = Shape::Message(Message { fields, ..Message::default() });
            let mut schema = Schema::default();
            schema.insert(Type { shape, ..Type::message("video.v1", "Size") });
            schema
        };
        let changes = compat::compare(&schema("Width"), &schema("The\nwidth\u{1b}"));
        let table = compat::to_table(&changes);
        assert_eq!(table.lines().count(), 3, "{table}");
        assert!(table.contains("`The\\nwidth\\u{1b}`"), "{table}");
    }
}
