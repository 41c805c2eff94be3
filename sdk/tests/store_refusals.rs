//! What the embedded engines say when they refuse something: the words name the thing and the remedy,
//! and are the same whatever the engine.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[cfg(feature = "sqlite")]
#[path = "store_common/mod.rs"]
mod common;

use plumberd::engine::memory::MemoryStore;
use plumberd::store::{
    AppendError, Deletion, EventStore, NewEvent, ReadAll, ReadError, ReadStream, Selection,
    StreamAppend, SubscribeAll, SubscribeFrom, SubscribeStream,
};
use plumberd::stream::{ExpectedRevision, Position, StreamName};
use plumberd::testing::{block_on, collect, event, json_event, next};
use uuid::Uuid;

fn name(name: &str) -> StreamName {
    StreamName::parse(name).unwrap()
}

fn append(
    store: &dyn EventStore,
    stream: &str,
    expected: ExpectedRevision,
    event: NewEvent,
) -> String {
    let done = block_on(store.append(name(stream), expected, vec![event]));
    done.map_or_else(|error| error.to_string(), |done| format!("{done:?}"))
}

fn delete(store: &dyn EventStore, stream: &str, deletion: Deletion) -> String {
    let done = block_on(store.delete(name(stream), ExpectedRevision::Any, deletion));
    done.map_or_else(|error| error.to_string(), |done| format!("{done:?}"))
}

fn read(store: &dyn EventStore, stream: &str) -> String {
    let found = block_on(collect(store.read_stream(ReadStream::forwards(name(stream)))));
    found.map_or_else(|error| error.to_string(), |found| format!("{} events", found.len()))
}

fn refusals_are_explained(store: &dyn EventStore, place: &str) {
    use ExpectedRevision::{Any, Exact, Exists, NoStream};
    let new = || event("Happened");
    append(store, "A-1", NoStream, new());
    for (expected, said) in [
        (
            NoStream,
            "stream `A-1` has revision 0, but no stream was expected; read it again and retry",
        ),
        (
            Exact(7),
            "stream `A-1` has revision 0, but revision 7 was expected; read it again and retry",
        ),
    ] {
        assert_eq!(append(store, "A-1", expected, new()), said);
    }
    assert_eq!(
        append(store, "A-2", Exists, new()),
        "stream `A-2` has no events, but an existing stream was expected; read it again and retry"
    );
    let nil = NewEvent { id: Uuid::nil(), ..new() };
    assert_eq!(
        append(store, "A-1", Any, nil),
        "event 0 (`Happened`) for stream `A-1` has the nil id; give it a fresh one"
    );
    assert_eq!(
        append(store, "A-1", Any, event("")),
        "stream `A-1` does not take this: event 0 has an empty type; name it"
    );
    let virtual_stream =
        "does not take this: it is virtual, and shows events of other streams; append to those";
    for stream in ["$ce-A", "$et-Happened", "$bc-1", "$streams"] {
        assert_eq!(
            append(store, stream, Any, new()),
            format!("stream `{stream}` {virtual_stream}")
        );
        assert_eq!(
            delete(store, stream, Deletion::Soft),
            format!("stream `{stream}` {virtual_stream}")
        );
    }
    assert_eq!(
        append(store, "$$$ce-A", Any, new()),
        "stream `$$$ce-A` does not take this: a virtual stream has no metadata; set that of the \
         streams that it shows"
    );
    assert_eq!(
        append(store, "$$$$A-1", Any, new()),
        "stream `$$$$A-1` does not take this: a metadata stream has no metadata of its own; set that \
         of the stream itself"
    );
    append(store, "$$A-1", Any, json_event("$metadata", "{}"));
    assert_eq!(
        delete(store, "$$A-1", Deletion::Tombstone),
        "stream `$$A-1` does not take this: metadata cannot be deleted; set empty metadata (`{}`)"
    );
    assert_eq!(
        delete(store, "A-2", Deletion::Soft),
        "stream `A-2` has no events, but any revision was expected; read it again and retry"
    );
    let many = vec![
        StreamAppend::new(name("A-3"), NoStream, vec![new()]),
        StreamAppend::new(name("$ce-A"), Any, vec![new()]),
    ];
    assert_eq!(
        block_on(store.append_many(many)).unwrap_err().to_string(),
        format!("stream `$ce-A` {virtual_stream}")
    );

    for stream in ["A-2", "A-3", "$ce-B"] {
        assert_eq!(read(store, stream), format!("stream `{stream}` does not exist"));
    }
    assert_eq!(read(store, "A-1"), "1 events");
    delete(store, "A-1", Deletion::Tombstone);
    assert_eq!(read(store, "A-1"), "stream `A-1` was deleted for ever");
    assert_eq!(
        append(store, "A-1", NoStream, new()),
        "stream `A-1` is deleted; use another one, or `ExpectedRevision::NoStream` if it was not \
         deleted for ever"
    );

    let beyond = SubscribeFrom::After(Position::single(77));
    let mut live = store.subscribe_all(SubscribeAll::from_start(Selection::All).from(beyond));
    assert_eq!(
        block_on(next(&mut live)).unwrap().unwrap_err().to_string(),
        format!(
            "cannot read the log from position 77: the log of `{place}` ends at 3, so this is a \
             checkpoint from another store, or from before this one was restored; use one of this \
             store, or begin at the start"
        )
    );
}

