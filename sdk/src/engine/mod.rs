//! Where events are kept: one module an engine, each behind its feature.

mod append;
mod connect;
pub(crate) mod correlation;
mod deletion;
mod describe;
mod durability;
mod growth;
mod live;
pub mod memory;
mod plan;
mod reserved;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod topic;
mod url;
mod virtual_stream;
mod visibility;

pub(crate) use append::TOMBSTONE;
pub use append::{DEFAULT_MAX_APPEND_SIZE, DEFAULT_MAX_EVENT_SIZE};
pub use connect::connect;
pub(crate) use describe::describe;
pub use durability::Durability;
pub use url::{SqliteUrl, StoreUrl, parse_url};
pub(crate) use virtual_stream::VirtualStream;
