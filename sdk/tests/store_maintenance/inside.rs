//! What people see with `sqlite3`, and how a new file is laid out.

use std::sync::Arc;

use plumberd::clock::{Clock, DateTimeOffset, ManualClock};
use plumberd::engine::connect;
use plumberd::engine::sqlite::SqliteOptions;
use plumberd::store::{ContentType, Deletion, EventStore, NewEvent};
use plumberd::stream::ExpectedRevision;
use plumberd::testing::{block_on, event, json_event};
use rusqlite::types::Value;
use rusqlite::{Connection, Row};
use uuid::Uuid;

use super::check::silent;
use super::common::{Folder, events, read_all, stream};

/// A row of `v_events` as text: NULL is `-`, bytes are hexadecimal.
fn text(row: &Row<'_>) -> rusqlite::Result<String> {
    let values = (0..11).map(|column| {
        Ok(match row.get(column)? {
            Value::Null => "-".to_owned(),
            Value::Integer(number) => number.to_string(),
            Value::Text(text) => format!("{text:?}"),
            Value::Blob(bytes) => {
                bytes.iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
            }
            Value::Real(number) => number.to_string(),
        })
    });
    Ok(values.collect::<rusqlite::Result<Vec<_>>>()?.join(" | "))
}

#[test]
fn the_view_shows_odd_events_too() {
    let folder = Folder::new();
    let path = folder.file("events.db");
    let clock = Arc::new(ManualClock::new(DateTimeOffset::UNIX_EPOCH));
    let store = SqliteOptions::new().clock(Arc::<ManualClock>::clone(&clock) as Arc<dyn Clock>);
    let store = store.open(&path).unwrap();
    let id = Uuid::from_u128(0x0198_3456_789a_7bcd_8ef0_1234_5678_9abc);
    let put = |at: &str, name: &str, event: NewEvent| {
        clock.set(at.parse().unwrap());
        let event = NewEvent { id, ..event };
        block_on(store.append(stream(name), ExpectedRevision::Any, vec![event])).unwrap();
    };
    put("2025-07-13T18:22:19.2192669+02:00", "A-1", json_event("T", r#"{"a":"ż"}"#));
    put(
        "1969-12-31T23:59:59.9999999Z",
        "plain",
        NewEvent {
            content_type: ContentType::Binary,
            data: vec![0, 255, 0x27].into(),
            ..event("B")
        },
    );
    put(
        "0001-01-01T00:00:00.0000001Z",
        "żółć-1",
        NewEvent { metadata: r#"{"k":"ü"}"#.into(), ..json_event("Ż", "") },
    );
    put(
        "9999-12-31T23:59:59Z",
        "$settings",
        NewEvent { metadata: vec![b'x'; 12_345].into(), ..json_event("S", "[]") },
    );
    clock.set(DateTimeOffset::UNIX_EPOCH);
    block_on(store.delete(stream("A-1"), ExpectedRevision::Any, Deletion::Tombstone)).unwrap();

    // As a program that knows nothing of the store.
    let other = Connection::open(&path).unwrap();
    let mut view = other
        .prepare(
            "SELECT position, stream, revision, category, type, id, recorded_at, content_type, json,
                    metadata, data FROM v_events ORDER BY position",
        )
        .unwrap();
    let rows: Vec<String> = view.query_map([], text).unwrap().map(Result::unwrap).collect();
    let id = "\"01983456-789a-7bcd-8ef0-123456789abc\"";
    let long = "x".repeat(12_345);
    assert_eq!(
        rows[..4],
        [
            format!(
                r#"1 | "A-1" | 0 | "A" | "T" | {id} | "2025-07-13T16:22:19.2192669Z" | "application/json" | "{{\"a\":\"ż\"}}" | "" | 7b2261223a22c5bc227d"#
            ),
            format!(
                r#"2 | "plain" | 0 | - | "B" | {id} | "1969-12-31T23:59:59.9999999Z" | "application/octet-stream" | - | "" | 00ff27"#
            ),
            format!(
                r#"3 | "żółć-1" | 0 | "żółć" | "Ż" | {id} | "0001-01-01T00:00:00.0000001Z" | "application/json" | "" | "{{\"k\":\"ü\"}}" | "#
            ),
            format!(
                r#"4 | "$settings" | 0 | - | "S" | {id} | "9999-12-31T23:59:59.0000000Z" | "application/json" | "[]" | "{long}" | 5b5d"#
            ),
        ]
    );
    let tombstone = &rows[4];
    assert!(
        tombstone.starts_with(r#"5 | "A-1" | 9223372036854775807 | "A" | "$streamDeleted" | "#)
    );
    assert!(
        tombstone.ends_with(
            r#"| "1970-01-01T00:00:00.0000000Z" | "application/octet-stream" | - | "" | "#
        )
    );
    // JSON of the payload is for SQL too.
    let a: String = other
        .query_row(
            "SELECT json ->> 'a' FROM v_events WHERE stream = 'A-1' AND revision = 0",
            [],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(a, "ż");
}

#[test]
fn the_page_size_of_a_new_file() {
    let folder = Folder::new();
    let page_size = |name: &str| {
        let file = Connection::open(folder.file(name)).unwrap();
        file.query_row("PRAGMA page_size", [], |row| row.get::<_, u32>(0)).unwrap()
    };
    for (asked, given) in
        [(0, 512), (512, 512), (4096, 4096), (5000, 8192), (65_536, 65_536), (u32::MAX, 65_536)]
    {
        let name = format!("{asked}.db");
        let store =
            SqliteOptions::new().page_size(asked).tail_events(7).open(folder.file(&name)).unwrap();
        for _ in 0..10 {
            block_on(store.append(stream("A-1"), ExpectedRevision::Any, events(20))).unwrap();
        }
        assert!(store.check(silent).unwrap().is_sound());
        store.close().unwrap();
        assert_eq!(page_size(&name), given);
        // It stays as it is.
        let store = SqliteOptions::new().page_size(1024).open(folder.file(&name)).unwrap();
        assert_eq!(read_all(&store).len(), 200);
        store.backup_to(folder.file(&format!("{asked}.bak")), silent).unwrap();
        assert_eq!(page_size(&format!("{asked}.bak")), given);
    }
    let path = folder.file("url.db");
    drop(
        connect(&format!("sqlite:{}?page_size=16384&tail_events=5&migrate=false", path.display()))
            .unwrap(),
    );
    assert_eq!(page_size("url.db"), 16_384);
}
