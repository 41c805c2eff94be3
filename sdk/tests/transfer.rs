//! Exports as JSON lines, and imports of them, between any two stores.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may panic")]

#[path = "store_common/mod.rs"]
mod common;

use std::fs;
use std::ops::ControlFlow;

use common::{Folder, events, read, read_all, stream};
use plumberd::engine::memory::MemoryStore;
use plumberd::store::{
    ContentType, Deletion, EventStore, Filter, NewEvent, ReadStream, RecordedEvent, Selection,
};
use plumberd::stream::{Category, ExpectedRevision};
use plumberd::testing::{block_on, collect, event, json_event};
use plumberd::transfer::{Export, Import, ImportReport, TransferError, TransferProgress};

fn silent(_: TransferProgress) -> ControlFlow<()> {
    ControlFlow::Continue(())
}

fn put(store: &dyn EventStore, name: &str, events: Vec<NewEvent>) {
    block_on(store.append(stream(name), ExpectedRevision::Any, events)).unwrap();
}

/// A store with a bit of everything.
fn fill(store: &dyn EventStore) {
    for n in 0..40 {
        put(store, &format!("A-{}", n % 5), events(1 + n % 3));
    }
    put(
        store,
        "Odd-1",
        vec![
            NewEvent {
                content_type: ContentType::Binary,
                data: vec![0, 255, 10].into(),
                ..event("Bytes")
            },
            NewEvent { metadata: "not json\n".into(), ..json_event("Text", "{\n \"a\": 1.0 }") },
            NewEvent { metadata: r#"{"$correlationId":"c"}"#.into(), ..json_event("Żółć", "") },
        ],
    );
    put(store, "$settings", events(1));
    put(store, "$$A-1", vec![json_event("$metadata", r#"{"$maxCount":2}"#)]);
    put(store, "Links-1", vec![NewEvent { data: "0@A-0".into(), ..event("$>") }]);
    let delete = |name: &str, deletion| {
        block_on(store.delete(stream(name), ExpectedRevision::Any, deletion)).unwrap();
    };
    delete("A-2", Deletion::Soft);
    delete("A-3", Deletion::Soft);
    put(store, "A-3", events(2));
    delete("A-4", Deletion::Tombstone);
}

/// What an event is, wherever it stands.
fn content(event: &RecordedEvent) -> String {
    let RecordedEvent { id, stream, revision, event_type, content_type, data, metadata, .. } =
        event;
    let id = if &**event_type == "$streamDeleted" { None } else { Some(id) };
    format!("{stream} {revision} {id:?} {event_type} {content_type:?} {data:?} {metadata:?}")
}

/// All of a store, but for metadata that an engine has added by itself.
fn contents(store: &dyn EventStore) -> Vec<String> {
    let all = read_all(store);
    all.iter().filter(|event| !event.stream.as_str().starts_with("$$")).map(content).collect()
}

fn export(store: &dyn EventStore) -> String {
    let mut lines = Vec::new();
    let report = block_on(Export::new().to_writer(store, &mut lines, silent)).unwrap();
    assert_eq!(report.bytes, lines.len() as u64);
    assert_eq!(report.events, read_all(store).len() as u64);
    String::from_utf8(lines).unwrap()
}

fn import(store: &dyn EventStore, lines: &str) -> Result<ImportReport, TransferError> {
    block_on(Import::new().from_reader(store, lines.as_bytes(), silent))
}

fn same(from: &dyn EventStore, to: &dyn EventStore) {
    assert_eq!(contents(to), contents(from));
    for n in 0..5 {
        let shown = |store: &dyn EventStore| {
            let read = ReadStream::forwards(stream(&format!("A-{n}")));
            let events = block_on(collect(store.read_stream(read)));
            events
                .map(|events| events.iter().map(content).collect::<Vec<_>>())
                .map_err(|error| error.to_string())
        };
        assert_eq!(shown(to), shown(from), "A-{n}");
    }
}

fn there_and_back(from: &dyn EventStore, to: &dyn EventStore) {
    fill(from);
    let lines = export(from);
    let report = import(to, &lines).unwrap();
    same(from, to);
    assert_eq!(report.events, read_all(from).len() as u64);
    assert_eq!((report.skipped, report.renumbered), (0, 0));
    // Not those of the streams that were deleted for ever or have metadata.
    assert!(report.compared >= 40 && report.compared < report.events, "{report:?}");
    // Once more, and nothing happens.
    let before = contents(to);
    assert_eq!(import(to, &lines).unwrap().digest, report.digest);
    assert_eq!(contents(to), before);
}

#[test]
fn from_memory_to_memory() {
    there_and_back(&MemoryStore::new(), &MemoryStore::new());
}

#[cfg(feature = "sqlite")]
#[test]
fn from_memory_to_a_file_and_back() {
    use plumberd::engine::sqlite::SqliteOptions;

    let folder = Folder::new();
    let open = |name: &str| SqliteOptions::new().tail_events(7).open(folder.file(name)).unwrap();
    there_and_back(&MemoryStore::new(), &open("a.db"));
    there_and_back(&open("b.db"), &MemoryStore::new());
    there_and_back(&open("c.db"), &open("d.db"));
}

#[test]
fn a_cut_file_is_finished() {
    let (folder, store) = (Folder::new(), MemoryStore::new());
    fill(&store);
    let whole = export(&store);
    let path = folder.file("events.jsonl");
    let cuts =
        (0..whole.len()).step_by(97).chain([1, whole.find('\n').unwrap() + 1, whole.len() - 1]);
    for cut in cuts {
        fs::write(&path, &whole[..cut]).unwrap();
        let mut first = None;
        let report = block_on(Export::new().to_file(&store, &path, |progress| {
            first.get_or_insert(progress);
            ControlFlow::Continue(())
        }))
        .unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap(), whole, "{cut}");
        assert_eq!(report.bytes, whole.len() as u64);
        let lines = whole[..cut].matches('\n').count() as u64;
        assert_eq!(first.unwrap().events, lines.saturating_sub(1), "nothing is read twice");
    }
    let error = block_on(Export::new().to_file(&store, &path, silent)).unwrap_err();
    let events = read_all(&store).len();
    assert_eq!(
        error.to_string(),
        format!(
            "`{}` is a whole export of {events} events; choose another name or remove it",
            path.display()
        )
    );
    block_on(Import::new().from_file(&MemoryStore::new(), &path, silent)).unwrap();
}

#[test]
fn files_that_are_something_else_stay() {
    let (folder, store) = (Folder::new(), MemoryStore::new());
    fill(&store);
    let path = folder.file("events.jsonl");
    let export = Export::new().selection(Selection::Category(Category::from_static("A")));
    for (text, error) in [
        ("my notes".to_owned(), "line 1: it is no export; choose another name".to_owned()),
        (
            "my notes\n".into(),
            "line 1: expected a value, found 'm' (line 1, column 1); use the file as it was exported; \
             choose another name, for this is no export"
                .into(),
        ),
        (
            "{\"plumberd\":\"events\",\"format\":1,\"of\":\"the log\"}\n".into(),
            format!(
                "`{}` was begun as an export of the log, not of category `A`; choose another name",
                path.display()
            ),
        ),
        (
            "{\"end\":true,\"events\":0,\"sha256\":\"\"}\n".into(),
            "line 1: it stands in the wrong place; choose another name, for this is no export".into(),
        ),
    ] {
        fs::write(&path, &text).unwrap();
        let found = block_on(export.to_file(&store, &path, silent)).unwrap_err();
        assert_eq!(found.to_string(), error);
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
    }
    let error = block_on(export.to_file(&store, folder.file("none/x"), silent)).unwrap_err();
    assert!(error.to_string().starts_with("the lines cannot be read or written: "), "{error}");
}

#[test]
fn a_cancelled_import_goes_on() {
    let (from, to) = (MemoryStore::new(), MemoryStore::new());
    fill(&from);
    for n in 0..300 {
        put(&from, &format!("B-{}", n % 7), events(3));
    }
    let lines = export(&from);
    let mut told = 0;
    let cancelled = block_on(Import::new().from_reader(&to, lines.as_bytes(), |progress| {
        assert_eq!(progress.line, progress.events + 1);
        told += 1;
        if told == 2 { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }));
    assert_eq!(cancelled.unwrap_err().to_string(), "it was cancelled; begin it again to go on");
    assert!(read_all(&to).len() > 400 && read_all(&to).len() < read_all(&from).len());
    import(&to, &lines).unwrap();
    same(&from, &to);
    let error = block_on(Export::new().to_writer(&from, Vec::new(), |_| ControlFlow::Break(())));
    assert!(matches!(error, Err(TransferError::Cancelled)));
}

#[test]
fn an_import_that_was_cut_anywhere_goes_on() {
    let from = MemoryStore::new();
    fill(&from);
    let lines = export(&from);
    let ends: Vec<usize> = lines.match_indices('\n').map(|(at, _)| at + 1).collect();
    for end in ends.iter().copied().take(ends.len() - 1) {
        let to = MemoryStore::new();
        let count = lines[..end].matches('\n').count() - 1;
        let error = import(&to, &lines[..end]).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!(
                "the lines end after {count} events without the last line of an export; finish that and import again"
            )
        );
        import(&to, &lines).unwrap();
        same(&from, &to);
    }
    let error = import(&MemoryStore::new(), &lines[..lines.len() - 1]).unwrap_err();
    let last = lines.matches('\n').count();
    assert_eq!(
        error.to_string(),
        format!("line {last}: it was cut; finish the export and import again")
    );
}

#[test]
fn wrong_lines() {
    let from = MemoryStore::new();
    put(&from, "A-1", events(3));
    put(&from, "B-1", events(1));
    let lines = export(&from);
    let change = |line: usize, to: &str| {
        let mut all: Vec<&str> = lines.lines().collect();
        all[line - 1] = to;
        all.retain(|line| !line.is_empty());
        all.join("\n") + "\n"
    };
    let line = |n: usize| lines.lines().nth(n - 1).unwrap();
    let digest_of = |lines: &str| {
        let error = import(&MemoryStore::new(), lines).unwrap_err();
        let TransferError::Digest { expected, found, expected_digest, found_digest } = error else {
            panic!("{error}")
        };
        assert_ne!(expected_digest, found_digest);
        (expected, found)
    };
    for (lines, error) in [
        (
            change(3, "nonsense"),
            "line 3: expected a value, found 'n' (line 1, column 1); use the file as it was exported",
        ),
        (
            change(1, line(2)),
            "line 1: it does not begin an export; use the file as it was exported",
        ),
        (change(3, line(1)), "line 3: it begins another export; import each export by itself"),
        (
            change(3, line(6)),
            "line 4: it stands behind the last line of the export; import each export by itself",
        ),
        (
            change(3, &line(3).replace("\"revision\":1,", "")),
            "line 3: `revision` is missing; use the file as it was exported",
        ),
        (
            change(3, ""),
            "line 3: stream `A-1` has revision 2 where 1 comes next, for the events between were scavenged or left \
             out; copy the file of the store instead, or allow other revisions (`Import::renumber`)",
        ),
        (change(3, &line(3).replace("\"id\":\"", "\"id\":\"x")), "line 3: `id`: "),
        (
            change(3, &line(3).replace("\"type\":\"SomethingHappened\"", "\"type\":\"\"")),
            "line 2: stream `A-1` does not take this: event 1 has an empty type; name it",
        ),
        (
            String::new(),
            "the lines end after 0 events without the last line of an export; finish that and import again",
        ),
    ] {
        let found = import(&MemoryStore::new(), &lines).unwrap_err().to_string();
        assert!(found.starts_with(error), "{found}");
    }
    assert_eq!(digest_of(&change(5, "")), (4, 3));
    assert_eq!(
        digest_of(&change(3, &line(3).replace("\"data\":{}", "\"data\":{\"a\":1}"))),
        (4, 4)
    );
}

#[test]
fn a_target_that_has_something_else() {
    let (from, to) = (MemoryStore::new(), MemoryStore::new());
    put(&from, "B-1", events(1));
    put(&from, "A-1", events(3));
    let lines = export(&from);
    put(&to, "A-1", events(2));
    assert_eq!(
        import(&to, &lines).unwrap_err().to_string(),
        "line 3: stream `A-1` holds another event at revision 0; import into a store that does not have this stream"
    );
    // The same ids, and another payload.
    let to = MemoryStore::new();
    let mut others = read(&from, "A-1");
    others[1].data = "[]".into();
    let others = others.into_iter().map(|event| NewEvent {
        id: event.id,
        event_type: event.event_type,
        content_type: event.content_type,
        data: event.data,
        metadata: event.metadata,
    });
    put(&to, "A-1", others.collect());
    assert_eq!(
        import(&to, &lines).unwrap_err().to_string(),
        "line 4: stream `A-1` holds another event at revision 1; import into a store that does not have this stream"
    );
    // A stream that has ended, and not in the lines.
    let to = MemoryStore::new();
    block_on(to.delete(stream("A-1"), ExpectedRevision::Any, Deletion::Tombstone)).unwrap();
    assert_eq!(
        import(&to, &lines).unwrap_err().to_string(),
        "line 3: stream `A-1` is deleted; use another one, or `ExpectedRevision::NoStream` if it was not deleted for ever"
    );
}

#[test]
fn parts_of_a_store() {
    let (from, to) = (MemoryStore::new(), MemoryStore::new());
    fill(&from);
    let mut lines = Vec::new();
    let odd = Export::new().selection(Selection::Category(Category::from_static("Odd")));
    assert_eq!(block_on(odd.to_writer(&from, &mut lines, silent)).unwrap().events, 3);
    let report = block_on(Import::new().from_reader(&to, &lines[..], silent)).unwrap();
    assert_eq!((report.events, report.compared), (3, 3));
    assert_eq!(
        read(&to, "Odd-1").iter().map(content).collect::<Vec<_>>(),
        read(&from, "Odd-1").iter().map(content).collect::<Vec<_>>()
    );

    lines.clear();
    let text = Export::new().filter(Filter::type_prefixes(["Text", "Ż"]));
    block_on(text.to_writer(&from, &mut lines, silent)).unwrap();
    let to = MemoryStore::new();
    let error = block_on(Import::new().from_reader(&to, &lines[..], silent)).unwrap_err();
    assert!(matches!(error, TransferError::Renumbered { line: 2, expected: 0, found: 1, .. }));
    let import = Import::new().renumber(true);
    let report = block_on(import.from_reader(&to, &lines[..], silent)).unwrap();
    assert_eq!((report.events, report.compared, report.renumbered), (2, 2, 2));
    assert_eq!(read(&to, "Odd-1").len(), 2);
}

#[test]
fn events_in_virtual_streams_are_skipped() {
    let from = MemoryStore::new();
    put(&from, "A-1", events(1));
    let lines = export(&from);
    let line = lines.lines().nth(1).unwrap().replace("A-1", "$ce-A");
    let changed = lines.replace(lines.lines().nth(1).unwrap(), &line);
    let TransferError::Digest { found: 1, found_digest, expected_digest, .. } =
        import(&MemoryStore::new(), &changed).unwrap_err()
    else {
        panic!("it is another event")
    };
    let to = MemoryStore::new();
    let report = import(&to, &changed.replace(&expected_digest, &found_digest)).unwrap();
    assert_eq!((report.events, report.skipped), (1, 1));
    assert!(read_all(&to).is_empty());
}

#[cfg(feature = "sqlite")]
#[test]
fn a_scavenged_store_has_gaps() {
    use plumberd::engine::sqlite::{ScavengeOptions, SqliteStore};
    use plumberd::store::ReadError;

    let (folder, to) = (Folder::new(), MemoryStore::new());
    let from = SqliteStore::open(folder.file("events.db")).unwrap();
    put(&from, "A-1", events(5));
    put(&from, "$$A-1", vec![json_event("$metadata", r#"{"$maxCount":2}"#)]);
    from.scavenge(ScavengeOptions::new(), |_| ControlFlow::Continue(())).unwrap();
    let lines = export(&from);
    assert!(matches!(
        import(&to, &lines).unwrap_err(),
        TransferError::Renumbered { line: 2, expected: 0, found: 3, .. }
    ));
    let import = Import::new().renumber(true);
    let report = block_on(import.from_reader(&to, lines.as_bytes(), silent)).unwrap();
    assert_eq!(report.renumbered, 2);
    assert_eq!(read(&to, "A-1").len(), 2);
    let gone = block_on(collect(to.read_stream(ReadStream::forwards(stream("B-1")))));
    assert!(matches!(gone, Err(ReadError::StreamNotFound { .. })));
}