fn what_is_too_large_is_refused(store: &dyn EventStore) {
    let of = |size: usize| NewEvent { data: vec![b' '; size].into(), ..event("Happened") };
    let append = |events| block_on(store.append(name("A-1"), ExpectedRevision::Any, events));
    append(vec![of(100)]).unwrap();
    let error = append(vec![of(1), of(101)]).unwrap_err();
    assert_eq!(
        error.to_string(),
        "event 1 (`Happened`) for stream `A-1` has 101 bytes; the limit is 100"
    );
    let many = vec![StreamAppend::new(name("A-2"), ExpectedRevision::Any, vec![of(101)])];
    let error = block_on(store.append_many(many)).unwrap_err();
    assert!(matches!(error, AppendError::TooLarge { index: 0, size: 101, limit: 100, .. }));
    assert_eq!(read(store, "A-1"), "1 events");
}

#[test]
fn memory_explains_its_refusals() {
    refusals_are_explained(&MemoryStore::new(), "memory:");
    what_is_too_large_is_refused(&MemoryStore::new().max_event_size(100));
}

#[test]
fn memory_limits_an_append() {
    let store = MemoryStore::new().max_append_size(250);
    let of = |size: usize| NewEvent { data: vec![b' '; size].into(), ..event("Happened") };
    let part = |stream: &str| StreamAppend::new(name(stream), ExpectedRevision::Any, vec![of(100)]);
    block_on(store.append_many(vec![part("A-1"), part("A-2")])).unwrap();
    let error =
        block_on(store.append_many(vec![part("A-3"), part("A-4"), part("A-5")])).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the append to stream `A-3` has 300 bytes; the limit is 250, so split it"
    );
    let events = vec![of(100), of(151)];
    let error = block_on(store.append(name("A-1"), ExpectedRevision::Any, events)).unwrap_err();
    assert!(matches!(error, AppendError::AppendTooLarge { size: 251, limit: 250, .. }), "{error}");
    assert_eq!(block_on(collect(store.read_all(ReadAll::default()))).unwrap().len(), 2);
}

#[test]
fn a_memory_store_that_is_gone_ends_its_subscriptions() {
    let store = MemoryStore::new();
    let mut live = store.subscribe_stream(SubscribeStream::from_start(name("A-1")));
    block_on(next(&mut live)).unwrap().unwrap();
    let waiting = std::thread::spawn(move || block_on(next(&mut live)));
    drop(store);
    let end: ReadError = waiting.join().unwrap().unwrap().unwrap_err();
    assert_eq!(end.to_string(), "cannot read stream `A-1`: the store `memory:` is closed");
}

#[cfg(feature = "sqlite")]
#[test]
fn sqlite_explains_its_refusals() {
    use plumberd::engine::sqlite::{SqliteOptions, SqliteStore};

    let folder = common::Folder::new();
    let store = SqliteStore::open(folder.file("events.db")).unwrap();
    let place = store.path().display().to_string();
    refusals_are_explained(&store, &place);
    let store = SqliteOptions::new().max_event_size(100).open(folder.file("small.db")).unwrap();
    what_is_too_large_is_refused(&store);
}
