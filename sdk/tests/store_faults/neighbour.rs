//! Another process that has the file, and does what it is told.

use std::io::BufRead;
use std::path::Path;

use plumberd::engine::sqlite::SqliteStore;
use plumberd::store::{EventStore, ReadAll};
use plumberd::testing::{block_on, collect};
use rusqlite::Connection;
use uuid::Uuid;

use super::checks::{put, said, sized};
use super::common::process::say;

/// The work of the child process.
pub(crate) fn run(role: &str, file: &Path) {
    let mut orders = std::io::stdin().lock().lines();
    // The end of the orders is one too.
    let mut order = || orders.next().map_or_else(String::new, Result::unwrap);
    match role {
        "hold" => {
            let connection = Connection::open(file).unwrap();
            connection.execute_batch("BEGIN IMMEDIATE").unwrap();
            say("held\n");
            order();
        }
        "fill" => fill(file, &mut order),
        "read" => {
            let store = SqliteStore::open(file).unwrap();
            for _ in 0..2 {
                match block_on(collect(store.read_all(ReadAll::default()))) {
                    Ok(events) => say(&format!("read {}\n", events.len())),
                    Err(error) => say(&format!("read {}\n", said(&error, file))),
                }
                order();
            }
        }
        other => panic!("{other}"),
    }
}

/// Appends until the disk is full, and goes on when it is told to.
fn fill(file: &Path, order: &mut dyn FnMut() -> String) {
    let store = SqliteStore::open(file).unwrap();
    let append = |event: plumberd::store::NewEvent| {
        let id = event.id;
        put(&store, "A-1", vec![event]).map(|done| say(&format!("done {id} {:?}\n", done.revision)))
    };
    let (failed, error) = loop {
        let event = sized(10_000);
        if let Err(error) = append(event.clone()) {
            break (event, error);
        }
    };
    // What was there can be read, and nothing else.
    let held = super::checks::ids(&store, "A-1").len();
    say(&format!("failed {} {held} {}\n", failed.id, said(&error, file)));
    order();
    append(failed).unwrap();
    for _ in 0..20 {
        append(sized(10_000)).unwrap();
    }
    store.close().unwrap();
    say("closed\n");
}

/// The id in `done <id> …`.
pub(crate) fn done(line: &str) -> Option<Uuid> {
    line.strip_prefix("done ")?.split(' ').next()?.parse().ok()
}
