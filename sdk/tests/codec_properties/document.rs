//! JSON taken apart without loss, to be put together in other ways.

use std::fmt::Write;

use serde_json::Value;

/// A JSON document with its numbers as they are spelled and its keys in their order.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Document {
    Literal(String),
    Text(String),
    List(Vec<Document>),
    Object(Vec<(String, Document)>),
}

impl Document {
    /// Takes valid JSON apart.
    pub(crate) fn parse(json: &[u8]) -> Self {
        let mut rest = std::str::from_utf8(json).unwrap();
        let document = Self::next(&mut rest);
        assert_eq!(rest.trim(), "");
        document
    }

    fn next(rest: &mut &str) -> Self {
        *rest = rest.trim_start();
        match rest.as_bytes()[0] {
            b'"' => Self::Text(text(rest)),
            b'{' => {
                let mut entries = Vec::new();
                while step(rest, '}') {
                    let key = text(rest);
                    *rest = rest.trim_start().strip_prefix(':').unwrap();
                    entries.push((key, Self::next(rest)));
                }
                Self::Object(entries)
            }
            b'[' => {
                let mut items = Vec::new();
                while step(rest, ']') {
                    items.push(Self::next(rest));
                }
                Self::List(items)
            }
            _ => {
                let end = rest.find([',', '}', ']', ' ', '\n']).unwrap_or(rest.len());
                let (literal, behind) = rest.split_at(end);
                *rest = behind;
                Self::Literal(literal.into())
            }
        }
    }

    /// Whether `serde_json` read the same document. Its numbers may be off by a last digit.
    pub(crate) fn agrees_with(&self, tree: &Value) -> bool {
        match (self, tree) {
            (Self::Literal(text), Value::Number(number)) => {
                let (a, b) = (text.parse::<f64>().unwrap(), number.as_f64().unwrap());
                (a - b).abs() <= a.abs() * 1e-15 + 1e-322
            }
            (Self::Literal(text), Value::Bool(value)) => {
                text == if *value { "true" } else { "false" }
            }
            (Self::Literal(text), Value::Null) => text == "null",
            (Self::Text(text), Value::String(string)) => text == string,
            (Self::List(items), Value::Array(values)) => {
                items.len() == values.len()
                    && items.iter().zip(values).all(|(item, value)| item.agrees_with(value))
            }
            (Self::Object(entries), Value::Object(map)) => {
                entries.len() == map.len()
                    && entries.iter().all(|(key, item)| {
                        map.get(key).is_some_and(|value| item.agrees_with(value))
                    })
            }
            _ => false,
        }
    }

    /// Turns every list of keys around, or moves some of the keys.
    pub(crate) fn reorder(&mut self, by: usize) {
        match self {
            Self::List(items) => {
                for item in items {
                    item.reorder(by);
                }
            }
            Self::Object(entries) => {
                let len = entries.len().max(1);
                entries.rotate_left(by % len);
                if by % 2 == 1 {
                    entries.reverse();
                }
                for (_, item) in entries {
                    item.reorder(by / 2);
                }
            }
            _ => {}
        }
    }

    /// Adds keys that no type has, with values of every JSON type. Maps would take them for
    /// entries, so the caller says which objects are structs.
    pub(crate) fn add_unknown_keys(&mut self) {
        if let Self::Object(entries) = self {
            let values = [
                r#"{"a":[1,{"b":null}],"c":{}}"#,
                "[[],[{}],\"}\"]",
                "-1.5e-3",
                "true",
                "\"\\u0000\\\"\"",
            ];
            for (index, value) in values.into_iter().enumerate() {
                let at = index * 2 % (entries.len() + 1);
                entries.insert(at, (format!("NobodyKnows{index}"), Self::parse(value.as_bytes())));
            }
        }
    }

    /// Writes the document with white space, and with escapes for every `nth` character of a text.
    pub(crate) fn print(&self, space: &str, nth: usize) -> String {
        let mut out = space.to_owned();
        self.write(space, nth, &mut out);
        out.push_str(space);
        out
    }

    fn write(&self, space: &str, nth: usize, out: &mut String) {
        match self {
            Self::Literal(text) => out.push_str(text),
            Self::Text(text) => quote(text, nth, out),
            Self::List(items) => {
                let mut separator = "[";
                for item in items {
                    let _ = write!(out, "{separator}{space}");
                    item.write(space, nth, out);
                    out.push_str(space);
                    separator = ",";
                }
                out.push_str(if items.is_empty() { "[" } else { "" });
                let _ = write!(out, "{space}]");
            }
            Self::Object(entries) => {
                let mut separator = "{";
                for (key, item) in entries {
                    let _ = write!(out, "{separator}{space}");
                    quote(key, nth, out);
                    let _ = write!(out, "{space}:{space}");
                    item.write(space, nth, out);
                    separator = ",";
                }
                out.push_str(if entries.is_empty() { "{" } else { "" });
                let _ = write!(out, "{space}}}");
            }
        }
    }
}

/// Steps over a bracket or comma; false at the end.
fn step(rest: &mut &str, end: char) -> bool {
    *rest = rest.trim_start();
    let first = rest.chars().next().unwrap();
    *rest = rest[1..].trim_start();
    let empty = first != ',' && rest.starts_with(end);
    if empty && first != end {
        *rest = &rest[1..];
    }
    first != end && !empty
}

fn text(rest: &mut &str) -> String {
    *rest = rest.trim_start();
    let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<String>();
    let text = stream.next().unwrap().unwrap();
    *rest = &rest[stream.byte_offset()..];
    text
}

fn quote(text: &str, nth: usize, out: &mut String) {
    out.push('"');
    for (index, c) in text.chars().enumerate() {
        if c < ' ' || c == '"' || c == '\\' || (nth > 0 && index % nth == 0) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = if index % 2 == 0 {
                    write!(out, "\\u{unit:04x}")
                } else {
                    write!(out, "\\u{unit:04X}")
                };
            }
        } else {
            out.push(c);
        }
    }
    out.push('"');
}
