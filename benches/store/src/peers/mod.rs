pub mod fjall;
pub mod ours;
pub mod raw;
pub mod redb;
pub mod sqlite_plain;
pub mod umadb;

/// The page cache of every store that has one.
const CACHE_MIB: usize = 64;
