//! Properties of the codecs, over a struct with a field of every type.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
#![cfg(feature = "derive")]

#[path = "codec_properties/document.rs"]
mod document;
#[path = "codec_properties/hostile.rs"]
mod hostile;
#[path = "codec_properties/model.rs"]
mod model;
#[path = "codec_properties/other_crates.rs"]
mod other_crates;
#[path = "codec_properties/round_trip.rs"]
mod round_trip;
#[path = "codec_properties/variants.rs"]
mod variants;
#[path = "codec_properties/wire.rs"]
mod wire;
