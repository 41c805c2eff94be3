use serde_json::json;

use crate::shop::{PAID, PLACED, Shop, fails, refuses, succeeds};

const HEAD: &str = "position  time    ";

#[test]
fn columns_for_eyes() {
    let shop = Shop::with_order();
    let ran = shop.run(&["read"]);
    assert_eq!(
        ran,
        succeeds(
            "\
position  time                     stream   revision  type         data
       1  <time>  Order-7         0  OrderPlaced  {\"Total\":9.50}
       2  <time>  Order-7         1  OrderPaid    {}
       3  <time>  note            0  Noted        (2 bytes)
"
        )
    );
    assert!(ran.out.starts_with(HEAD));
}

#[test]
fn json_with_the_keys_of_an_export() {
    let shop = Shop::with_order();
    let events = shop.json(&["read", "--json"]);
    assert_eq!(events.len(), 3);
    assert_eq!(
        events[1],
        json!({
            "position": 2,
            "stream": "Order-7",
            "revision": 1,
            "id": PAID,
            "type": "OrderPaid",
            "contentType": "application/json",
            "recordedAt": "<time>",
            "metadata": {"$correlationId": PLACED, "$causationId": PLACED, "SchemaVersion": 2},
            "data": {},
        })
    );
    assert_eq!(events[2]["dataBase64"], "AP8=");
    assert_eq!(events[2].get("data"), None);
}

#[test]
fn selections() {
    let shop = Shop::with_order();
    let revisions = |arguments: &[&str]| -> Vec<String> {
        let events = shop.json(&[&["read"], arguments, &["--json"]].concat());
        events
            .iter()
            .map(|it| format!("{}@{}", it["revision"], it["stream"].as_str().unwrap()))
            .collect()
    };
    let order = ["0@Order-7", "1@Order-7"];
    assert_eq!(revisions(&["Order-7"]), order);
    assert_eq!(revisions(&["--category", "Order"]), order);
    assert_eq!(revisions(&["--correlation", PLACED]), order);
    assert_eq!(revisions(&["--stream-prefix", "Or", "--stream-prefix", "x"]), order);
    assert_eq!(revisions(&["--stream-regex", "^Order-\\d$"]), order);
    assert_eq!(revisions(&["--type", "OrderPaid"]), ["1@Order-7"]);
    assert_eq!(revisions(&["--type-prefix", "OrderPl"]), ["0@Order-7"]);
    assert_eq!(revisions(&["--type-regex", "(?!Order)^N"]), ["0@note"]);
    assert_eq!(revisions(&["$all", "--from", "3"]), ["0@note"]);
    assert_eq!(revisions(&["Order-7", "--from", "1"]), ["1@Order-7"]);
    assert_eq!(revisions(&["Order-7", "--backwards"]), ["1@Order-7", "0@Order-7"]);
    assert_eq!(revisions(&["Order-7", "--backwards", "--limit", "1"]), ["1@Order-7"]);
    assert_eq!(revisions(&["--backwards", "-n", "1"]), ["0@note"]);
    assert_eq!(revisions(&["Order-7", "--from", "end"]), [] as [&str; 0]);
    assert_eq!(revisions(&["Order-7", "--from", "7"]), [] as [&str; 0]);
}

#[test]
fn links_are_resolved_if_asked_for() {
    let shop = Shop::with_order();
    let plain = shop.json(&["read", "$ce-Order", "--json"]);
    assert_eq!((plain[0]["type"].as_str(), plain.len()), (Some("$>"), 2));
    let resolved = shop.json(&["read", "$ce-Order", "--resolve-links", "--json"]);
    assert_eq!(resolved[1]["type"], "OrderPaid");
    assert_eq!(resolved[1]["link"]["stream"], "$ce-Order");
    assert_eq!(resolved[1]["link"]["revision"], 1);
}

#[test]
fn what_is_not_there() {
    let shop = Shop::with_order();
    for (arguments, message) in [
        (
            &["read", "Order-8"][..],
            "stream `Order-8` does not exist; `plumberd streams` lists those that there are",
        ),
        (
            &["read", "--type", "OrderLost"],
            "there is no event of type `OrderLost`; `plumberd types` lists those that there are",
        ),
        (
            &["read", "--category", "Ordr"],
            "category `Ordr` has no events; `plumberd streams` lists what there is",
        ),
        (
            &["read", "--correlation", "x"],
            "there is no event with the correlation id `x`; it is compared as a text",
        ),
    ] {
        assert_eq!(shop.run(arguments), refuses(message));
    }
}

#[test]
fn what_is_wrong() {
    let shop = Shop::with_order();
    for (arguments, message) in [
        (&["read", "--category", "a-b"][..], "`a-b` is not a category: it must not contain `-`"),
        (
            &["read", "Order-7", "--type-prefix", "O"],
            "a filter is for the log; leave out the stream, or the filter",
        ),
    ] {
        let ran = shop.run(arguments);
        assert_eq!(ran.code, Some(2));
        assert!(ran.err.starts_with(&format!("error: {}", &message[..20])), "{}", ran.err);
    }
    let ran = shop.run(&["read", "--type-regex", "a("]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.starts_with("error: `a(` is not a regular expression: "), "{}", ran.err);
    let ran = shop.run(&["read", "--from", "x"]);
    assert_eq!(
        ran.err.lines().next(),
        Some(
            "error: invalid value 'x' for '--from <PLACE>': write a revision or position, `start` or `end`"
        )
    );
    let ran = shop.run(&["read", "Order-7", "--category", "Order"]);
    assert_eq!(
        ran.err.lines().next(),
        Some("error: the argument '[STREAM]' cannot be used with '--category <NAME>'")
    );
}

#[test]
fn a_store_that_is_not_there() {
    let shop = Shop::empty();
    assert_eq!(
        shop.run(&["read"]),
        fails(
            "cannot open the store: `events.db` cannot be found: there is no such file; check the path, or allow to create it"
        )
    );
    // Reading makes no file.
    assert!(!shop.path("events.db").exists());
    shop.write("events.db", "not a store");
    assert_eq!(
        shop.run(&["read"]),
        fails(
            "cannot open the store: `events.db` is not a readable plumberd store: it is not a SQLite file, or its end is missing; restore it from a backup or choose another file"
        )
    );
    assert_eq!(shop.read("events.db"), "not a store");
}

#[test]
fn control_characters_do_nothing_to_a_terminal() {
    let shop = Shop::empty();
    let ran = shop.run(&["append", "A-1", "\u{1b}[2J", "{}"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let ran = shop.run(&["read"]);
    assert!(ran.out.contains("\\u{1b}[2J") && !ran.out.contains('\u{1b}'), "{}", ran.out);
}
