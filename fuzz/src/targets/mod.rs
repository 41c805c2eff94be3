//! What is fuzzed. A target panics when a rule is broken, and tells how the readers behaved.

mod date_time;
mod json_reader;
mod metadata;
mod model;
mod proto_reader;
mod store_url;
mod stream_name;

use crate::signal::Signal;

/// A function that takes any input.
#[derive(Clone, Copy)]
pub struct Target {
    pub name: &'static str,
    pub run: fn(&[u8]) -> Signal,
}

pub const TARGETS: &[Target] = &[
    Target { name: "json_reader", run: json_reader::run },
    Target { name: "proto_reader", run: proto_reader::run },
    Target { name: "metadata", run: metadata::run },
    Target { name: "stream_name", run: stream_name::run },
    Target { name: "store_url", run: store_url::run },
    Target { name: "date_time", run: date_time::run },
];
