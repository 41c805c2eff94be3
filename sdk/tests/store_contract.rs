//! Every embedded engine keeps the store contract.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "store_contract/limited.rs"]
mod limited;

/// The suite runs on an engine that lacks everything that one may lack.
mod without_capabilities {
    plumberd::testing::store_contract!(super::limited::Limited::default);
}

mod memory {
    use plumberd::engine::memory::MemoryStore;

    plumberd::testing::store_contract!(MemoryStore::new);
}

#[cfg(feature = "sqlite")]
#[path = "store_common/mod.rs"]
mod common;

#[cfg(feature = "sqlite")]
mod sqlite {
    use super::common::Folder;
    use plumberd::engine::sqlite::SqliteStore;

    plumberd::testing::store_contract!(|| {
        let folder = Folder::new();
        let store = SqliteStore::open(folder.path().join("events.db")).unwrap();
        (store, folder)
    });
}

#[cfg(feature = "sqlite")]
mod sqlite_normal {
    use super::common::Folder;

    plumberd::testing::store_contract!(|| {
        let folder = Folder::new();
        let path = folder.path().join("with space.db").display().to_string().replace(' ', "%20");
        let url = format!("sqlite://{path}?durability=normal&cache_mib=1");
        (plumberd::engine::connect(&url).unwrap(), folder)
    });
}

/// Every few appends, the index is written and its runs are merged.
#[cfg(feature = "sqlite")]
mod sqlite_with_a_short_tail {
    use super::common::Folder;
    use plumberd::engine::sqlite::SqliteOptions;

    plumberd::testing::store_contract!(|| {
        let folder = Folder::new();
        let options = SqliteOptions::new().tail_events(3);
        (options.open(folder.path().join("events.db")).unwrap(), folder)
    });
}
