//! serde_json and sonic-rs, both on serde's derives.
use std::fmt::Debug;
use std::hint::black_box;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::{Entry, Outcome, case};
use crate::sanity;

pub fn enter<T>(entry: &mut Entry<'_>, event: T) -> Outcome
where
    T: Clone + Debug + PartialEq + Serialize + DeserializeOwned + 'static,
{
    let text = serde_json::to_vec(&event)?;
    entry.reference.json("serde_json", &text)?;
    entry.reference.json("sonic-rs", &sonic_rs::to_vec(&event)?)?;
    sanity::equal("serde_json", &serde_json::from_slice(&text)?, &event)?;
    sanity::equal("sonic-rs", &sonic_rs::from_slice(&text)?, &event)?;

    let (value, mut buffer) = (event.clone(), Vec::new());
    entry.enter(case::JSON_ENCODE, "serde_json", move || {
        buffer.clear();
        serde_json::to_writer(&mut buffer, black_box(&value)).expect("checked above");
        black_box(&buffer);
    });
    let (value, mut buffer) = (event, Vec::new());
    entry.enter(case::JSON_ENCODE, "sonic-rs", move || {
        buffer.clear();
        sonic_rs::to_writer(&mut buffer, black_box(&value)).expect("checked above");
        black_box(&buffer);
    });
    let bytes = text.clone();
    entry.enter(case::JSON_DECODE, "serde_json", move || {
        black_box(serde_json::from_slice::<T>(black_box(&bytes)).expect("checked above"));
    });
    let bytes = text;
    entry.enter(case::JSON_DECODE, "sonic-rs", move || {
        black_box(sonic_rs::from_slice::<T>(black_box(&bytes)).expect("checked above"));
    });
    Ok(())
}
