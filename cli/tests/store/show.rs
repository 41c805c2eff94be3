use crate::shop::{PAID, PLACED, Shop, fails, refuses};

#[test]
fn one_event_whole() {
    let shop = Shop::with_order();
    for event in ["1@Order-7", "last@Order-7", "2", PAID] {
        let ran = shop.run(&["show", event]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{event}");
        assert_eq!(
            ran.out,
            format!(
                "\
type           OrderPaid
stream         Order-7
revision       1
position       2
id             {PAID}
recorded at    <time>
content type   application/json
correlation    {PLACED}
causation      {PLACED}
version        2

metadata (129 bytes)
{{
  \"$correlationId\": \"{PLACED}\",
  \"$causationId\": \"{PLACED}\",
  \"SchemaVersion\": 2
}}

data (2 bytes)
{{}}
"
            )
        );
    }
    let json = shop.json(&["show", "1@Order-7", "--json"]);
    assert_eq!(json, shop.json(&["read", "--type", "OrderPaid", "--json"]));
}

#[test]
fn binary_payloads_are_dumped() {
    let shop = Shop::with_order();
    let ran = shop.run(&["show", "0@note"]);
    assert!(
        ran.out.ends_with(
            "\ndata (2 bytes)\n00000000  00 ff                                            ..\n"
        ),
        "{}",
        ran.out
    );
}

#[test]
fn links() {
    let shop = Shop::with_order();
    let ran = shop.run(&["show", "0@$ce-Order", "--resolve-links"]);
    assert!(ran.out.starts_with("type           OrderPlaced\n"), "{}", ran.out);
    assert!(ran.out.contains("\nlink           0@$ce-Order ("), "{}", ran.out);
}

#[test]
fn what_is_not_there() {
    let shop = Shop::with_order();
    for event in ["9@Order-7", "99", "00000000-0000-7000-8000-00000000dead"] {
        assert_eq!(
            shop.run(&["show", event]),
            refuses(&format!(
                "there is no event `{event}`; `plumberd read` and `plumberd tail` list what there is"
            ))
        );
    }
    assert_eq!(
        shop.run(&["show", "0@Nope-1"]),
        refuses("stream `Nope-1` does not exist; `plumberd streams` lists those that there are")
    );
    assert_eq!(
        shop.run(&["show", "Order-7"]),
        fails(
            "`Order-7` names no event; write `3@Recording-42`, `last@Recording-42`, a position or an id"
        )
    );
}
