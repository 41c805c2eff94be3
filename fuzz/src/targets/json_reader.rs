use plumberd::codec::json::{self, Fault, JsonError, ReadLimits};
use plumberd::codec::profile::{MicroPlumberd, Profile, ProfileId, Proto3, Py019};
use serde_json::Value;

use super::model::Everything;
use crate::signal::Signal;

/// Reads JSON in every profile.
pub fn run(data: &[u8]) -> Signal {
    event::<MicroPlumberd>(data)
        .and(event::<Proto3>(data))
        .and(event::<Py019>(data))
        .and(free_form(data))
}

/// What was read is written, and comes back the same. What is read is JSON.
fn event<P: Profile>(data: &[u8]) -> Signal {
    let read =
        |data: &[u8]| json::from_slice_with::<Everything>(data, P::ID, ReadLimits::default());
    let value = match read(data) {
        Ok(value) => value,
        Err(error) => {
            assert!(error.offset <= data.len(), "{error}");
            return signal(&error);
        }
    };
    let foreign = serde_json::from_slice::<serde::de::IgnoredAny>(data);
    assert!(foreign.is_ok(), "{:?} accepts what is no JSON: {foreign:?}", P::ID);
    let written =
        json::to_vec_with::<P, _>(&value).unwrap_or_else(|error| panic!("{error} of {value:?}"));
    let again = read(&written)
        .unwrap_or_else(|error| panic!("{error} in {}", String::from_utf8_lossy(&written)));
    // Compared as bytes, for NaN is not equal to itself.
    let rewritten = json::to_vec_with::<P, _>(&again).unwrap_or_default();
    assert_eq!(String::from_utf8_lossy(&written), String::from_utf8_lossy(&rewritten));
    if P::ID == ProfileId::Py019 {
        let value = json::from_slice::<Everything>(&written);
        assert!(value.is_ok(), "the default profile reads Python's: {value:?}");
    }
    Signal::of((P::ID, written.len().ilog2(), value.cameras.len().min(4), value.source.is_some()))
}

/// Free-form JSON is read as `serde_json` does.
fn free_form(data: &[u8]) -> Signal {
    let (ours, theirs) = (json::from_slice::<Value>(data), serde_json::from_slice::<Value>(data));
    match (&ours, &theirs) {
        (Ok(ours), Ok(theirs)) => {
            assert!(same(ours, theirs), "{ours} and {theirs}");
            Signal::of((ours.to_string().len().ilog2(), ours.is_object()))
        }
        (Err(error), Ok(_)) => {
            assert!(matches!(error.fault, Fault::TooDeep(_)), "serde_json accepts it: {error}");
            signal(error)
        }
        (Ok(value), Err(error)) => {
            let deep = error.to_string().contains("recursion limit");
            assert!(deep, "serde_json refuses {value}: {error}");
            Signal::of(deep)
        }
        (Err(error), Err(_)) => signal(error),
    }
}

/// Doubles may be off by the last digits in `serde_json`, which reads them faster than exactly.
fn same(ours: &Value, theirs: &Value) -> bool {
    match (ours, theirs) {
        (Value::Number(a), Value::Number(b)) if a.is_f64() && b.is_f64() => {
            let (a, b) = (a.as_f64().unwrap_or(0.0), b.as_f64().unwrap_or(0.0));
            (a - b).abs() <= a.abs() * 1e-14 + 1e-321
        }
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| same(a, b)))
        }
        (a, b) => a == b,
    }
}

fn signal(error: &JsonError) -> Signal {
    Signal::at(std::mem::discriminant(&error.fault), &error.path)
}
