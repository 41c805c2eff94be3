//! The contenders. Each has its own types of the same shape, made from the same values.
use std::error::Error;

use crate::harness::Benchmark;
use crate::model;
use crate::sanity::Reference;

mod buffa;
mod generated;
mod json;
mod ours;
mod prost;
mod quick_protobuf;

type Outcome = Result<(), Box<dyn Error>>;

/// The cases' names.
mod case {
    pub const PROTO_ENCODE_REUSED: &str = "proto-encode-reused";
    pub const PROTO_ENCODE_NEW: &str = "proto-encode-new";
    pub const PROTO_DECODE_OWNED: &str = "proto-decode-owned";
    pub const PROTO_DECODE_BORROWED: &str = "proto-decode-borrowed";
    pub const JSON_ENCODE: &str = "json-encode";
    pub const JSON_DECODE: &str = "json-decode";
}

/// What a contender needs to enter an event.
pub struct Entry<'a> {
    pub benchmark: &'a mut Benchmark,
    pub reference: Reference,
    pub event: &'static str,
}

impl Entry<'_> {
    fn enter(&mut self, case: &str, contender: &'static str, operation: impl FnMut() + 'static) {
        self.benchmark.enter(case, self.event, contender, operation);
    }

    fn describe(&self) {
        println!("{}: {}", self.event, self.reference.sizes());
    }
}

fn entry<'a>(benchmark: &'a mut Benchmark, event: &'static str) -> Entry<'a> {
    Entry { benchmark, reference: Reference::default(), event }
}

pub fn small(benchmark: &mut Benchmark) -> Outcome {
    let entry = &mut entry(benchmark, "3-field");
    let event = model::small();
    ours::small(entry, &event)?;
    prost::enter(entry, prost::v1::RecordingFinished::from(&event))?;
    buffa::enter(entry, buffa::v1::RecordingFinished::from(&event))?;
    quick_protobuf::small(entry, &event)?;
    json::enter(entry, event)?;
    entry.describe();
    Ok(())
}

pub fn middle(benchmark: &mut Benchmark) -> Outcome {
    let entry = &mut entry(benchmark, "12-field");
    let event = model::middle();
    ours::middle(entry, &event)?;
    prost::enter(entry, prost::v1::RecordingStopped::from(&event))?;
    buffa::enter(entry, buffa::v1::RecordingStopped::from(&event))?;
    quick_protobuf::middle(entry, &event)?;
    json::enter(entry, event)?;
    entry.describe();
    Ok(())
}

/// Whether code that is generated is as fast as code that is derived by hand.
pub fn generated(benchmark: &mut Benchmark) -> Outcome {
    let small = &mut entry(benchmark, "generated-3-field");
    let event = model::small();
    generated::small(small, &event)?;
    ours::small_derived(small, &event)?;
    prost::enter(small, prost::v1::RecordingFinished::from(&event))?;
    json::enter(small, event)?;
    small.describe();

    let middle = &mut entry(benchmark, "generated-12-field");
    let event = model::middle();
    generated::middle(middle, &event)?;
    ours::middle_derived(middle, &event)?;
    prost::enter(middle, prost::v1::RecordingStopped::from(&event))?;
    json::enter(middle, event)?;
    middle.describe();
    Ok(())
}

pub fn large(benchmark: &mut Benchmark) -> Outcome {
    let entry = &mut entry(benchmark, "20-kb");
    let event = model::large();
    ours::large(entry, &event)?;
    prost::enter(entry, prost::v1::InventoryCounted::from(&event))?;
    buffa::enter(entry, buffa::v1::InventoryCounted::from(&event))?;
    quick_protobuf::large(entry, &event)?;
    json::enter(entry, event)?;
    entry.describe();
    Ok(())
}
