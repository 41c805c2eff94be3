//! For tests: an executor of a few lines, and the contract that every engine has to keep.
//!
//! Whoever writes an engine runs the contract with one line; see [`store_contract!`].

mod block_on;
#[doc(hidden)]
pub mod contract;
mod fixture;

pub use block_on::{block_on, collect, next};
pub use fixture::{Fixture, event, json_event, unique_stream};

pub use crate::store_contract;
