use uuid::Uuid;

use super::checks::{events, ids, link, new_ids, put, read_all};
use crate::store::{EventStore, Filter, NewEvent, ReadAll, Selection};
use crate::stream::{Category, StreamName};
use crate::testing::{event, unique_stream};

/// Eight events, in two streams in turn, whose types begin with `kind`, and those of the first stream.
fn two_streams(store: &dyn EventStore, kind: &str) -> (StreamName, StreamName, Vec<NewEvent>) {
    let (a, b) = (unique_stream(), unique_stream());
    let all: Vec<_> = (0..8).map(|n| event(&format!("{kind}{n}"))).collect();
    for (index, event) in all.iter().enumerate() {
        put(store, if index % 2 == 0 { &a } else { &b }, std::slice::from_ref(event));
    }
    (a, b, all)
}

fn kind() -> String {
    format!("Kind{}_", Uuid::new_v4().simple())
}

pub fn filters_take_streams_by_prefix(store: &dyn EventStore) {
    let (a, b, all) = two_streams(store, &kind());
    let one = ReadAll::default().filter(Filter::stream_prefixes([a.category()]));
    let ours: Vec<_> = all.iter().step_by(2).map(|event| event.id).collect();
    assert_eq!(ids(&read_all(store, one.clone())), ours);
    let both = ReadAll::default().filter(Filter::stream_prefixes([a.as_str(), b.as_str()]));
    assert_eq!(ids(&read_all(store, both)), new_ids(&all));
    let none = ReadAll::default().filter(Filter::stream_prefixes::<&str>([]));
    assert!(read_all(store, none).is_empty());
    let category = Category::parse(b.category()).unwrap();
    let none = ReadAll { selection: Selection::Category(category), ..one };
    assert!(read_all(store, none).is_empty(), "a filter takes from a selection");
}

pub fn filters_take_types_by_prefix(store: &dyn EventStore) {
    let kind = kind();
    let (_, _, all) = two_streams(store, &kind);
    let some = Filter::type_prefixes([format!("{kind}1"), format!("{kind}6")]);
    assert_eq!(ids(&read_all(store, ReadAll::default().filter(some))), [all[1].id, all[6].id]);
    let ours = Filter::type_prefixes([kind]);
    assert_eq!(ids(&read_all(store, ReadAll::default().filter(ours))), new_ids(&all));
}

pub fn a_limit_counts_what_a_filter_takes(store: &dyn EventStore) {
    let (a, _, all) = two_streams(store, &kind());
    let filter = Filter::stream_prefixes([a.as_str()]);
    let forwards = ReadAll::default().filter(filter.clone());
    let backwards = ReadAll::backwards(Selection::All).filter(filter);
    assert_eq!(ids(&read_all(store, forwards.clone().limit(2))), [all[0].id, all[2].id]);
    assert_eq!(
        ids(&read_all(store, backwards.clone().limit(3))),
        [all[6].id, all[4].id, all[2].id]
    );
    assert!(read_all(store, forwards.clone().limit(0)).is_empty());
    // From an event that is taken, and from one that is not.
    let log = read_all(store, ReadAll::forwards(Selection::All));
    let at = |sent: &NewEvent| {
        log.iter().find(|event| event.id == sent.id).and_then(|event| event.position).unwrap()
    };
    for from in [&all[3], &all[4]] {
        let found = read_all(store, forwards.clone().from_position(at(from)));
        assert_eq!(ids(&found), [all[4].id, all[6].id]);
    }
    for from in [&all[2], &all[3]] {
        let found = read_all(store, backwards.clone().from_position(at(from)));
        assert_eq!(ids(&found), [all[2].id, all[0].id]);
    }
}

