use std::sync::Arc;

use super::memory::MemoryStore;
use super::url::{StoreUrl, parse_url};
use crate::store::{ConnectError, EventStore};

/// Opens the store that a URL names; see [`parse_url`] for the forms.
///
/// Every `memory:` is a store of its own.
///
/// ```
/// let store = plumberd::engine::connect("memory:")?;
/// # Ok::<(), plumberd::store::ConnectError>(())
/// ```
///
/// # Errors
/// When the URL is malformed, the engine is not in this program, or the store cannot be opened.
pub fn connect(url: &str) -> Result<Arc<dyn EventStore>, ConnectError> {
    match parse_url(url)? {
        StoreUrl::Memory => Ok(Arc::new(MemoryStore::new())),
        #[cfg(feature = "sqlite")]
        StoreUrl::Sqlite(url) => {
            Ok(Arc::new(super::sqlite::SqliteOptions::from_url(&url).open(&url.path)?))
        }
        #[cfg(not(feature = "sqlite"))]
        StoreUrl::Sqlite(_) => Err(ConnectError::EngineNotBuilt { feature: "sqlite" }),
    }
}
