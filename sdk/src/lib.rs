//! Typed events for a log that is shared with .NET, Python and TypeScript.
#![forbid(unsafe_code)]

pub mod clock;
pub mod engine;
pub mod store;
pub mod stream;
pub mod testing;

pub use plumberd_schema as schema;
