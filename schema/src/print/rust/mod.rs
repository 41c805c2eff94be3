//! Rust: structs that derive their codecs.
