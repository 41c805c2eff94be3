use crate::store::{
    AppendError, Deletion, EventStore, Filter, ReadAll, ReadError, Selection, StreamAppend,
    SubscribeAll, SubscribeStream,
};
use crate::stream::ExpectedRevision;
use crate::testing::{block_on, collect, event, next, unique_stream};

/// What an engine cannot do is a typed error that says so, and not something else that happens.
pub fn what_an_engine_lacks_is_a_typed_error(store: &dyn EventStore) {
    let capabilities = store.capabilities();
    let (a, b) = (unique_stream(), unique_stream());
    let refused = |result: Result<(), AppendError>| {
        assert!(matches!(result, Err(AppendError::NotSupported { .. })), "{result:?}");
    };
    let unread = |result: Result<(), ReadError>| {
        assert!(matches!(result, Err(ReadError::NotSupported { .. })), "{result:?}");
    };
    if !capabilities.multi_stream_append {
        let part = |stream| StreamAppend::new(stream, ExpectedRevision::Any, vec![event("Any")]);
        refused(block_on(store.append_many(vec![part(a.clone()), part(b)])).map(drop));
    }
    if !capabilities.deletes {
        for deletion in [Deletion::Soft, Deletion::Tombstone] {
            let deleted = store.delete(a.clone(), ExpectedRevision::Any, deletion);
            refused(block_on(deleted).map(drop));
        }
    }
    if !capabilities.correlation {
        let read = ReadAll::forwards(Selection::Correlation("x".into()));
        unread(block_on(collect(store.read_all(read))).map(drop));
    }
    if !capabilities.filters {
        let read = ReadAll::default().filter(Filter::type_prefixes(["x"]));
        unread(block_on(collect(store.read_all(read))).map(drop));
    }
    if !capabilities.subscriptions {
        let mut stream = store.subscribe_stream(SubscribeStream::from_start(a));
        let mut all = store.subscribe_all(SubscribeAll::default());
        for subscription in [&mut stream, &mut all] {
            unread(block_on(next(subscription)).expect("it ends with an error").map(drop));
        }
    }
}
