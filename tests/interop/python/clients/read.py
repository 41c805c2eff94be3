"""Reads of a stream."""

from datetime import datetime, timezone

from .scenario import Scenarios, check, equal, raises
from .session import Session

scenario = Scenarios("read")


def stream_of(s: Session, number: int) -> tuple:
    stream, events = s.name(), s.events(number)
    s.append(stream, events, s.no_stream)
    return stream, [event.id for event in events]


@scenario("forwards, with all that is recorded")
def forwards(s: Session) -> None:
    before = datetime.now(timezone.utc).timestamp()
    stream, ids = stream_of(s, 5)
    found = list(s.client.read_stream(stream))
    equal("ids", [event.id for event in found], ids)
    equal("positions", [event.stream_position for event in found], list(range(5)))
    equal("streams", {event.stream_name for event in found}, {stream})
    equal("types", {event.type for event in found}, {"OrderCreated"})
    positions = [event.commit_position for event in found]
    equal("commit positions", positions, sorted(set(positions)))
    equal("prepare positions", [event.prepare_position for event in found], positions)
    for event in found:
        recorded = event.recorded_at
        if recorded is not None:
            check(abs(recorded.timestamp() - before) < 60, f"recorded at {recorded}")
        check(event.link is None and not event.is_system_event, "no link, no system event")


@scenario("backwards")
def backwards(s: Session) -> None:
    stream, ids = stream_of(s, 5)
    equal("ids", s.ids(stream, backwards=True), ids[::-1])


@scenario("from a position, which is part of it")
def from_position(s: Session) -> None:
    stream, ids = stream_of(s, 5)
    equal("forwards", s.ids(stream, stream_position=2), ids[2:])
    equal("backwards", s.ids(stream, stream_position=2, backwards=True), ids[2::-1])
    equal("the first, backwards", s.ids(stream, stream_position=0, backwards=True), ids[:1])


@scenario("so many at most")
def limit(s: Session) -> None:
    stream, ids = stream_of(s, 5)
    equal("forwards", s.ids(stream, limit=2), ids[:2])
    equal("backwards", s.ids(stream, limit=2, backwards=True), ids[:2:-1])
    equal("from", s.ids(stream, stream_position=1, limit=3), ids[1:4])
    equal("more than there are", s.ids(stream, limit=100), ids)


@scenario("past the end there is nothing")
def past_the_end(s: Session) -> None:
    stream, ids = stream_of(s, 3)
    equal("forwards", s.ids(stream, stream_position=3), [])
    equal("far", s.ids(stream, stream_position=1000), [])
    equal("backwards", s.ids(stream, stream_position=1000, backwards=True), ids[::-1])


@scenario("a stream that is not there is not found")
def missing(s: Session) -> None:
    not_found = s.error("NotFound")
    raises(not_found, s.client.get_stream, s.name())
    raises(not_found, s.client.get_stream, s.name(), backwards=True)
    raises(not_found, lambda: list(s.client.read_stream(s.name(), stream_position=5)))


@scenario("the consumer stops")
def stops(s: Session) -> None:
    stream, ids = stream_of(s, 500)
    response = s.client.read_stream(stream)
    equal("the first ones", [next(response).id for _ in range(3)], ids[:3])
    response.stop()
    with s.client.read_stream(stream) as response:
        equal("the first", next(response).id, ids[0])
    equal("all, after that", len(s.client.get_stream(stream)), 500)


@scenario("two thousand events")
def many(s: Session) -> None:
    stream, ids = stream_of(s, 2000)
    equal("forwards", s.ids(stream), ids)
    equal("backwards", s.ids(stream, backwards=True), ids[::-1])


@scenario("the current version")
def version(s: Session) -> None:
    stream, _ = stream_of(s, 3)
    equal("version", s.client.get_current_version(stream), 2)
    s.append(stream, s.event(), 2)
    equal("version", s.client.get_current_version(stream), 3)
    equal("no stream", s.client.get_current_version(s.name()), s.no_stream)


def linked(s: Session) -> tuple:
    stream, ids = stream_of(s, 3)
    links = s.name("Links")
    data = [f"{position}@{stream}".encode() for position in (2, 0)]
    events = [s.event("$>", text, content_type="application/octet-stream") for text in data]
    s.append(links, events, s.no_stream)
    return stream, ids, links, data


@scenario("links as they are")
def links_raw(s: Session) -> None:
    _, _, links, data = linked(s)
    found = s.client.get_stream(links)
    equal("data", [event.data for event in found], data)
    check(all(event.is_link_event for event in found), "they are links")
    check(not any(event.is_resolved_event for event in found), "they are not resolved")


@scenario("links that are resolved")
def links_resolved(s: Session) -> None:
    stream, ids, links, _ = linked(s)
    found = s.client.get_stream(links, resolve_links=True)
    equal("ids", [event.id for event in found], [ids[2], ids[0]])
    equal("streams", {event.stream_name for event in found}, {stream})
    equal("positions", [event.stream_position for event in found], [2, 0])
    equal("positions of the links", [event.link.stream_position for event in found], [0, 1])
    equal("streams of the links", {event.link.stream_name for event in found}, {links})
    equal("what is acknowledged", [e.ack_id for e in found], [e.link.id for e in found])
    back = s.client.get_stream(links, resolve_links=True, backwards=True)
    equal("backwards", [event.id for event in back], [ids[0], ids[2]])


@scenario("links whose event is gone are left out")
def links_dangling(s: Session) -> None:
    stream, _, links, _ = linked(s)
    s.client.delete_stream(stream, current_version=2)
    equal("number of events", len(s.client.get_stream(links, resolve_links=True)), 0)
    equal("number of links", len(s.client.get_stream(links)), 2)


@scenario("a category stream")
def category(s: Session) -> None:
    from .scenario import Skipped

    name = s.type()
    one, two = f"{name}-1", f"{name}-2"
    for stream in (one, two, one):
        s.append(stream, s.event())
    try:
        found = s.client.get_stream(f"$ce-{name}", resolve_links=True)
    except s.error("NotFound"):
        raise Skipped("the server has no $ce- streams") from None
    equal("streams", [event.stream_name for event in found], [one, two, one])
    equal("types of the links", {e.type for e in s.client.get_stream(f"$ce-{name}")}, {"$>"})
