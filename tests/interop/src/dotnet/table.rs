//! `cases/dotnet.json`: what System.Text.Json takes, what it writes, and what it refuses.
use plumberd::PlumberdData;
use plumberd::codec::{FieldRead, json};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use crate::driver::Driver;
use crate::report::{Outcome, Report, equal};

const TABLE: &str = include_str!("../../cases/dotnet.json");

pub fn run(report: &mut Report, driver: &mut Driver) -> Outcome {
    let table: Value = serde_json::from_str(TABLE).map_err(|error| error.to_string())?;
    let rows = |key: &str| table[key].as_array().cloned().unwrap_or_default();
    for row in rows("json") {
        let name = format!("System.Text.Json: {}", row["case"].as_str().unwrap_or_default());
        report.case(&name, || value(driver, &row));
    }
    for row in rows("texts") {
        let name = format!("{} of {}", row["op"].as_str().unwrap_or_default(), row["text"]);
        report.case(&name, || text(driver, &row));
    }
    Ok(())
}

fn value(driver: &mut Driver, row: &Value) -> Outcome {
    let document = |value: &Value| format!("{{\"A\":{}}}", value.as_str().unwrap_or_default());
    let class = json!({"name": "Wrapper", "fields": [["A", row["type"]]]});
    let json = document(&row["json"]);
    let answer = driver.ask(&json!({"op": "roundtrip", "class": class, "json": json}))?;
    match (row["refused"] == true, answer) {
        (true, Err(error)) if error.contains("JsonException") => Ok(()),
        (true, Err(error)) => Err(format!("refused for another reason: {error}")),
        (true, Ok(answer)) => Err(format!("was taken: {}", answer["json"])),
        (false, Err(error)) => Err(format!("was refused: {error}")),
        (false, Ok(answer)) => {
            let written = document(&row["written"]);
            equal("JSON", &answer["json"].as_str(), &Some(&*written))?;
            readable(&row["type"], written.as_bytes())
        }
    }
}

#[derive(Debug, PlumberdData)]
#[event(name = "Wrapper")] // a name that is made of the argument's needs an argument with a name
struct Wrapper<T> {
    #[allow(dead_code, reason = "that it can be read is the point")]
    a: T,
}

/// What .NET wrote can be read by a field of the type that a Rust program would have there.
fn readable(kind: &Value, written: &[u8]) -> Outcome {
    fn read<T>(written: &[u8]) -> Outcome
    where
        for<'de> Wrapper<T>: FieldRead<'de>,
    {
        json::from_slice::<Wrapper<T>>(written).map(drop).map_err(|error| error.to_string())
    }
    match kind.as_str() {
        Some("int") => read::<i32>(written),
        Some("long") => read::<i64>(written),
        Some("ulong") => read::<u64>(written),
        Some("float") => read::<f32>(written),
        Some("double") => read::<f64>(written),
        Some("decimal") => read::<Decimal>(written),
        Some("Guid") => read::<uuid::Uuid>(written),
        Some("DateTimeOffset") => read::<plumberd::clock::DateTimeOffset>(written),
        Some("DateTime") => read::<jiff::Timestamp>(written),
        Some("string") => read::<Option<String>>(written),
        Some("bytes") => read::<Option<Vec<u8>>>(written),
        _ => Ok(()),
    }
}

fn text(driver: &mut Driver, row: &Value) -> Outcome {
    match (row["refused"] == true, driver.ask(row)?) {
        (true, Err(_)) => Ok(()),
        (true, Ok(answer)) => Err(format!("was taken: {answer}")),
        (false, Err(error)) => Err(format!("was refused: {error}")),
        (false, Ok(answer)) => {
            for key in ["ticks", "offset_minutes"] {
                if !row[key].is_null() {
                    equal(key, &answer[key], &row[key])?;
                }
            }
            match row["expected"].as_str() {
                Some(expected) => {
                    equal("text", &answer["text"].as_str(), &Some(expected))?;
                    ours(row, expected)
                }
                None => Ok(()),
            }
        }
    }
}

/// Where .NET makes a GUID of a text, ours makes the same.
fn ours(row: &Value, expected: &str) -> Outcome {
    let text = row["text"].as_str().unwrap_or_default();
    let id = match row["op"].as_str() {
        Some("guid_of_text") => plumberd::event::guid_from_string(text),
        Some("guid") => plumberd::event::guid_of_stream_id(text),
        _ => return Ok(()),
    };
    equal("our GUID", &id.to_string(), &expected.to_owned())
}
