//! What the build script generated.
use super::{Pair, Side, describe};
use crate::generated::Generated;

/// The corpus that `plumberd-build` is tested with, compiled by protox.
pub const CORPUS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/corpus.binpb"));

/// All schemas.
pub fn all() -> Vec<Pair> {
    include!(concat!(env!("OUT_DIR"), "/both_ways/pairs.rs"))
}

/// The schemas that have no types, with the reason.
pub const fn refused() -> &'static [(u32, &'static str)] {
    include!(concat!(env!("OUT_DIR"), "/both_ways/refused.rs"))
}
