//! Where events are kept: one module an engine, each behind its feature.

mod append;
mod connect;
mod durability;
pub mod memory;
#[cfg(feature = "sqlite")]
pub mod sqlite;
mod url;

pub use append::DEFAULT_MAX_EVENT_SIZE;
pub use connect::connect;
pub use durability::Durability;
pub use url::{SqliteUrl, StoreUrl, parse_url};
