//! Before anything is measured: the contenders encode the same.
use std::error::Error;

use serde_json::Value;

/// The encoding that the first contender of an event came to; the others are held against it.
#[derive(Default)]
pub struct Reference {
    json: Option<Value>,
    json_length: usize,
    proto_length: Option<usize>,
}

impl Reference {
    /// The documents may differ in the order of a map, in `120` or `120.0`, in `Z` or `+00:00`.
    pub fn json(&mut self, contender: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        let value: Value = serde_json::from_slice(bytes)?;
        match &self.json {
            None => (self.json, self.json_length) = (Some(value), bytes.len()),
            Some(expected) if same(expected, &value) => {}
            Some(expected) => {
                return Err(format!("{contender} writes\n{value}\ninstead of\n{expected}").into());
            }
        }
        Ok(())
    }

    /// What the ratios are about.
    pub fn sizes(&self) -> String {
        let proto = self.proto_length.unwrap_or_default();
        format!("{} B of JSON, {proto} B of Protobuf", self.json_length)
    }

    /// The bytes may differ in the order of a map, so their lengths are compared; the values are
    /// compared by whoever decodes them.
    pub fn proto(&mut self, contender: &str, bytes: &[u8]) -> Result<(), Box<dyn Error>> {
        match self.proto_length {
            None => self.proto_length = Some(bytes.len()),
            Some(expected) if expected == bytes.len() => {}
            Some(expected) => {
                let found = bytes.len();
                return Err(
                    format!("{contender} writes {found} bytes instead of {expected}").into()
                );
            }
        }
        Ok(())
    }
}

/// Fails when a contender reads back something else than it wrote.
pub fn equal<T: PartialEq>(contender: &str, read: &T, written: &T) -> Result<(), Box<dyn Error>> {
    if read == written {
        Ok(())
    } else {
        Err(format!("{contender} reads back something else than it wrote").into())
    }
}

fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::String(a), Value::String(b)) => {
            let moment = |text: &str| text.parse::<jiff::Timestamp>().ok();
            a == b || moment(a).is_some_and(|a| moment(b) == Some(a))
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let keys = a.len() == b.len();
            keys && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}
