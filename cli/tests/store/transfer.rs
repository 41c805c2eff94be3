use serde_json::json;

use crate::shop::{Shop, fails, refuses};

const LOST: &str = "there is no event of type `X`; `plumberd types` lists those that there are";

/// The digest that a command prints.
fn digest(out: &str) -> &str {
    out.lines().last().unwrap().strip_prefix("sha256 ").unwrap()
}

#[test]
fn there_and_back() {
    let shop = Shop::with_order();
    let exported = shop.run(&["export", "events.jsonl"]);
    assert_eq!(exported.code, Some(0));
    assert!(exported.out.starts_with("3 events in events.jsonl\nsha256 "), "{}", exported.out);
    let imported = shop.run(&["import", "events.jsonl", "--url", "sqlite:copy.db"]);
    assert_eq!(
        (imported.code, imported.out),
        (
            Some(0),
            format!(
                "3 events, 3 of them read back and compared\nsha256 {}\n",
                digest(&exported.out)
            )
        )
    );
    let (from, to) = (shop.events("events.db"), shop.events("copy.db"));
    let content = |events: &[plumberd::store::RecordedEvent]| -> Vec<_> {
        events.iter().map(|it| (it.id, it.stream.clone(), it.revision, it.data.clone())).collect()
    };
    assert_eq!(content(&from), content(&to));
    // Again: all of it is there.
    let again = shop.json(&["import", "events.jsonl", "--url", "sqlite:copy.db", "--json"]);
    assert_eq!(
        again,
        [json!({
            "events": 3, "sha256": digest(&exported.out), "compared": 3, "skipped": 0, "renumbered": 0,
        })]
    );
    assert_eq!(shop.events("copy.db").len(), 3);
}

#[test]
fn through_a_pipe() {
    let shop = Shop::with_order();
    let lines = shop.command(&["export", "-"]).output().unwrap();
    assert_eq!((lines.status.code(), lines.stderr.len()), (Some(0), 0));
    let ran = shop.feed(&["import", "-", "--url", "sqlite:copy.db", "--json"], &lines.stdout);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(shop.events("copy.db").len(), 3);
}

#[test]
fn an_export_that_was_cut_goes_on() {
    let shop = Shop::empty();
    shop.bulk("events.db", 1000);
    assert_eq!(shop.run(&["export", "whole.jsonl"]).code, Some(0));
    let whole = shop.read("whole.jsonl");
    for cut in [1, 40, whole.len() / 2, whole.len() - 10] {
        shop.write("cut.jsonl", &whole[..cut]);
        let ran = shop.run(&["export", "cut.jsonl", "--json"]);
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{cut}");
        assert_eq!(shop.read("cut.jsonl"), whole, "{cut}");
    }
    let ran = shop.run(&["export", "cut.jsonl"]);
    assert_eq!(
        ran,
        refuses("`cut.jsonl` is a whole export of 1000 events; choose another name or remove it")
    );
    shop.write("cut.jsonl", &whole[..whole.len() / 2]);
    let ran = shop.run(&["export", "cut.jsonl", "--category", "Bulk"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.contains("`cut.jsonl` was begun as an export of "), "{}", ran.err);
}

#[test]
fn an_import_that_was_cut_goes_on() {
    let shop = Shop::empty();
    shop.bulk("events.db", 1000);
    assert_eq!(shop.run(&["export", "whole.jsonl"]).code, Some(0));
    let whole = shop.read("whole.jsonl");
    let middle = whole[..whole.len() / 2].rfind('\n').unwrap() + 1;
    shop.write("half.jsonl", &whole[..middle]);
    let import = |file| shop.run(&["import", file, "--url", "sqlite:copy.db"]);
    let events = whole[..middle].lines().count() - 1;
    assert_eq!(
        import("half.jsonl"),
        refuses(&format!(
            "the lines end after {events} events without the last line of an export; finish that and import again"
        ))
    );
    assert_eq!(shop.events("copy.db").len(), events);
    let ran = import("whole.jsonl");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(shop.events("copy.db").len(), 1000);
}

#[test]
fn broken_lines_have_their_number() {
    let shop = Shop::with_order();
    assert_eq!(shop.run(&["export", "events.jsonl"]).code, Some(0));
    let whole = shop.read("events.jsonl");
    let import = |content: &str| {
        shop.write("broken.jsonl", content);
        shop.run(&["import", "broken.jsonl", "--url", "sqlite:copy.db"])
    };
    let ran = import(&whole.replacen("\"revision\":1,", "\"revision\":", 1));
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.starts_with("error: line 3: "), "{}", ran.err);
    assert_eq!(
        import("{\"stream\":\"A-1\"}\n"),
        refuses("line 1: `id` is missing; use the file as it was exported")
    );
    let ran = import(&whole.replacen("9.50", "9.51", 1));
    assert_eq!(ran.code, Some(1));
    assert!(ran.err.ends_with("; use the file as it was exported\n"), "{}", ran.err);
    // The store holds the changed event now.
    let ran = import(&whole);
    assert_eq!(
        ran,
        refuses(
            "line 2: stream `Order-7` holds another event at revision 0; import into a store that does not have this stream"
        )
    );
    assert_eq!(
        shop.run(&["import", "nothing.jsonl"]),
        fails("cannot read nothing.jsonl: No such file or directory (os error 2)")
    );
}

#[test]
fn parts_of_a_log() {
    let shop = Shop::with_order();
    let ran = shop.run(&["export", "paid.jsonl", "--type", "OrderPaid"]);
    assert!(ran.out.starts_with("1 event in paid.jsonl\n"), "{}", ran.out);
    let ran = shop.run(&["import", "paid.jsonl", "--url", "sqlite:copy.db"]);
    assert_eq!(
        ran,
        refuses(
            "line 2: stream `Order-7` has revision 1 where 0 comes next, for the events between were scavenged or left out; copy the file of the store instead, or allow other revisions with `--renumber`"
        )
    );
    let ran = shop.run(&["import", "paid.jsonl", "--renumber", "--url", "sqlite:copy.db"]);
    assert_eq!(ran.code, Some(0));
    assert!(
        ran.out.contains("1 event have other revisions than before")
            || ran.out.contains("other revision"),
        "{}",
        ran.out
    );
    assert_eq!(shop.events("copy.db")[0].revision, 0);
    assert_eq!(shop.run(&["read", "--type", "X"]), refuses(LOST));
}

#[test]
fn a_folder_that_is_not_there() {
    let shop = Shop::with_order();
    assert_eq!(
        shop.run(&["export", "nowhere/events.jsonl"]),
        fails("cannot write nowhere/events.jsonl: No such file or directory (os error 2)")
    );
}
