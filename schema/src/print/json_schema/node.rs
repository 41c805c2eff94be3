use std::fmt::Write;

use serde_json::{Map, Value};

/// JSON whose keys keep their order, which `serde_json` does with a feature only.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Node {
    Value(Value),
    List(Vec<Node>),
    Object(Object),
}

/// The entries of an object.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Object(Vec<(String, Node)>);

impl Object {
    pub(super) fn with(mut self, key: &str, value: impl Into<Node>) -> Self {
        self.set(key, value);
        self
    }

    pub(super) fn set(&mut self, key: &str, value: impl Into<Node>) {
        self.0.push((key.to_owned(), value.into()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn append(&mut self, other: Object) {
        self.0.extend(other.0);
    }
}

impl<T: Into<Value>> From<T> for Node {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}

impl From<Object> for Node {
    fn from(object: Object) -> Self {
        Self::Object(object)
    }
}

impl Node {
    pub(super) fn list<T: Into<Node>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(items.into_iter().map(Into::into).collect())
    }

    pub(super) fn into_value(self) -> Value {
        match self {
            Self::Value(value) => value,
            Self::List(items) => items.into_iter().map(Self::into_value).collect(),
            Self::Object(object) => object
                .0
                .into_iter()
                .map(|(key, value)| (key, value.into_value()))
                .collect::<Map<String, Value>>()
                .into(),
        }
    }

    /// The text with an indent of two spaces; lists of plain values are on one line.
    pub(super) fn print(&self, out: &mut String, indent: usize) {
        let margin = "  ".repeat(indent + 1);
        match self {
            Self::Value(value) => {
                let _ = write!(out, "{value}");
            }
            Self::List(items) if items.iter().all(|item| matches!(item, Self::Value(_))) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    out.push_str(if index > 0 { ", " } else { "" });
                    item.print(out, indent);
                }
                out.push(']');
            }
            Self::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    let _ = write!(out, "{}\n{margin}", if index > 0 { "," } else { "[" });
                    item.print(out, indent + 1);
                }
                let _ = write!(out, "\n{}]", "  ".repeat(indent));
            }
            Self::Object(object) if object.is_empty() => out.push_str("{}"),
            Self::Object(object) => {
                for (index, (key, value)) in object.0.iter().enumerate() {
                    let key = Value::from(key.as_str());
                    let _ = write!(out, "{}\n{margin}{key}: ", if index > 0 { "," } else { "{" });
                    value.print(out, indent + 1);
                }
                let _ = write!(out, "\n{}}}", "  ".repeat(indent));
            }
        }
    }
}
