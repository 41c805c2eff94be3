use serde_json::json;
use uuid::Uuid;

use crate::shop::{PLACED, Shop, fails, refuses, succeeds};

#[test]
fn from_arguments() {
    let shop = Shop::empty();
    let placed = ["append", "Order-7", "OrderPlaced", "{\"Total\": 9.50}", "--id", PLACED];
    assert_eq!(shop.run(&placed), succeeds("Order-7: revision 0, position 1\n"));
    // A retry is known by its id.
    assert_eq!(shop.run(&placed), succeeds("Order-7: revision 0, position 1\n"));
    let events = shop.events("events.db");
    assert_eq!(events.len(), 1);
    assert_eq!(events[0].id.to_string(), PLACED);
    assert_eq!(&events[0].data[..], b"{\"Total\": 9.50}");
    let metadata: serde_json::Value = serde_json::from_slice(&events[0].metadata).unwrap();
    assert_eq!(metadata["$correlationId"], PLACED);
    assert_eq!(metadata["$causationId"], PLACED);
    assert!(metadata["Created"].is_string() && metadata["ClientHostName"].is_string());
    assert_eq!(metadata.get("SchemaVersion"), None);
}

#[test]
fn what_the_metadata_says() {
    let shop = Shop::empty();
    let arguments = [
        "append",
        "Order-7",
        "OrderPaid",
        "{}",
        "--correlation",
        PLACED,
        "--causation",
        PLACED,
        "--metadata",
        "{\"TenantId\":\"blue\"}",
        "--version",
        "2",
        "--json",
    ];
    assert_eq!(
        shop.json(&arguments),
        [json!({"stream": "Order-7", "events": 1, "revision": 0, "position": 1})]
    );
    let metadata: serde_json::Value =
        serde_json::from_slice(&shop.events("events.db")[0].metadata).unwrap();
    assert_eq!(metadata["$correlationId"], PLACED);
    assert_eq!(metadata["$causationId"], PLACED);
    assert_eq!(metadata["TenantId"], "blue");
    assert_eq!(metadata["SchemaVersion"], 2);
}

#[test]
fn from_standard_input() {
    let shop = Shop::empty();
    let placed = ["append", "Order-7", "OrderPlaced"];
    let ran = shop.feed(&placed, format!(" {{\"Id\":\"{PLACED}\"}}\n"));
    assert_eq!(ran, succeeds("Order-7: revision 0, position 1\n"));
    let ran = shop.feed(&["append", "note", "Noted", "--binary"], b"\x00\xff\n");
    assert_eq!(ran, succeeds("note: revision 0, position 2\n"));
    let events = shop.events("events.db");
    // The payload's own id is the event's.
    assert_eq!(events[0].id, PLACED.parse::<Uuid>().unwrap());
    assert_eq!(&events[1].data[..], b"\x00\xff\n");
    assert_eq!(events[1].content_type.as_str(), "application/octet-stream");
}

#[test]
fn what_is_expected_of_the_stream() {
    let shop = Shop::with_order();
    let append = |expected| shop.run(&["append", "Order-7", "T", "{}", "--expected", expected]);
    assert_eq!(
        append("none"),
        refuses(
            "stream `Order-7` has revision 1, but no stream was expected; read it again and retry"
        )
    );
    assert_eq!(
        append("5"),
        refuses(
            "stream `Order-7` has revision 1, but revision 5 was expected; read it again and retry"
        )
    );
    assert_eq!(append("1"), succeeds("Order-7: revision 2, position 4\n"));
    assert_eq!(append("exists"), succeeds("Order-7: revision 3, position 5\n"));
    assert_eq!(append("any").code, Some(0));
    let ran = append("x");
    assert_eq!(
        (ran.code, ran.err.lines().next()),
        (
            Some(2),
            Some(
                "error: invalid value 'x' for '--expected <REVISION>': write `any`, `none`, `exists` or a revision"
            )
        )
    );
}

#[test]
fn what_is_refused() {
    let shop = Shop::empty();
    for (arguments, message) in [
        (
            &["append", "A-1", "T", "{\"a\":"][..],
            "the payload is not JSON: EOF while parsing a value at line 1 column 5; `--binary` takes other bytes",
        ),
        (&["append", "", "T", "{}"], "a stream name or id cannot be empty"),
        (
            &["append", "A-1", "T", "{}", "--metadata", "{\"$x\":1}"],
            "the metadata key `$x` is reserved; choose a name that is not one of plumberd's and does not begin with `$`",
        ),
        (
            &["append", "--lines", "nothing.jsonl"],
            "cannot read nothing.jsonl: No such file or directory (os error 2)",
        ),
    ] {
        assert_eq!(shop.run(arguments), fails(message));
    }
    for (arguments, message) in [
        (&["append"][..], "error: the following required arguments were not provided:"),
        (
            &["append", "A-1", "T", "{}", "--metadata", "[]"],
            "error: invalid value '[]' for '--metadata <JSON>': it is not a JSON object: invalid type: sequence, expected a map at line 1 column 0",
        ),
        (
            &["append", "--lines", "-", "--expected", "3"],
            "error: the argument '--lines <FILE>' cannot be used with '--expected <REVISION>'",
        ),
    ] {
        let ran = shop.run(arguments);
        assert_eq!((ran.code, ran.err.lines().next()), (Some(2), Some(message)));
    }
    // Nothing was made for nothing.
    assert!(!shop.path("events.db").exists());
}

#[test]
fn reserved_streams_say_why() {
    let shop = Shop::empty();
    let ran = shop.run(&["append", "$ce-Order", "T", "{}"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.starts_with("error: stream `$ce-Order` does not take this: "), "{}", ran.err);
}
