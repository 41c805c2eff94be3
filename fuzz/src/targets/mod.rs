//! What is fuzzed. A target panics when a rule is broken, and tells how the readers behaved.

mod date_time;
mod descriptor_set;
mod json_reader;
mod lock;
mod metadata;
mod model;
mod proto_reader;
mod proto_text;
mod schema;
mod schema_change;
mod server;
mod store_url;
mod stream_name;

use crate::signal::Signal;
use server::{grpc_body, grpc_call, http_request, http2_frames};

/// Inputs to begin with, beside those in the folder `corpus`.
pub type Seeds = Vec<Vec<u8>>;

/// A function that takes any input.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]) -> Signal,
    pub seeds: fn() -> Seeds,
}

impl Target {
    const fn new(name: &'static str, run: fn(&[u8]) -> Signal) -> Self {
        Self { name, run, seeds: Vec::new }
    }

    const fn seeds(self, seeds: fn() -> Seeds) -> Self {
        Self { seeds, ..self }
    }
}

/// Choices that make a schema; the larger the seed is, the larger a one.
fn choices(seed: u8) -> Vec<u8> {
    (0..usize::from(seed) * 8)
        .map(|at| at.to_le_bytes()[0].wrapping_mul(89).wrapping_add(seed.wrapping_mul(41)) >> 1)
        .collect()
}

pub const TARGETS: &[Target] = &[
    Target::new("json_reader", json_reader::run),
    Target::new("proto_reader", proto_reader::run),
    Target::new("metadata", metadata::run),
    Target::new("stream_name", stream_name::run),
    Target::new("store_url", store_url::run),
    Target::new("date_time", date_time::run),
    Target::new("proto_text", proto_text::run).seeds(proto_text::seeds),
    Target::new("descriptor_set", descriptor_set::run).seeds(descriptor_set::seeds),
    Target::new("lock", lock::run).seeds(lock::seeds),
    Target::new("schema_change", schema_change::run).seeds(schema_change::seeds),
    Target::new("http_request", http_request::run).seeds(http_request::seeds),
    Target::new("http2_frames", http2_frames::run).seeds(http2_frames::seeds),
    Target::new("grpc_body", grpc_body::run).seeds(grpc_body::seeds),
    Target::new("grpc_call", grpc_call::run).seeds(grpc_call::seeds),
];
