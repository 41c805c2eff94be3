//! Every embedded engine keeps the contract of consumer groups.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

mod memory {
    use std::sync::Arc;

    use plumberd::engine::memory::MemoryStore;

    plumberd::testing::group_contract!(|| Arc::new(MemoryStore::new()));
}

#[cfg(feature = "sqlite")]
#[path = "store_common/mod.rs"]
mod common;

#[cfg(feature = "sqlite")]
mod sqlite {
    use std::sync::Arc;

    use super::common::Folder;
    use plumberd::engine::sqlite::SqliteStore;

    plumberd::testing::group_contract!(|| {
        let folder = Folder::new();
        let store = SqliteStore::open(folder.path().join("events.db")).unwrap();
        (Arc::new(store), folder)
    });
}
