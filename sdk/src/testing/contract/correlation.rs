use bytes::Bytes;
use uuid::Uuid;

use super::checks::{events, ids, put, read_all};
use super::selections::in_all_ways;
use crate::store::{EventStore, NewEvent, ReadAll, Selection};
use crate::testing::{event, unique_stream};

fn with(metadata: String) -> NewEvent {
    NewEvent { metadata: Bytes::from(metadata), ..event("SomethingHappened") }
}

pub fn a_correlation_reads_in_all_ways(store: &dyn EventStore) {
    let (id, other) = (Uuid::new_v4(), Uuid::new_v4());
    let mut ours = Vec::new();
    for round in 0..5 {
        let stream = unique_stream();
        let sent = with(format!(
            r#"{{"Created":"{round}","$correlationId":"{id}","$causationId":"{other}"}}"#
        ));
        put(store, &stream, &[event("Other"), sent.clone()]);
        put(store, &stream, &[with(format!(r#"{{"$correlationId":"{other}"}}"#))]);
        ours.push(sent);
    }
    in_all_ways(store, &Selection::Correlation(id.to_string().into()), &ours);
}

pub fn a_correlation_is_a_text_at_the_top_of_metadata(store: &dyn EventStore) {
    let id = Uuid::new_v4();
    let stream = unique_stream();
    let good = [
        with(format!(r#" {{ "a" : {{"$correlationId":"x"}}, "$correlationId" : "{id}" }} "#)),
        with(format!(r#"{{"\u0024correlationId":"{id}"}}"#)),
    ];
    put(store, &stream, &good[..1]);
    put(
        store,
        &stream,
        &[
            with(format!(r#"{{"a":{{"$correlationId":"{id}"}}}}"#)),
            with(format!(r#"{{"correlationId":"{id}","a":"$correlationId"}}"#)),
            with(format!(r#"["$correlationId","{id}"]"#)),
            with(format!(r#"{{"$correlationId":"{id}""#)),
            with(format!(r#"{{"$correlationId":["{id}"]}}"#)),
            with(id.to_string()),
            with(String::new()),
        ],
    );
    put(store, &stream, &good[1..]);
    let found = read_all(store, ReadAll::forwards(Selection::Correlation(id.to_string().into())));
    assert_eq!(ids(&found), [good[0].id, good[1].id]);
}

pub fn a_correlation_without_events_is_empty(store: &dyn EventStore) {
    put(store, &unique_stream(), &events(1));
    for id in [Uuid::new_v4().to_string(), String::new()] {
        let selection = Selection::Correlation(id.as_str().into());
        assert!(read_all(store, ReadAll::forwards(selection)).is_empty());
    }
}
