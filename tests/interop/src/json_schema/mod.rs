//! A JSON Schema validator that we did not write, given our schemas and what we write and read.
//!
//! What is written is valid, in every profile; and what is valid can be read: documents with a value
//! gone or replaced are refused by the schema if they are refused by the reader.
use std::cell::Cell;

use jsonschema::Validator;
use plumberd::codec::json::ReadLimits;
use plumberd::codec::profile::{MicroPlumberd, Profile, ProfileId, Proto3, Py019};
use plumberd::codec::{Data, FieldRead, json};
use plumberd_schema::model::{Collector, Encoding, Event, Profile as Dialect, Schema};
use plumberd_schema::print::json_schema::{Options, document};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde_json::{Value, json};

use crate::report::{Outcome, Report};

mod events;
#[path = "../../../../sdk/tests/codec_properties/model.rs"]
#[allow(unused_imports, reason = "a macro that other tests take from there")]
mod model;

const CASES: u32 = 100;

pub fn run(report: &mut Report) -> Outcome {
    of_type::<model::Everything>(report);
    of_type::<model::Integers>(report);
    of_type::<model::WireFormats>(report);
    of_type::<model::Numbers>(report);
    of_type::<model::Texts>(report);
    of_type::<model::Binaries>(report);
    of_type::<model::IdsAndTimes>(report);
    of_type::<model::Camera>(report);
    of_type::<model::Shapes>(report);
    of_type::<model::Collections>(report);
    of_type::<model::FreeForm>(report);
    of_type::<events::Priced>(report);
    Ok(())
}

fn of_type<T>(report: &mut Report)
where
    T: Arbitrary + Data + for<'de> FieldRead<'de>,
{
    of_profile::<T, MicroPlumberd>(report, Dialect::MicroPlumberd);
    of_profile::<T, Proto3>(report, Dialect::Proto3);
    of_profile::<T, Py019>(report, Dialect::Py019);
}

fn of_profile<T, P: Profile>(report: &mut Report, profile: Dialect)
where
    T: Arbitrary + Data + for<'de> FieldRead<'de>,
{
    let name = format!("{} as {}", T::NAME, profile.as_str());
    let (tolerant, strict) = match (schema::<T>(profile, false), schema::<T>(profile, true)) {
        (Ok(tolerant), Ok(strict)) => (tolerant, strict),
        (Err(message), _) | (_, Err(message)) => return report.fail(&name, &message),
    };
    let run = |check: &dyn Fn(&Value) -> Outcome| {
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        TestRunner::new(config)
            .run(&any::<T>(), |value| {
                let bytes = json::to_vec_with::<P, T>(&value)
                    .map_err(|error| TestCaseError::fail(error.to_string()))?;
                let document: Value = serde_json::from_slice(&bytes)
                    .map_err(|error| TestCaseError::fail(error.to_string()))?;
                check(&document).map_err(TestCaseError::fail)
            })
            .map_err(|error| error.to_string())
    };
    report.case(&format!("{name}: what is written is valid"), || {
        run(&|document| {
            valid(&tolerant, document)?;
            valid(&strict, document)
        })
    });
    let refused = Cell::new(0);
    report.case(&format!("{name}: what is valid can be read"), || {
        run(&|document| {
            for changed in changes(document) {
                let bytes = changed.to_string();
                let read =
                    json::from_slice_with::<T>(bytes.as_bytes(), P::ID, ReadLimits::default());
                match (read, valid(&tolerant, &changed)) {
                    // Characters and arrays of bytes are text and bytes in a schema, which Protobuf's
                    // JSON may leave out.
                    (Err(error), Ok(())) if has_no_length(&error.to_string()) => {}
                    (Err(error), Ok(())) => return Err(format!("{bytes} is valid, but {error}")),
                    (_, Err(_)) => refused.set(refused.get() + 1),
                    _ => {}
                }
            }
            Ok(())
        })?;
        // Free-form JSON takes everything.
        let takes_all = T::NAME == "FreeForm" && P::ID == ProfileId::Proto3;
        if refused.get() > CASES || takes_all {
            Ok(())
        } else {
            Err(format!("only {} wrong documents were refused", refused.get()))
        }
    });
    report.case(&format!("{name}: other keys"), || {
        run(&|document| {
            let mut more = document.clone();
            more["NobodyKnowsThis"] = json!(1);
            valid(&tolerant, &more)?;
            match valid(&strict, &more) {
                Ok(()) => Err(format!("{more} is no document of today")),
                Err(_) => Ok(()),
            }
        })
    });
}

fn has_no_length(error: &str) -> bool {
    ["the key `single` is missing", "the key `digest` is missing"]
        .iter()
        .any(|known| error.starts_with(known))
}

/// The validator of a type.
fn schema<T: Data>(profile: Dialect, strict: bool) -> Outcome<Validator> {
    let (schema, name) = collected::<T>()?;
    let ty = schema.types.get(&name).ok_or("the type was not collected")?;
    let document = document(&schema, ty, Options { profile, strict });
    jsonschema::options()
        .should_validate_formats(true)
        .build(&document)
        .map_err(|error| error.to_string())
}

fn collected<T: Data>() -> Outcome<(Schema, String)> {
    let mut collector = Collector::default();
    let event = Event {
        category: "Test".to_owned(),
        type_name: T::NAME.to_owned(),
        aliases: vec![],
        version: 1,
        oldest: 1,
        profile: Dialect::default(),
        encoding: Encoding::default(),
    };
    collector.event(event, T::DESCRIPTOR).map_err(|error| error.to_string())?;
    Ok((collector.finish(), format!("test.v1.{}", T::NAME)))
}

fn valid(validator: &Validator, document: &Value) -> Outcome {
    match validator.iter_errors(document).next() {
        None => Ok(()),
        Some(error) => Err(format!("{error} at {} in {document}", error.instance_path())),
    }
}

/// The document with each of its values gone, or of another type.
fn changes(document: &Value) -> Vec<Value> {
    let mut paths = Vec::new();
    collect(document, &mut String::new(), &mut paths);
    let others =
        [json!(true), json!(1.5), json!(-1), json!("x"), json!([]), json!({}), json!([[]])];
    let mut all = Vec::new();
    for path in paths {
        let mut gone = document.clone();
        if let Some((outer, key)) = path.rsplit_once('/')
            && let Some(Value::Object(entries)) = gone.pointer_mut(outer)
        {
            entries.remove(&key.replace("~1", "/").replace("~0", "~"));
            all.push(gone);
        }
        for other in &others {
            let mut changed = document.clone();
            if let Some(place) = changed.pointer_mut(&path) {
                *place = other.clone();
                all.push(changed);
            }
        }
    }
    all
}

/// The paths of the first values on each level: of large documents, not all.
fn collect(value: &Value, path: &mut String, paths: &mut Vec<String>) {
    let length = path.len();
    paths.push(path.clone());
    let mut inner = |key: &str, value: &Value| {
        if paths.len() < 60 {
            path.push('/');
            path.push_str(&key.replace('~', "~0").replace('/', "~1"));
            collect(value, path, paths);
            path.truncate(length);
        }
    };
    match value {
        Value::Object(entries) => entries.iter().for_each(|(key, value)| inner(key, value)),
        Value::Array(items) => {
            items.iter().take(2).enumerate().for_each(|(at, item)| inner(&at.to_string(), item));
        }
        _ => {}
    }
}
