use serde_json::json;

use crate::shop::{Shop, fails, refuses, succeeds};

#[test]
fn check_backup_scavenge_rebuild() {
    let shop = Shop::with_order();
    assert_eq!(shop.run(&["store", "check"]), succeeds("3 events in 2 streams, 0 findings\n"));
    assert_eq!(
        shop.json(&["store", "check", "--json"]),
        [json!({"events": 3, "streams": 2, "runs": 0, "findings": 0, "complete": true})]
    );
    let ran = shop.run(&["store", "backup", "monday.db"]);
    assert!(ran.out.starts_with("wrote monday.db: up to position 3, "), "{ran:?}");
    assert_eq!(shop.events("monday.db").len(), 3);
    assert_eq!(
        shop.run(&["store", "backup", "monday.db"]),
        refuses(
            "`monday.db` exists, and a backup never overwrites; choose another name or remove it"
        )
    );
    assert_eq!(
        shop.json(&["store", "scavenge", "--json"]),
        [json!({"lookedAt": 3, "events": 0, "bytes": 0, "compacted": 0})]
    );
    assert_eq!(shop.run(&["store", "rebuild"]).code, Some(0));
    assert_eq!(shop.json(&["store", "rebuild", "--json"])[0]["events"], json!(3));
}

#[test]
fn what_is_deleted_is_scavenged() {
    use plumberd::store::{Deletion, EventStore};
    use plumberd::stream::{ExpectedRevision, StreamName};
    let shop = Shop::with_order();
    let store = shop.store("events.db");
    let stream = StreamName::parse("Order-7").unwrap();
    plumberd::testing::block_on(store.delete(stream, ExpectedRevision::Any, Deletion::Soft))
        .unwrap();
    store.close().unwrap();
    let report = &shop.json(&["store", "scavenge", "--compact", "--json"])[0];
    // The last event of a stream stays.
    assert_eq!(report["events"], json!(1));
    assert_eq!(shop.run(&["store", "check"]).code, Some(0));
}

#[test]
fn damage_is_found() {
    let shop = Shop::empty();
    shop.bulk("events.db", 2000);
    let path = shop.path("events.db");
    let whole = std::fs::read(&path).unwrap();
    // Of some pages, the file cannot even be opened.
    let found = (1..whole.len() / 4096).rev().find_map(|page| {
        let mut damaged = whole.clone();
        damaged[page * 4096..(page + 1) * 4096].fill(0x55);
        std::fs::write(&path, damaged).unwrap();
        let ran = shop.run(&["store", "check"]);
        (ran.code == Some(1)).then_some(ran)
    });
    let ran = found.unwrap();
    assert_eq!(ran.err, "");
    assert!(ran.out.contains("\n  = help: "), "{}", ran.out);
}

#[test]
fn only_files_have_maintenance() {
    let shop = Shop::empty();
    assert_eq!(
        shop.run(&["store", "check", "--url", "memory:"]),
        fails("memory: is no file; `plumberd store` works on stores with a `sqlite:` URL")
    );
    for command in ["check", "scavenge", "rebuild"] {
        assert_eq!(
            shop.run(&["store", command]),
            fails(
                "cannot open the store: `events.db` cannot be found: there is no such file; check the path, or allow to create it"
            )
        );
    }
    assert!(!shop.path("events.db").exists());
}
