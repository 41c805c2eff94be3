use serde_json::json;

use crate::shop::{Shop, refuses, succeeds};

#[test]
fn streams() {
    let shop = Shop::with_order();
    assert_eq!(
        shop.run(&["streams"]),
        succeeds(
            "\
stream   events  last type  last recorded at
Order-7       2  OrderPaid  <time>
note          1  Noted      <time>
"
        )
    );
    assert_eq!(
        shop.json(&["streams", "--category", "Order", "--json"]),
        [json!({
            "stream": "Order-7", "category": "Order", "revision": 1, "type": "OrderPaid",
            "firstRecordedAt": "<time>", "lastRecordedAt": "<time>",
        })]
    );
    assert_eq!(shop.json(&["streams", "--prefix", "no", "--json"])[0]["category"], json!(null));
    assert_eq!(shop.json(&["streams", "-n", "1", "--json"]).len(), 1);
    assert_eq!(shop.json(&["streams", "-n", "0", "--json"]).len(), 0);
    assert_eq!(
        shop.run(&["streams", "--category", "Nope"]),
        refuses("there is no stream of category `Nope`")
    );
}

#[test]
fn deleted_streams_are_there_without_events() {
    use plumberd::store::{Deletion, EventStore};
    use plumberd::stream::{ExpectedRevision, StreamName};
    let shop = Shop::with_order();
    let store = shop.store("events.db");
    let stream = StreamName::parse("Order-7").unwrap();
    let deleted = store.delete(stream, ExpectedRevision::Any, Deletion::Tombstone);
    plumberd::testing::block_on(deleted).unwrap();
    store.close().unwrap();
    let listed = shop.json(&["streams", "--json"]);
    let deleted: Vec<_> = listed.iter().filter(|it| it["stream"] == "Order-7").collect();
    assert!(deleted.iter().all(|it| it["revision"] == json!(null)), "{deleted:?}");
    assert_eq!(shop.run(&["read", "Order-7"]), refuses("stream `Order-7` was deleted for ever"));
    assert_eq!(
        shop.run(&["append", "Order-7", "T", "{}"]),
        refuses(
            "stream `Order-7` is deleted; use another one, or `--expected none` if it was not deleted for ever"
        )
    );
}

#[test]
fn types() {
    let shop = Shop::with_order();
    assert_eq!(
        shop.run(&["types"]),
        succeeds(
            "\
type         events  payloads  versions  last recorded at         categories
Noted             1       2 B  v1        <time>
OrderPaid         1       2 B  v2        <time>  Order
OrderPlaced       1      15 B  v1        <time>  Order
"
        )
    );
    assert_eq!(
        shop.json(&["types", "--type-prefix", "OrderPa", "--json"]),
        [json!({
            "type": "OrderPaid", "events": 1, "bytes": 2, "binary": 0, "versions": {"2": 1},
            "categories": ["Order"], "firstRecordedAt": "<time>", "lastRecordedAt": "<time>",
        })]
    );
    assert_eq!(shop.json(&["types", "--json"])[0]["binary"], 1);
    assert_eq!(
        shop.run(&["types", "--category", "Nope"]),
        refuses("category `Nope` has no events; `plumberd streams` lists what there is")
    );
}

#[test]
fn stats() {
    let shop = Shop::with_order();
    let stats = &shop.json(&["stats", "--json"])[0];
    assert!(stats["fileBytes"].as_u64() > Some(0), "{stats}");
    let mut stats = stats.clone();
    for key in ["fileBytes", "logBytes"] {
        assert!(stats.as_object_mut().unwrap().remove(key).is_some(), "{key}");
    }
    assert_eq!(
        stats,
        json!({
            "store": "sqlite:events.db", "events": 3, "streams": 2, "types": 3,
            "dataBytes": 19, "metadataBytes": 188, "lastPosition": 3,
            "firstRecordedAt": "<time>", "lastRecordedAt": "<time>",
            "categories": {
                "": {"events": 1, "streams": 1, "bytes": 4},
                "Order": {"events": 2, "streams": 1, "bytes": 203},
            },
        })
    );
    let ran = shop.run(&["stats"]);
    assert!(ran.out.starts_with("store              sqlite:events.db\nevents             3\n"));
    assert!(ran.out.ends_with(
        "category  streams  events  bytes\n(none)          1       1    4 B\nOrder           1       2  203 B\n"
    ), "{}", ran.out);
}

#[test]
fn an_empty_store() {
    let shop = Shop::empty();
    drop(shop.store("events.db"));
    for command in ["read", "tail", "streams", "types"] {
        assert_eq!(shop.run(&[command]), succeeds(""), "{command}");
        assert_eq!(shop.run(&[command, "--json"]), succeeds(""), "{command}");
    }
    assert_eq!(shop.json(&["stats", "--json"])[0]["lastPosition"], json!(null));
}
