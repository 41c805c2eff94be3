//! The real System.Text.Json, with its default options: it reads what we write, we read what it
//! writes, and it refuses what our writer must never write.
use std::fmt::Debug;

use plumberd::codec::{Data, FieldRead, json};
use serde_json::{Value, json};

use crate::driver::Driver;
use crate::report::{Outcome, Report, equal};

mod events;
mod metadata;
mod random;
mod samples;
mod table;

pub fn run(report: &mut Report) -> Outcome {
    let mut driver = Driver::python("dotnet_json_driver.py", &[])?;
    println!("{}", driver.demand(&json!({"op": "versions"}))?["versions"]);
    samples::run(report, &mut driver);
    random::run(report, &mut driver);
    metadata::run(report, &mut driver);
    table::run(report, &mut driver)
}

/// Our JSON into an object of .NET, the object into .NET's JSON, that into our value.
fn roundtrip<T>(driver: &mut Driver, class: &Value, value: &T) -> Outcome
where
    T: Data + Debug + PartialEq + for<'de> FieldRead<'de>,
{
    let ours = json::to_vec(value).map_err(|error| error.to_string())?;
    let ours = String::from_utf8(ours).map_err(|error| error.to_string())?;
    let answer = driver.demand(&json!({"op": "roundtrip", "class": class, "json": ours}))?;
    let theirs = answer["json"].as_str().unwrap_or_default();
    let read: T = json::from_slice(theirs.as_bytes())
        .map_err(|error| format!("{error}\n  ours     {ours}\n  theirs   {theirs}"))?;
    equal("value", &read, value)
        .map_err(|difference| format!("{difference}\n  ours     {ours}\n  theirs   {theirs}"))
}
