//! Commands beside a server that has the same file.
#![cfg(unix)]

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use crate::shop::{Shop, succeeds};

#[test]
fn commands_work_beside_a_server() {
    let shop = Shop::with_order();
    let mut serve = shop.command(&["serve", "--data", "events.db", "--listen", "127.0.0.1:0"]);
    let mut server = serve.stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(server.stdout.take().unwrap()).lines();
    assert!(lines.any(|line| line.unwrap().starts_with("ready")));

    let appended = shop.run(&["append", "Order-8", "OrderPlaced", "{}"]);
    assert_eq!(appended, succeeds("Order-8: revision 0, position 4\n"));
    assert_eq!(shop.json(&["read", "--json"]).len(), 4);
    assert_eq!(shop.run(&["store", "check"]), succeeds("4 events in 3 streams, 0 findings\n"));
    assert_eq!(shop.run(&["store", "backup", "monday.db"]).code, Some(0));
    assert_eq!(shop.run(&["doctor"]).code, Some(0));

    let id = server.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    assert_eq!(server.wait().unwrap().code(), Some(0));
}
