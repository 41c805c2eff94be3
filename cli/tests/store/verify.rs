use std::fs;
use std::path::Path;

use plumberd::testing::block_on;
use serde_json::json;

use crate::shop::{PAID, Ran, Shop, fails, objects, refuses, succeeds};

const PLACED_PROTO: &str = "\
syntax = \"proto3\";

package order.v1;

// What happened, in one sentence.
message OrderPlaced {
  double total = 1;
}
";

const PAID_PROTO: &str = "\
syntax = \"proto3\";

package order.v2;

message OrderPaid {
  string card = 1;
  repeated Line lines = 2;

  message Line {
    int32 amount = 1;
  }
}
";

/// The types of the orders, accepted; `Noted` is not among them.
fn shop() -> Shop {
    let shop = Shop::with_order();
    shop.write("proto/order/v1/OrderPlaced.proto", PLACED_PROTO);
    shop.write("proto/order/v2/OrderPaid.proto", PAID_PROTO);
    let accepted = shop.run(&["schema", "accept"]);
    assert_eq!(accepted.code, Some(0), "{accepted:?}");
    shop
}

fn append(shop: &Shop, event_type: &str, data: &str, more: &[&str]) {
    let ran = shop.run(&[&["append", "Order-8", event_type, data], more].concat());
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

/// What a refusal prints, and nothing on standard error.
fn refused(out: &str) -> Ran {
    Ran { code: Some(1), out: out.to_owned(), err: String::new() }
}

const FIRST: &str = "\
1@Order-7 (position 2): OrderPaid v2: the key `Card` is missing; write it, or make the field optional (line 1, column 2)
unknown type `Noted`: 1 event, the first is 0@note
3 events: 1 can be read, 0 left to upcasters, 1 of unknown types, 1 failed
";

#[test]
fn the_first_failures() {
    let shop = shop();
    for arguments in [
        &["verify"][..],
        &["verify", "sqlite:events.db"],
        &["verify", "events.db", "--types", "plumberd.lock.json"],
        &["verify", "--types", "proto"],
    ] {
        assert_eq!(shop.run(arguments), refused(FIRST), "{arguments:?}");
    }
    let set = ["schema", "export", "descriptor-set", "--out", "shop.binpb"];
    assert_eq!(shop.run(&set).code, Some(0));
    assert_eq!(shop.run(&["verify", "--types", "shop.binpb"]), refused(FIRST));
    assert_eq!(shop.run(&["export", "events.jsonl"]).code, Some(0));
    assert_eq!(shop.run(&["verify", "events.jsonl"]), refused(FIRST));
}

#[test]
fn failures_as_json() {
    let shop = shop();
    let ran = shop.run(&["verify", "--json"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(1), ""));
    assert_eq!(
        objects(&ran.out),
        [
            json!({
                "position": 2, "stream": "Order-7", "revision": 1, "id": PAID, "type": "OrderPaid",
                "version": 2, "path": "",
                "reason": "the key `Card` is missing; write it, or make the field optional (line 1, column 2)",
            }),
            json!({
                "events": 3, "read": 1, "upcast": 0, "unknown": 1, "failed": 1, "unknownTypes": {"Noted": 1},
            }),
        ]
    );
}

#[test]
fn what_is_left_out_is_not_looked_at() {
    let shop = shop();
    let placed = ["verify", "--type", "OrderPlaced"];
    assert_eq!(
        shop.run(&placed),
        succeeds("1 event: 1 can be read, 0 left to upcasters, 0 of unknown types, 0 failed\n")
    );
    assert_eq!(shop.run(&["verify", "--type", "Noted"]).code, Some(1));
    assert_eq!(
        shop.run(&["verify", "--type", "Noted", "--unknown", "skip"]),
        succeeds(
            "unknown type `Noted`: 1 event, the first is 0@note\n1 event: 0 can be read, 0 left to upcasters, 1 of unknown types, 0 failed\n"
        )
    );
    let ran = shop.run(&["verify", "--type", "Nope"]);
    assert_eq!(
        ran.err,
        refuses("there is no event of type `Nope`; `plumberd types` lists those that there are")
            .err
    );
    assert_eq!(ran.code, Some(1));
    // The same of an export.
    assert_eq!(shop.run(&["export", "events.jsonl"]).code, Some(0));
    for selection in [
        &["--category", "Order"][..],
        &["--stream-prefix", "Order"],
        &["--correlation", "00000000-0000-7000-8000-000000000001"],
    ] {
        let ran = shop.run(&[&["verify", "events.jsonl"], selection].concat());
        assert!(
            ran.out.ends_with(
                "2 events: 1 can be read, 0 left to upcasters, 0 of unknown types, 1 failed\n"
            ),
            "{}",
            ran.out
        );
        assert_eq!(ran.out, shop.run(&[&["verify"], selection].concat()).out);
    }
}

#[test]
fn every_kind_of_failure_has_its_place() {
    let shop = shop();
    append(
        &shop,
        "OrderPaid",
        "{\"Card\":\"x\",\"Lines\":[{\"Amount\":1},{\"Amount\":1.5}]}",
        &["--version", "2"],
    );
    append(&shop, "OrderPaid", "{}", &["--version", "3"]);
    append(&shop, "OrderPaid", "{}", &[]);
    // Protobuf: card as a number.
    let ran =
        shop.feed(&["append", "Order-8", "OrderPaid", "--binary", "--version", "2"], b"\x08\x01");
    assert_eq!(ran.code, Some(0));
    // Protobuf: an amount of another wire type.
    let ran = shop.feed(
        &["append", "Order-8", "OrderPaid", "--binary", "--version", "2"],
        b"\x0a\x01c\x12\x02\x0a\x00",
    );
    assert_eq!(ran.code, Some(0));
    let broken = "{\"stream\":\"Order-9\",\"type\":\"OrderPaid\",\"data\":{},\"metadata\":{\"SchemaVersion\":0}}";
    assert_eq!(shop.feed(&["append", "--lines", "-"], broken).code, Some(0));
    assert_eq!(
        shop.run(&["verify", "--stream-prefix", "Order-8", "--stream-prefix", "Order-9"]),
        refused(
            "\
0@Order-8 (position 4): OrderPaid v2: `Lines[1].Amount`: expected an integer, found a number with a fraction or exponent (line 1, column 45)
1@Order-8 (position 5): OrderPaid v3: `OrderPaid` has version 3, and this program knows up to 2; update it before it reads on
2@Order-8 (position 6): OrderPaid v1: `OrderPaid` has version 1, and this program reads from 2 on; add an upcaster for it
3@Order-8 (position 7): OrderPaid v2: `card`: expected wire type length-delimited, found varint; the sender has another type for this field (byte 1)
4@Order-8 (position 8): OrderPaid v2: `lines.amount`: expected wire type varint, found length-delimited; the sender has another type for this field (byte 6)
0@Order-9 (position 9): OrderPaid: `(metadata)`: `SchemaVersion` is 0, which is not a whole number above 0
6 events: 0 can be read, 0 left to upcasters, 0 of unknown types, 6 failed
"
        )
    );
    let ran = shop.run(&["verify", "--failures", "2", "--unknown", "skip"]);
    assert!(ran.out.contains("\n… and 5 more\n"), "{}", ran.out);
}

#[test]
fn types_that_cannot_be_read() {
    let shop = shop();
    assert_eq!(
        shop.run(&["verify", "--types", "nothing.json"]),
        fails(
            "there is no nothing.json; `plumberd schema accept` writes a lock file, and `--types` names another one, a descriptor set or a folder"
        )
    );
    shop.write("broken.binpb", b"\xff\xff\xff");
    let ran = shop.run(&["verify", "--types", "broken.binpb"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.starts_with("error: the types cannot be read\n"), "{}", ran.err);
    assert!(ran.err.contains("broken.binpb"), "{}", ran.err);
    let lock = shop.read("plumberd.lock.json").replacen("OrderPlaced", "OrderPlacd", 1);
    shop.write("edited.json", lock);
    let ran = shop.run(&["verify", "--types", "edited.json"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
    assert!(ran.err.contains("edited.json"), "{}", ran.err);
    shop.write("empty/x.txt", "");
    let ran = shop.run(&["verify", "--types", "empty"]);
    assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""));
}

#[test]
fn stores_that_cannot_be_read() {
    let shop = shop();
    assert_eq!(
        shop.run(&["verify", "nothing.db"]),
        fails(
            "the store URL is not valid at scheme: there is none; for a file, write `sqlite:` before the path"
        )
    );
    shop.write("other.db", vec![7; 1024]);
    let ran = shop.run(&["verify", "other.db"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("is not a readable plumberd store"), "{}", ran.err);
    assert_eq!(shop.run(&["export", "events.jsonl"]).code, Some(0));
    let whole = shop.read("events.jsonl");
    shop.write("cut.jsonl", &whole[..whole.rfind("{\"end\"").unwrap()]);
    let ran = shop.run(&["verify", "cut.jsonl", "--unknown", "skip", "--type", "OrderPlaced"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("the lines end after 3 events"), "{}", ran.err);
}

/// The golden files of the repository, which other tests hold against .NET and Python, are what its own
/// lock file says.
#[test]
fn golden_payloads_can_be_read() {
    use plumberd::store::{ContentType, EventStore, NewEvent};
    use plumberd::stream::{ExpectedRevision, StreamName};

    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let shop = Shop::empty();
    let store = shop.store("events.db");
    let mut count = 0;
    for entry in fs::read_dir(root.join("tests/golden")).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let parts: Vec<&str> = name.splitn(3, '.').collect();
        let [event_type, version, ending] = parts[..] else { continue };
        let content_type = match ending {
            "json" => ContentType::Json,
            "bin" => ContentType::Binary,
            _ => continue,
        };
        let metadata = path.with_file_name(format!("{event_type}.{version}.meta.json"));
        let event = NewEvent {
            id: uuid::Uuid::now_v7(),
            event_type: event_type.into(),
            content_type,
            data: fs::read(&path).unwrap().into(),
            metadata: fs::read(metadata).unwrap().into(),
        };
        let stream = StreamName::parse("Golden-1").unwrap();
        block_on(store.append(stream, ExpectedRevision::Any, vec![event])).unwrap();
        count += 1;
    }
    store.close().unwrap();
    assert!(count >= 12, "{count}");
    let lock = root.join("plumberd.lock.json");
    assert_eq!(
        shop.run(&["verify", "--types", lock.to_str().unwrap()]),
        succeeds(&format!(
            "{count} events: {count} can be read, 0 left to upcasters, 0 of unknown types, 0 failed\n"
        ))
    );
}
