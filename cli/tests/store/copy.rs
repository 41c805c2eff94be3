use crate::shop::{Shop, fails, refuses};

#[test]
fn every_event_is_there() {
    let shop = Shop::empty();
    shop.bulk("events.db", 1000);
    let copy = ["copy", "sqlite:events.db", "sqlite:copy.db"];
    let ran = shop.run(&copy);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(
        ran.out.starts_with("1000 events, 1000 of them read back and compared\nsha256 "),
        "{}",
        ran.out
    );
    let ids = |file| shop.events(file).iter().map(|it| it.id).collect::<Vec<_>>();
    assert_eq!(ids("events.db"), ids("copy.db"));
    // What came meanwhile is copied by the same command, and nothing twice.
    assert_eq!(shop.run(&["append", "Later-1", "T", "{}"]).code, Some(0));
    let json = shop.json(&[&copy[..], &["--json"]].concat());
    assert_eq!(
        (json[0]["events"].as_u64(), json[0]["compared"].as_u64()),
        (Some(1001), Some(1001))
    );
    assert_eq!(ids("events.db"), ids("copy.db"));
}

#[test]
fn a_part() {
    let shop = Shop::with_order();
    let ran = shop.run(&["copy", "sqlite:events.db", "sqlite:order.db", "--category", "Order"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(shop.events("order.db").len(), 2);
    let copy = ["copy", "sqlite:events.db", "memory:", "--type", "OrderPaid"];
    assert_eq!(
        shop.run(&copy),
        refuses(
            "line 2: stream `Order-7` has revision 1 where 0 comes next, for the events between were scavenged or left out; copy the file of the store instead, or allow other revisions with `--renumber`"
        )
    );
    assert_eq!(shop.run(&[&copy[..], &["--renumber"]].concat()).code, Some(0));
}

#[test]
fn what_is_refused() {
    let shop = Shop::with_order();
    for (from, to, message) in [
        (
            "sqlite:nothing.db",
            "sqlite:copy.db",
            "cannot open the store: `nothing.db` cannot be found: there is no such file; check the path, or allow to create it",
        ),
        (
            "sqlite:events.db",
            "sqlite:./events.db?cache_mib=8",
            "sqlite:events.db and sqlite:./events.db?cache_mib=8 are the same store; name another one",
        ),
        (
            "events.db",
            "memory:",
            "the store URL is not valid at scheme: there is none; for a file, write `sqlite:` before the path",
        ),
        (
            "sqlite:events.db",
            "kurrentdb://admin:hunter2@h:2113",
            "`kurrentdb:` stores are not in this version of plumberd (0.1.0); use `sqlite:` or `memory:`, or a newer plumberd",
        ),
    ] {
        assert_eq!(shop.run(&["copy", from, to]), fails(message));
    }
    assert!(!shop.path("copy.db").exists());
}

#[test]
fn another_event_in_the_way() {
    let shop = Shop::with_order();
    let other = ["append", "Order-7", "Other", "{}", "--url", "sqlite:copy.db"];
    assert_eq!(shop.run(&other).code, Some(0));
    assert_eq!(
        shop.run(&["copy", "sqlite:events.db", "sqlite:copy.db"]),
        refuses(
            "line 2: stream `Order-7` holds another event at revision 0; import into a store that does not have this stream"
        )
    );
}
