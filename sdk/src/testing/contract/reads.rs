use super::checks::{append, assert_increasing, events, put, read, revisions};
use crate::store::{Direction, EventStore, ReadError, ReadFrom, ReadStream};
use crate::stream::ExpectedRevision;
use crate::testing::{block_on, collect, unique_stream};

pub fn a_stream_reads_in_all_ways(store: &dyn EventStore) {
    use Direction::{Backwards, Forwards};
    use ReadFrom::{At, End, Start};
    let stream = unique_stream();
    put(store, &stream, &events(5));
    for (direction, from, limit, expected) in [
        (Forwards, Start, None, vec![0, 1, 2, 3, 4]),
        (Forwards, Start, Some(2), vec![0, 1]),
        (Forwards, Start, Some(100), vec![0, 1, 2, 3, 4]),
        (Forwards, At(0), None, vec![0, 1, 2, 3, 4]),
        (Forwards, At(3), None, vec![3, 4]),
        (Forwards, At(3), Some(1), vec![3]),
        (Forwards, At(4), None, vec![4]),
        (Forwards, At(5), None, vec![]),
        (Forwards, At(1000), Some(1), vec![]),
        (Forwards, End, None, vec![]),
        (Backwards, End, None, vec![4, 3, 2, 1, 0]),
        (Backwards, End, Some(1), vec![4]),
        (Backwards, At(2), None, vec![2, 1, 0]),
        (Backwards, At(2), Some(2), vec![2, 1]),
        (Backwards, At(0), None, vec![0]),
        (Backwards, At(1000), Some(2), vec![4, 3]),
        (Backwards, Start, None, vec![0]),
    ] {
        let read =
            ReadStream { stream: stream.clone(), direction, from, limit, resolve_links: false };
        assert_eq!(revisions(store, read.clone()), expected, "{read:?}");
    }
}

pub fn a_stream_without_events_is_not_found(store: &dyn EventStore) {
    let stream = unique_stream();
    for read in [
        ReadStream::forwards(stream.clone()),
        ReadStream::backwards(stream.clone()).limit(1),
        ReadStream::forwards(stream.clone()).from_revision(7),
        ReadStream { from: ReadFrom::End, ..ReadStream::forwards(stream.clone()) },
    ] {
        match block_on(collect(store.read_stream(read.clone()))) {
            Err(ReadError::StreamNotFound { stream: named }) => assert_eq!(named, stream),
            other => panic!("{read:?}: {other:?}"),
        }
    }
}

pub fn a_read_can_be_longer_than_a_page(store: &dyn EventStore) {
    let stream = unique_stream();
    let count = 2500;
    for _ in 0..5 {
        put(store, &stream, &events(500));
    }
    let found = read(store, &stream);
    assert_eq!(
        found.iter().map(|event| event.revision).collect::<Vec<_>>(),
        (0..count).collect::<Vec<_>>()
    );
    assert_increasing(&found);
    let backwards = revisions(store, ReadStream::backwards(stream.clone()));
    assert_eq!(backwards, (0..count).rev().collect::<Vec<_>>());
    let part = ReadStream::forwards(stream).from_revision(100).limit(1000);
    assert_eq!(revisions(store, part), (100..1100).collect::<Vec<_>>());
}

pub fn a_read_ends_where_the_stream_ends(store: &dyn EventStore) {
    // Lengths around the sizes that pages probably have.
    for count in [1, 31, 32, 33, 255, 256, 257, 511, 512, 513, 1024] {
        let stream = unique_stream();
        append(store, &stream, ExpectedRevision::NoStream, &events(count)).unwrap();
        assert_eq!(read(store, &stream).len(), count);
        let backwards = revisions(store, ReadStream::backwards(stream));
        assert_eq!(backwards.len(), count);
        assert_eq!(backwards.last(), Some(&0));
    }
}
