//! Wrong input: each gives an error that names the place, and says what is wrong with it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]
#![allow(clippy::needless_raw_string_hashes, reason = "the rows of a table look alike")]

#[path = "codec_bad_input/json.rs"]
mod json;
#[path = "codec_bad_input/model.rs"]
mod model;
#[path = "codec_bad_input/outgoing.rs"]
mod outgoing;
#[path = "codec_bad_input/payloads.rs"]
mod payloads;
#[path = "codec_bad_input/protobuf.rs"]
mod protobuf;