pub fn a_filter_finds_few_among_many(store: &dyn EventStore) {
    let (stream, rare) = (unique_stream(), kind());
    let mut ours = Vec::new();
    for _ in 0..4 {
        put(store, &stream, &events(2500));
        ours.push(event(&rare));
        put(store, &stream, &ours[ours.len() - 1..]);
    }
    let filter = Filter::type_prefixes([rare]);
    let read = ReadAll::default().filter(filter);
    assert_eq!(ids(&read_all(store, read.clone())), new_ids(&ours));
    let backwards = ReadAll {
        direction: crate::store::Direction::Backwards,
        from: crate::store::ReadFrom::End,
        ..read
    };
    assert_eq!(ids(&read_all(store, backwards.limit(2))), [ours[3].id, ours[2].id]);
}

pub fn a_filter_looks_at_links_and_not_behind_them(store: &dyn EventStore) {
    let (target, links) = (unique_stream(), unique_stream());
    let sent = events(1);
    put(store, &target, &sent);
    put(store, &links, &[link(0, &target), event("Other")]);
    let read = |prefix: &StreamName| {
        let filter = Filter::stream_prefixes([prefix.as_str()]);
        read_all(store, ReadAll::default().filter(filter).resolve_links())
    };
    let found = read(&links);
    assert_eq!((found.len(), found[0].id), (2, sent[0].id));
    assert_eq!(ids(&read(&target)), [sent[0].id]);
}

#[cfg(feature = "regex")]
pub fn filters_take_regular_expressions(store: &dyn EventStore) {
    use crate::store::FilterOn;
    let kind = kind();
    let (a, b, all) = two_streams(store, &kind);
    let found = |on, pattern: &str| {
        ids(&read_all(store, ReadAll::default().filter(Filter::regex(on, pattern).unwrap())))
    };
    let pattern = format!("^{kind}[1-3]$");
    assert_eq!(found(FilterOn::EventType, &pattern), new_ids(&all[1..4]));
    let ahead = format!(r"^(?!{kind}[0-5])(?=.*{kind}).+$");
    assert_eq!(found(FilterOn::EventType, &ahead), new_ids(&all[6..]));
    let streams = format!("^({a}|{b})$");
    assert_eq!(found(FilterOn::Stream, &streams), new_ids(&all));
    // Anywhere in the name, unless it is anchored.
    assert_eq!(found(FilterOn::Stream, &a.as_str()[5..]).len(), 4);
    let system = read_all(store, ReadAll::default().filter(Filter::without_system_events()));
    assert!(system.iter().all(|event| !event.event_type.starts_with('$')));
}

#[cfg(not(feature = "regex"))]
#[allow(clippy::print_stdout, reason = "the output of a test")]
pub fn filters_take_regular_expressions(_: &dyn EventStore) {
    println!("skipped: plumberd is built without the feature `regex`");
}

#[cfg(feature = "regex")]
pub fn a_regular_expression_that_explodes_is_an_error(store: &dyn EventStore) {
    use crate::store::{FilterError, FilterOn, ReadError};
    use crate::testing::{block_on, collect};
    let stream = unique_stream();
    let name = format!("{}b", "a".repeat(60));
    put(store, &stream, &[event("Good"), event(&name)]);
    let filter = Filter::regex(FilterOn::EventType, r"^((a+)+\2?)+c(?!d)$").unwrap();
    let category = Category::parse(stream.category()).unwrap();
    for selection in [Selection::All, Selection::Category(category)] {
        let read = ReadAll::forwards(selection).filter(filter.clone());
        match block_on(collect(store.read_all(read))) {
            Err(ReadError::Filter {
                source: FilterError::Explodes { name: named, .. }, ..
            }) => {
                assert_eq!(named, name);
            }
            other => panic!("{other:?}"),
        }
    }
}

#[cfg(not(feature = "regex"))]
#[allow(clippy::print_stdout, reason = "the output of a test")]
pub fn a_regular_expression_that_explodes_is_an_error(_: &dyn EventStore) {
    println!("skipped: plumberd is built without the feature `regex`");
}
