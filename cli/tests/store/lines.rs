use serde_json::json;

use crate::shop::{Shop, refuses, succeeds};

const APPEND: [&str; 3] = ["append", "--lines", "-"];

#[test]
fn lines_of_many_streams() {
    let shop = Shop::empty();
    let lines = "\
{\"stream\":\"A-1\",\"type\":\"T\",\"data\":{}}
{\"stream\":\"A-1\",\"type\":\"U\",\"data\":[1, 2],\"metadata\":{\"k\":1}}

{\"stream\":\"B-1\",\"type\":\"T\",\"data\":null,\"position\":99,\"link\":{}}
";
    // However many lines come at once, the events are these.
    let ran = shop.feed(&APPEND, lines);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert!(ran.out.ends_with("B-1: revision 0, position 3\n"), "{}", ran.out);
    let events = shop.events("events.db");
    let found: Vec<_> =
        events.iter().map(|it| (it.stream.as_str(), &*it.event_type, &it.data[..])).collect();
    assert_eq!(found, [("A-1", "T", &b"{}"[..]), ("A-1", "U", b"[1, 2]"), ("B-1", "T", b"null")]);
    assert_eq!(&events[1].metadata[..], b"{\"k\":1}");
}

#[test]
fn what_lines_leave_out() {
    let shop = Shop::empty();
    shop.write("lines.jsonl", "{\"data\":1}\n{\"data\":2,\"type\":\"U\"}");
    let ran = shop.run(&["append", "A-1", "T", "--lines", "lines.jsonl", "--json"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let events = shop.events("events.db");
    let found: Vec<_> = events.iter().map(|it| (it.stream.as_str(), &*it.event_type)).collect();
    assert_eq!(found, [("A-1", "T"), ("A-1", "U")]);
    assert_eq!(shop.feed(&APPEND, ""), succeeds("no lines\n"));
}

#[test]
fn a_broken_line_has_its_number() {
    let good = "{\"stream\":\"A-1\",\"type\":\"T\",\"data\":{}}\n";
    for (line, reason) in [
        (
            "{\"stream\":",
            "it is not a JSON object with the keys `stream`, `type` and `data`: EOF while parsing a value at column 10",
        ),
        (
            "{\"stream\":\"A-1\",\"data\":1}",
            "`type` is missing; write it, or name the type as an argument",
        ),
        (
            "{\"stream\":\"A-1\",\"type\":\"T\",\"dataBase64\":\"?\"}",
            "`dataBase64` is not base64: Invalid symbol 63, offset 0.",
        ),
    ] {
        let shop = Shop::empty();
        let ran = shop.feed(&APPEND, format!("{good}{good}{line}\n{good}"));
        let message = format!("line 3: {reason}; 2 events appended before it");
        assert_eq!((ran.code, ran.err), (Some(1), format!("error: {message}\n")));
        assert_eq!(shop.events("events.db").len(), 2);
    }
}

#[test]
fn lines_that_the_store_refuses() {
    let shop = Shop::empty();
    let line = "{\"stream\":\"A-1\",\"type\":\"T\",\"data\":1,\"id\":\"00000000-0000-0000-0000-000000000000\"}";
    assert_eq!(
        shop.feed(&APPEND, line),
        refuses(
            "line 1: event 0 (`T`) for stream `A-1` has the nil id; give it a fresh one; 0 events appended before it"
        )
    );
}

#[test]
fn what_read_prints_can_be_appended() {
    let shop = Shop::with_order();
    let lines = shop.command(&["read", "--json"]).output().unwrap().stdout;
    let mut append = shop.bare(&["append", "--lines", "-", "--url", "sqlite:copy.db", "--json"]);
    append.stdin(std::process::Stdio::piped()).stdout(std::process::Stdio::piped());
    let mut child = append.spawn().unwrap();
    std::io::Write::write_all(&mut child.stdin.take().unwrap(), &lines).unwrap();
    let out = child.wait_with_output().unwrap();
    assert_eq!(out.status.code(), Some(0));
    let last = String::from_utf8(out.stdout).unwrap().lines().last().unwrap().to_owned();
    assert_eq!(
        serde_json::from_str::<serde_json::Value>(&last).unwrap(),
        json!({"stream": "note", "events": 1, "revision": 0, "position": 3})
    );
    let (from, to) = (shop.events("events.db"), shop.events("copy.db"));
    assert_eq!(from.len(), to.len());
    for (from, to) in from.iter().zip(&to) {
        assert_eq!((from.id, &from.metadata), (to.id, &to.metadata));
        // White space between the parts of JSON is not kept.
        assert_eq!(from.content_type, to.content_type);
    }
}
