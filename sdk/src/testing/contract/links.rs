use super::checks::{delete, events, ids, link, put, read_all, set_metadata, try_read};
use super::selections::only;
use crate::store::{
    Deletion, EventStore, Link, NewEvent, ReadAll, ReadStream, RecordedEvent, Selection,
};
use crate::stream::{Category, ExpectedRevision, StreamName};
use crate::testing::{event, unique_stream};

fn resolved(store: &dyn EventStore, stream: &StreamName) -> Vec<RecordedEvent> {
    try_read(store, ReadStream::forwards(stream.clone()).resolve_links()).unwrap()
}

/// An event of one stream, and a link to it at revision 1 of another.
fn linked(store: &dyn EventStore) -> (StreamName, NewEvent, StreamName, NewEvent) {
    let (target, links) = (unique_stream(), unique_stream());
    let all = events(3);
    put(store, &target, &all);
    let to_it = NewEvent { metadata: r#"{"by":"me"}"#.into(), ..link(2, &target) };
    put(store, &links, &[event("Before"), to_it.clone(), event("Behind")]);
    (target, all[2].clone(), links, to_it)
}

fn assert_resolved(
    found: &RecordedEvent,
    (target, sent, links, link): &(StreamName, NewEvent, StreamName, NewEvent),
) {
    assert_eq!((found.id, found.revision, &found.stream), (sent.id, 2, target));
    assert_eq!((&found.data, &*found.event_type), (&sent.data, &*sent.event_type));
    assert_eq!(found.read_revision(), 1);
    let led = found.link.as_ref().expect("a link led here");
    assert_eq!((led.id, led.revision, &led.stream), (link.id, 1, links));
    assert_eq!(led.metadata, link.metadata);
    assert!(led.position.is_none() || found.position < led.position);
    assert_eq!(found.read_position(), led.position);
}

pub fn links_are_resolved_when_asked(store: &dyn EventStore) {
    let case = linked(store);
    let links = &case.2;
    let found = resolved(store, links);
    assert_eq!(found.len(), 3);
    assert_resolved(&found[1], &case);
    assert!(found[0].link.is_none() && found[2].link.is_none());
    let backwards = ReadStream::backwards(links.clone()).resolve_links();
    assert_eq!(
        try_read(store, backwards).unwrap(),
        found.iter().rev().cloned().collect::<Vec<_>>()
    );
    let one = ReadStream::forwards(links.clone()).resolve_links().from_revision(1).limit(1);
    assert_eq!(try_read(store, one).unwrap(), found[1..2]);
}

pub fn links_are_given_as_they_are_unless_asked(store: &dyn EventStore) {
    let (target, _, links, sent) = linked(store);
    let found = try_read(store, ReadStream::forwards(links)).unwrap();
    assert_eq!((found[1].id, &*found[1].event_type), (sent.id, Link::EVENT_TYPE));
    assert_eq!(Link::target(&found[1].data), Some((2, target)));
    assert!(found[1].link.is_none());
}

pub fn links_are_resolved_in_the_log(store: &dyn EventStore) {
    let case = linked(store);
    let category = Category::parse(case.2.category()).unwrap();
    for selection in [Selection::All, Selection::Category(category)] {
        let read = ReadAll::forwards(selection).resolve_links();
        let found = read_all(store, read);
        let links: Vec<_> = found.iter().filter(|event| event.link.is_some()).collect();
        let ours = links
            .iter()
            .find(|event| event.link.as_ref().is_some_and(|link| link.stream == case.2));
        assert_resolved(ours.expect("the link is in the log"), &case);
        assert_eq!(only(&found, &[&case.2]).len(), 2, "what is no link is given as it is");
    }
}

pub fn a_link_that_leads_nowhere_is_given_as_it_is(store: &dyn EventStore) {
    let (target, links) = (unique_stream(), unique_stream());
    put(store, &target, &events(1));
    let text = |text: &'static str| NewEvent { data: text.into(), ..event(Link::EVENT_TYPE) };
    let sent = [
        link(1, &target),
        link(0, &unique_stream()),
        text(""),
        text("7"),
        text("x@y"),
        text("-1@A-1"),
        text("0@"),
        NewEvent { data: vec![0xff, b'@', 0xff].into(), ..event(Link::EVENT_TYPE) },
    ];
    put(store, &links, &sent);
    let found = resolved(store, &links);
    assert_eq!(ids(&found), sent.iter().map(|event| event.id).collect::<Vec<_>>());
    for (found, sent) in found.iter().zip(&sent) {
        assert_eq!((&found.data, &found.link), (&sent.data, &None));
    }
}

pub fn a_link_to_a_link_is_resolved_once(store: &dyn EventStore) {
    let (target, links, more) = (unique_stream(), unique_stream(), unique_stream());
    put(store, &target, &events(1));
    let first = link(0, &target);
    put(store, &links, std::slice::from_ref(&first));
    put(store, &more, &[link(0, &links)]);
    let found = resolved(store, &more);
    assert_eq!(ids(&found), [first.id]);
    assert_eq!(&*found[0].event_type, Link::EVENT_TYPE);
}

pub fn a_link_may_point_to_what_comes_later(store: &dyn EventStore) {
    let (target, links) = (unique_stream(), unique_stream());
    let to_it = link(0, &target);
    put(store, &links, std::slice::from_ref(&to_it));
    assert_eq!(ids(&resolved(store, &links)), [to_it.id]);
    let sent = events(1);
    put(store, &target, &sent);
    assert_eq!(ids(&resolved(store, &links)), [sent[0].id]);
}

pub fn a_link_to_a_hidden_event_is_given_as_it_is(store: &dyn EventStore) {
    let (target, links) = (unique_stream(), unique_stream());
    let sent = events(3);
    put(store, &target, &sent);
    let all: Vec<_> = (0..3).map(|revision| link(revision, &target)).collect();
    put(store, &links, &all);
    set_metadata(store, &target, r#"{"$tb":1}"#);
    assert_eq!(ids(&resolved(store, &links)), [all[0].id, sent[1].id, sent[2].id]);
}

pub fn a_link_to_a_deleted_stream_is_given_as_it_is(store: &dyn EventStore) {
    for deletion in [Deletion::Soft, Deletion::Tombstone] {
        let (target, _, links, sent) = linked(store);
        delete(store, &target, ExpectedRevision::Any, deletion).unwrap();
        assert_eq!(resolved(store, &links)[1].id, sent.id, "{deletion:?}");
    }
}
