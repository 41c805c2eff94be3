//! Ctrl-C.
#![cfg(unix)]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::shop::{Shop, timeless};

fn interrupt(child: &Child) {
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().unwrap().success());
}

/// How it ends, and what it says.
fn end(mut child: Child) -> (Option<i32>, String) {
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    (child.wait().unwrap().code(), timeless(&err))
}

fn piped(mut command: Command) -> Child {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn following_ends_with_success() {
    let shop = Shop::with_order();
    let mut child = piped(shop.command(&["tail", "-f", "--json"]));
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.by_ref().take(3).count(), 3);
    interrupt(&child);
    assert_eq!(end(child), (Some(0), String::new()));
}

#[test]
fn lines_that_were_appended_are_counted() {
    let shop = Shop::empty();
    let mut child = piped(shop.command(&["append", "--lines", "-"]));
    let line = b"{\"stream\":\"A-1\",\"type\":\"T\",\"data\":{}}\n";
    let mut input = child.stdin.take().unwrap();
    input.write_all(line).unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert_eq!(lines.next().unwrap().unwrap(), "A-1: revision 0, position 1");
    interrupt(&child);
    assert_eq!(end(child), (Some(130), "error: interrupted; 1 event appended\n".into()));
    assert_eq!(shop.events("events.db").len(), 1);
}

#[test]
fn a_copy_goes_on_where_it_was() {
    let shop = Shop::empty();
    shop.bulk("events.db", 30_000);
    let copy = ["copy", "sqlite:events.db", "sqlite:copy.db"];
    let child = piped(shop.command(&copy));
    let begun = Instant::now();
    while !shop.path("copy.db-wal").exists() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(2));
    }
    interrupt(&child);
    let (code, err) = end(child);
    assert_eq!(code, Some(130), "{err}");
    assert!(
        err.starts_with("error: interrupted; ")
            && err.ends_with(" in sqlite:copy.db; run it again to go on\n"),
        "{err}"
    );
    let copied = shop.events("copy.db").len();
    assert!(copied < 30_000, "{copied}");
    let ran = shop.run(&copy);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(shop.events("copy.db").len(), 30_000);
}

#[test]
fn an_export_goes_on_where_it_was() {
    let shop = Shop::empty();
    shop.bulk("events.db", 30_000);
    let child = piped(shop.command(&["export", "events.jsonl"]));
    let begun = Instant::now();
    let length = || std::fs::metadata(shop.path("events.jsonl")).map_or(0, |it| it.len());
    while length() == 0 && begun.elapsed() < Duration::from_secs(20) {
        std::thread::yield_now();
    }
    interrupt(&child);
    let (code, err) = end(child);
    assert_eq!(code, Some(130), "{err}");
    assert!(err.ends_with(" exported; run it again to go on\n"), "{err}");
    let ran = shop.run(&["export", "events.jsonl"]);
    assert!(ran.out.starts_with("30000 events in events.jsonl\n"), "{ran:?}");
    let ran = shop.run(&["import", "events.jsonl", "--url", "sqlite:copy.db"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
}

#[test]
fn an_import_goes_on_where_it_was() {
    let shop = Shop::empty();
    shop.bulk("events.db", 30_000);
    assert_eq!(shop.run(&["export", "events.jsonl"]).code, Some(0));
    let import = ["import", "events.jsonl", "--url", "sqlite:copy.db"];
    let child = piped(shop.command(&import));
    let begun = Instant::now();
    while !shop.path("copy.db-wal").exists() && begun.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(2));
    }
    interrupt(&child);
    let (code, err) = end(child);
    assert_eq!(code, Some(130), "{err}");
    assert!(err.ends_with(" events are in the store; run it again to go on\n"), "{err}");
    assert!(shop.events("copy.db").len() < 30_000);
    let ran = shop.run(&import);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""));
    assert_eq!(shop.events("copy.db").len(), 30_000);
}

#[test]
fn what_only_reads_says_how_far_it_came() {
    let shop = Shop::empty();
    shop.bulk("events.db", 50_000);
    let mut child = piped(shop.command(&["read", "--json"]));
    // It waits for whoever reads its lines.
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.next().unwrap().is_ok());
    interrupt(&child);
    assert!(lines.count() < 49_999);
    let (code, err) = end(child);
    assert_eq!(code, Some(130), "{err}");
    assert!(
        err.starts_with("error: interrupted; ") && err.ends_with(" events were read\n"),
        "{err}"
    );
}
