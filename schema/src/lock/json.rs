use std::fmt::Write;

use serde_json::Value;

/// JSON whose members stay in the order in which they were added, and that knows what gets lines of its
/// own.
#[derive(Debug)]
pub(super) enum Json {
    /// A text, a number or a truth value.
    Scalar(Value),
    /// Values on one line.
    List(Vec<Json>),
    /// Values on a line each.
    Lines(Vec<Json>),
    /// Members on one line.
    Inline(Vec<(String, Json)>),
    /// Members on a line each.
    Block(Vec<(String, Json)>),
}

impl Json {
    pub(super) fn texts(texts: &[String]) -> Self {
        Self::List(texts.iter().map(|text| Self::from(text.as_str())).collect())
    }

    /// Without any white space.
    pub(super) fn compact(&self) -> String {
        let mut out = String::new();
        self.write_compact(&mut out);
        out
    }

    fn write_compact(&self, out: &mut String) {
        match self {
            Self::Scalar(value) => scalar(value, out),
            Self::List(items) | Self::Lines(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    item.write_compact(out);
                }
                out.push(']');
            }
            Self::Inline(members) | Self::Block(members) => {
                out.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { "," });
                    scalar(&Value::from(key.as_str()), out);
                    out.push(':');
                    value.write_compact(out);
                }
                out.push('}');
            }
        }
    }

    /// As it stands in the file, without a line break at the end.
    pub(super) fn pretty(&self) -> String {
        let mut out = String::new();
        self.write_pretty(0, &mut out);
        out
    }

    fn write_pretty(&self, depth: usize, out: &mut String) {
        match self {
            Self::Scalar(value) => scalar(value, out),
            Self::List(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    item.write_pretty(depth, out);
                }
                out.push(']');
            }
            Self::Inline(members) => {
                out.push_str("{ ");
                for (index, (key, value)) in members.iter().enumerate() {
                    out.push_str(if index == 0 { "" } else { ", " });
                    scalar(&Value::from(key.as_str()), out);
                    out.push_str(": ");
                    value.write_pretty(depth, out);
                }
                out.push_str(" }");
            }
            Self::Lines(items) if items.is_empty() => out.push_str("[]"),
            Self::Lines(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    line(index, depth + 1, out);
                    item.write_pretty(depth + 1, out);
                }
                out.push('\n');
                indent(depth, out);
                out.push(']');
            }
            Self::Block(members) if members.is_empty() => out.push_str("{}"),
            Self::Block(members) => {
                out.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    line(index, depth + 1, out);
                    scalar(&Value::from(key.as_str()), out);
                    out.push_str(": ");
                    value.write_pretty(depth + 1, out);
                }
                out.push('\n');
                indent(depth, out);
                out.push('}');
            }
        }
    }
}

impl From<&str> for Json {
    fn from(text: &str) -> Self {
        Self::Scalar(Value::from(text))
    }
}

impl From<bool> for Json {
    fn from(value: bool) -> Self {
        Self::Scalar(Value::from(value))
    }
}

impl From<u32> for Json {
    fn from(value: u32) -> Self {
        Self::Scalar(Value::from(value))
    }
}

impl From<i32> for Json {
    fn from(value: i32) -> Self {
        Self::Scalar(Value::from(value))
    }
}

impl From<i64> for Json {
    fn from(value: i64) -> Self {
        Self::Scalar(Value::from(value))
    }
}

impl From<u64> for Json {
    fn from(value: u64) -> Self {
        Self::Scalar(Value::from(value))
    }
}

fn scalar(value: &Value, out: &mut String) {
    let _ = write!(out, "{value}");
}

fn line(index: usize, depth: usize, out: &mut String) {
    out.push_str(if index == 0 { "\n" } else { ",\n" });
    indent(depth, out);
}

fn indent(depth: usize, out: &mut String) {
    for _ in 0..depth {
        out.push_str("  ");
    }
}
