use std::collections::BTreeSet;

use crate::case::to_snake;
pub(super) use crate::print::package::string;
use crate::print::package::{Text, doc_lines, identifier, unique};

/// A docstring of these lines; nothing for none.
pub(super) fn docstring(text: &mut Text, lines: &[String]) {
    let mut lines: Vec<String> = lines.iter().map(|line| escape(line)).collect();
    let several = lines.len() > 1;
    let Some(first) = lines.first_mut() else { return };
    first.insert_str(0, "\"\"\"");
    if !several && let Some(only) = lines.first_mut() {
        only.push_str("\"\"\"");
    }
    for line in &lines {
        text.line(line);
    }
    if several {
        text.line("\"\"\"");
    }
}

/// A line for the inside of a docstring. Quotation marks stay as they are only where they stand alone.
fn escape(line: &str) -> String {
    let mut escaped = String::with_capacity(line.len());
    let mut chars = line.chars().peekable();
    let mut before = None;
    while let Some(c) = chars.next() {
        let next = chars.peek().copied();
        if c == '\\' || (c == '"' && (before == Some('"') || matches!(next, None | Some('"')))) {
            escaped.push('\\');
        }
        escaped.push(c);
        before = Some(c);
    }
    escaped
}

/// The docstring lines of a comment and what follows from the model.
pub(super) fn docs(doc: &str, also: &[String], deprecated: Option<&String>) -> Vec<String> {
    let mut lines = doc_lines(doc);
    let mut paragraph = |paragraph: String| {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(doc_lines(&paragraph));
    };
    for line in also {
        paragraph(line.clone());
    }
    if let Some(note) = deprecated {
        paragraph(if note.is_empty() {
            "Deprecated.".to_owned()
        } else {
            format!("Deprecated: {note}")
        });
    }
    lines
}

pub(super) fn is_keyword(name: &str) -> bool {
    KEYWORDS.contains(&name)
}

const KEYWORDS: [&str; 35] = [
    "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
    "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import",
    "in", "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while",
    "with", "yield",
];

/// What a model has already, and what its annotations use.
const TAKEN: [&str; 28] = [
    "bool",
    "construct",
    "copy",
    "dict",
    "float",
    "from_orm",
    "int",
    "json",
    "list",
    "parse_file",
    "parse_obj",
    "parse_raw",
    "pydantic",
    "schema",
    "schema_json",
    "serialize_id",
    "set",
    "str",
    "stream",
    "typing",
    "update_forward_refs",
    "validate",
    "bytes",
    "of",
    "type",
    "object",
    "classmethod",
    "typing_extensions",
];

/// The name of an attribute: `snake_case`, and one that a pydantic model can have.
pub(super) fn attribute(taken: &mut BTreeSet<String>, name: &str) -> String {
    let snake = to_snake(name);
    // Pydantic takes a leading `_` for a private attribute.
    let mut name = identifier(snake.trim_start_matches('_')).to_lowercase();
    if is_keyword(&name) || TAKEN.contains(&&*name) || name.starts_with("model_") {
        name.push('_');
    }
    unique(taken, &name)
}
