use std::io::{BufRead, BufReader};
use std::process::Stdio;

use crate::shop::{Shop, refuses};

fn types(events: &[serde_json::Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

#[test]
fn the_last_events() {
    let shop = Shop::with_order();
    assert_eq!(types(&shop.json(&["tail", "-n", "2", "--json"])), ["OrderPaid", "Noted"]);
    assert_eq!(types(&shop.json(&["tail", "--json"])).len(), 3);
    assert_eq!(types(&shop.json(&["tail", "-n", "0", "--json"])).len(), 0);
    assert_eq!(types(&shop.json(&["tail", "Order-7", "-n", "1", "--json"])), ["OrderPaid"]);
    assert_eq!(
        shop.run(&["tail", "Order-8"]),
        refuses("stream `Order-8` does not exist; `plumberd streams` lists those that there are")
    );
    assert_eq!(
        shop.run(&["tail", "--type", "Nope"]),
        refuses("there is no event of type `Nope`; `plumberd types` lists those that there are")
    );
}

/// Follows, appends something, and tells the types that came.
fn follow(arguments: &[&str], expected: &[&str]) {
    let shop = Shop::with_order();
    let mut tail = shop.command(&[&["tail", "-f", "--json"], arguments].concat());
    let mut child = tail.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut found = Vec::new();
    for (index, expected) in expected.iter().enumerate() {
        if *expected == "Later" {
            let later = ["append", "Order-8", "Later", "{}"];
            assert_eq!(shop.run(&later).code, Some(0), "{index}");
        }
        let line = lines.next().unwrap().unwrap();
        let event: serde_json::Value = serde_json::from_str(&line).unwrap();
        found.push(event["type"].as_str().unwrap().to_owned());
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(found, expected, "{arguments:?}");
}

#[test]
fn what_is_appended_comes_too() {
    follow(&["-n", "1"], &["Noted", "Later", "Later"]);
    follow(&["--category", "Order", "-n", "1"], &["OrderPaid", "Later"]);
    // Of a stream that is not there yet.
    follow(&["Order-8"], &["Later", "Later"]);
    follow(&["--type-prefix", "Late"], &["Later", "Later"]);
    follow(&["$ce-Order", "-n", "1", "--resolve-links"], &["OrderPaid", "Later"]);
}
