//! For tests: an executor of a few lines, the contract that every engine has to keep, golden files.
//!
//! Whoever writes an engine runs the contract with one line; see [`store_contract!`]. Whoever has events
//! holds their bytes with another one; see [`golden!`].

mod block_on;
#[doc(hidden)]
pub mod contract;
mod fixture;
pub mod golden;

pub use block_on::{block_on, collect, next};
pub use fixture::{Fixture, event, json_event, unique_stream};

pub use crate::{golden, store_contract};
