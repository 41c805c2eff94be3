//! Types that `plumberd-build` generated, against what other languages make of the same schemas.
pub mod protobuf;
pub mod togather;
pub mod types;

use plumberd::codec::profile::{MicroPlumberd, Profile, Proto3};
use plumberd::codec::{Data, FieldRead, Message, MessageRead, json, proto};
use serde_json::{Value, json as value};

use crate::driver::Driver;
use crate::report::{Outcome, Report};

/// What a type can do, without the type.
pub struct Generated {
    pub name: &'static str,
    pub rewrite: fn(&[u8]) -> Outcome<Vec<u8>>,
    /// In the profile `proto3`.
    pub to_json: fn(&[u8]) -> Outcome<String>,
    pub from_json: fn(&str) -> Outcome<Vec<u8>>,
    pub to_micro_plumberd: fn(&[u8]) -> Outcome<String>,
    pub from_micro_plumberd: fn(&str) -> Outcome<Vec<u8>>,
}

impl Generated {
    pub const fn of<T>() -> Self
    where
        T: Message + Data + for<'de> MessageRead<'de> + for<'de> FieldRead<'de>,
    {
        Self {
            name: match T::DESCRIPTOR.proto {
                Some(name) => name,
                None => T::NAME,
            },
            rewrite: |bytes| to_bytes(&from_bytes::<T>(bytes)?),
            to_json: to_json::<T, Proto3>,
            from_json: from_json::<T, Proto3>,
            to_micro_plumberd: to_json::<T, MicroPlumberd>,
            from_micro_plumberd: from_json::<T, MicroPlumberd>,
        }
    }
}

fn to_json<T, P>(bytes: &[u8]) -> Outcome<String>
where
    T: Data + for<'de> MessageRead<'de>,
    P: Profile,
{
    let json = json::to_vec_with::<P, T>(&from_bytes::<T>(bytes)?);
    String::from_utf8(json.map_err(|error| error.to_string())?).map_err(|error| error.to_string())
}

fn from_json<T, P>(text: &str) -> Outcome<Vec<u8>>
where
    T: Message + for<'de> FieldRead<'de>,
    P: Profile,
{
    let read = json::from_slice_with::<T>(text.as_bytes(), P::ID, json::ReadLimits::default());
    to_bytes(&read.map_err(|error| format!("{error}\n  {text}"))?)
}

fn from_bytes<T: for<'de> MessageRead<'de>>(bytes: &[u8]) -> Outcome<T> {
    proto::from_slice(bytes).map_err(|error| error.to_string())
}

fn to_bytes<T: Message>(message: &T) -> Outcome<Vec<u8>> {
    proto::to_vec(message).map_err(|error| error.to_string())
}

/// Values of a type that the other side makes up. Both directions, both encodings: what it wrote is read
/// and written again, and the other side finds the same message.
fn round_trips(report: &mut Report, side: &str, driver: &mut Driver, ty: &Generated, seeds: u64) {
    for seed in 0..seeds {
        report.case(&format!("{side} {} #{seed}", ty.name), || {
            let made = driver.demand(&value!({"op": "make", "type": ty.name, "seed": seed}))?;
            let bytes = hex(&made["hex"])?;
            let theirs = text(&made["json"])?;
            let mut expect = |what: &str, operation: Value| -> Outcome {
                let found = driver.demand(&operation)?;
                if found["hex"] == made["hex"] {
                    return Ok(());
                }
                let (found, expected) = (parse(text(&found["json"])?)?, parse(theirs)?);
                if found == expected {
                    return Err(format!("{what}: the same JSON, other bytes: {}", made["hex"]));
                }
                Err(format!("{what}: {}", difference("", &found, &expected)))
            };
            let ours = to_hex(&(ty.rewrite)(&bytes)?);
            expect("their bytes, rewritten", value!({"op": "read", "type": ty.name, "hex": ours}))?;
            let ours = (ty.to_json)(&bytes)?;
            expect("our JSON", value!({"op": "parse", "type": ty.name, "json": ours}))?;
            let ours = to_hex(&(ty.from_json)(theirs)?);
            expect("their JSON", value!({"op": "read", "type": ty.name, "hex": ours}))
        });
    }
}

/// The types that one side has and the other has not.
fn same_types(driver: &mut Driver, ours: &[Generated], ignored: &[&str]) -> Outcome {
    let theirs = driver.demand(&value!({"op": "types"}))?;
    let theirs: Vec<&str> = theirs["types"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .filter(|name| !ignored.iter().any(|ignored| name.starts_with(ignored)))
        .collect();
    let missing: Vec<&&str> =
        theirs.iter().filter(|name| !ours.iter().any(|ty| ty.name == **name)).collect();
    let more: Vec<&str> =
        ours.iter().map(|ty| ty.name).filter(|name| !theirs.contains(name)).collect();
    if missing.is_empty() && more.is_empty() {
        Ok(())
    } else {
        Err(format!("only theirs: {missing:?}; only ours: {more:?}"))
    }
}

/// The first place where two documents differ.
fn difference(path: &str, found: &Value, expected: &Value) -> String {
    match (found, expected) {
        (Value::Object(a), Value::Object(b)) => {
            for key in a.keys().chain(b.keys()) {
                let (a, b) = (&found[key], &expected[key]);
                if a != b {
                    return difference(&format!("{path}.{key}"), a, b);
                }
            }
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            if let Some(at) = (0..a.len()).find(|at| a[*at] != b[*at]) {
                return difference(&format!("{path}[{at}]"), &a[at], &b[at]);
            }
        }
        _ => {}
    }
    format!("at `{path}` found {found}, expected {expected}")
}

fn parse(json: &str) -> Outcome<Value> {
    serde_json::from_str(json).map_err(|error| format!("{error}: {json}"))
}

fn text(value: &Value) -> Outcome<&str> {
    value.as_str().ok_or_else(|| format!("not a text: {value}"))
}

fn hex(value: &Value) -> Outcome<Vec<u8>> {
    let digits = text(value)?;
    (0..digits.len() / 2)
        .map(|at| u8::from_str_radix(&digits[at * 2..at * 2 + 2], 16))
        .collect::<Result<_, _>>()
        .map_err(|error| error.to_string())
}

fn to_hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
