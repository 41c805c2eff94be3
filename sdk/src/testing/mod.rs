//! For tests: an executor of a few lines, the contract that every engine has to keep, golden files, the
//! lock file of types that are written in Rust.
//!
//! Whoever writes an engine runs the contract with one line; see [`store_contract!`]. Whoever has events
//! holds their bytes with another one; see [`golden!`]. Whoever writes them in Rust holds their schema with a
//! third; see `assert_schema!` (feature `schema`).

mod block_on;
#[doc(hidden)]
pub mod contract;
mod fixture;
pub mod golden;
#[cfg(feature = "schema")]
pub mod schema;

pub use block_on::{block_on, block_on_for, collect, next};
pub use fixture::{Fixture, event, json_event, unique_stream};

#[cfg(feature = "schema")]
pub use crate::assert_schema;
pub use crate::{golden, group_contract, store_contract};
