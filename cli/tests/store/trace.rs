use serde_json::json;

use crate::shop::{PAID, PLACED, Shop, refuses, succeeds};

/// A tree with an orphan.
fn shop() -> Shop {
    let shop = Shop::empty();
    let id = |number: u32| format!("00000000-0000-7000-8000-{number:012}");
    let causes = [(1, 1), (2, 1), (3, 2), (4, 1), (5, 99)];
    let lines = causes.map(|(event, cause)| {
        let metadata = json!({"$correlationId": id(1), "$causationId": id(cause)});
        let (stream, event_type, id) = (format!("A-{event}"), format!("T{event}"), id(event));
        json!({"stream": stream, "type": event_type, "id": id, "data": {}, "metadata": metadata})
            .to_string()
    });
    assert_eq!(shop.feed(&["append", "--lines", "-"], lines.join("\n")).code, Some(0));
    shop
}

#[test]
fn what_caused_what() {
    let shop = shop();
    let tree = succeeds(
        "\
<time>  T1  0@A-1
<time>  ├─ T2  0@A-2
<time>  │  └─ T3  0@A-3
<time>  └─ T4  0@A-4
<time>  T5  0@A-5  caused by 00000000-0000-7000-8000-000000000099, which is not in this trace
",
    );
    assert_eq!(shop.run(&["trace", PLACED]), tree);
    // However the id is typed.
    assert_eq!(shop.run(&["trace", &PLACED.replace('-', "")]), tree);
    let nodes = shop.json(&["trace", PLACED, "--json"]);
    let depths: Vec<_> = nodes.iter().map(|node| node["depth"].as_u64().unwrap()).collect();
    assert_eq!(depths, [0, 1, 2, 1, 0]);
    assert_eq!(nodes[1]["event"]["id"], PAID);
    assert_eq!(nodes[1]["causationId"], PLACED);
    assert_eq!(
        (nodes[1]["orphan"].as_bool(), nodes[4]["orphan"].as_bool()),
        (Some(false), Some(true))
    );
}

#[test]
fn what_nobody_knows() {
    assert_eq!(
        shop().run(&["trace", "nothing"]),
        refuses(
            "there is no event with the correlation id `nothing`; `plumberd show` tells the one of an event"
        )
    );
}
