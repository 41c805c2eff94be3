"""Reads of the whole log, and its filters."""

from .scenario import Scenarios, check, equal, raises
from .session import Session

scenario = Scenarios("all")


def two_types(s: Session) -> tuple:
    """Five events in two streams: types A B A B A."""
    a, b = s.type(), s.type()
    one, two = s.name(a), s.name(b)
    events = [s.event(t) for t in (a, b, a, b, a)]
    for event in events:
        s.append(one if event.type == a else two, event)
    return a, b, events


def ids(response: object) -> list:
    return [event.id for event in response]


@scenario("forwards, in the order of the log")
def forwards(s: Session) -> None:
    _, _, events = two_types(s)
    found = list(s.client.read_all())
    equal("the last ones", [event.id for event in found][-5:], [event.id for event in events])
    positions = [event.commit_position for event in found]
    equal("commit positions", positions, sorted(set(positions)))


@scenario("backwards")
def backwards(s: Session) -> None:
    _, _, events = two_types(s)
    found = ids(s.client.read_all(backwards=True, limit=5))
    equal("ids", found, [event.id for event in events][::-1])


@scenario("from a position, which is part of it forwards and not backwards")
def from_position(s: Session) -> None:
    _, _, events = two_types(s)
    wanted = [event.id for event in events]
    found = list(s.client.read_all(backwards=True, limit=5))[::-1]
    at = found[2].commit_position
    equal("forwards", ids(s.client.read_all(commit_position=at)), wanted[2:])
    before = ids(s.client.read_all(commit_position=at, backwards=True, limit=2))
    equal("backwards", before, wanted[1::-1])


@scenario("limits count what passes the filter")
def limit(s: Session) -> None:
    a, _, events = two_types(s)
    found = ids(s.client.read_all(filter_include=[a], limit=2))
    equal("ids", found, [events[0].id, events[2].id])


@scenario("types to include")
def include_types(s: Session) -> None:
    a, b, events = two_types(s)
    found = ids(s.client.read_all(filter_include=[b]))
    equal("one", found, [events[1].id, events[3].id])
    equal("two", ids(s.client.read_all(filter_include=[a, b])), ids(events))
    equal("a pattern", ids(s.client.read_all(filter_include=[f"{a[:-4]}.*"])), ids(events[::2]))
    back = ids(s.client.read_all(filter_include=[a], backwards=True))
    equal("backwards", back, ids(events[::2])[::-1])


@scenario("types to exclude")
def exclude_types(s: Session) -> None:
    a, b, events = two_types(s)
    start = next(iter(s.client.read_all(filter_include=[a], limit=1))).commit_position
    found = ids(s.client.read_all(commit_position=start, filter_exclude=[a]))
    equal("one", found, [events[1].id, events[3].id])
    found = ids(s.client.read_all(commit_position=start, filter_exclude=[a, b]))
    equal("both", found, [])
    # A type that only begins like an excluded one is another type.
    found = ids(s.client.read_all(commit_position=start, filter_exclude=[a[:-2]]))
    equal("a beginning", found, ids(events))


@scenario("include wins over exclude")
def include_wins(s: Session) -> None:
    a, _, events = two_types(s)
    found = ids(s.client.read_all(filter_include=[a], filter_exclude=[a]))
    equal("ids", found, ids(events[::2]))


@scenario("streams to include and to exclude")
def streams(s: Session) -> None:
    a, b, events = two_types(s)
    found = ids(s.client.read_all(filter_include=[f"{a}-.*"], filter_by_stream_name=True))
    equal("include", found, ids(events[::2]))
    start = next(iter(s.client.read_all(filter_include=[a], limit=1))).commit_position
    found = s.client.read_all(
        commit_position=start, filter_exclude=[f"{b}-.*"], filter_by_stream_name=True
    )
    equal("exclude", ids(found), ids(events[::2]))


@scenario("prefixes of types and streams", has="NewEvents")
def prefixes(s: Session) -> None:
    a, b, events = two_types(s)
    found = s.client.read_all(filter_include=[a[:-2], b[:-2]], filter_by_prefix=True)
    equal("types", ids(found), ids(events))
    found = s.client.read_all(
        filter_include=[f"{b}-"], filter_by_prefix=True, filter_by_stream_name=True
    )
    equal("streams", ids(found), ids(events[1::2]))


@scenario("system events are left out, unless they are asked for")
def system_events(s: Session) -> None:
    stream = s.name()
    s.append(stream, s.event())
    start = s.client.get_commit_position()
    s.client.set_stream_metadata(stream, metadata={"a": 1})
    found = [event.type for event in s.client.read_all(commit_position=start)]
    equal("by default", found, ["OrderCreated"])
    found = [e.type for e in s.client.read_all(commit_position=start, filter_exclude=[])]
    equal("without a filter", found[:2], ["OrderCreated", "$metadata"])


@scenario("a pattern that is none is refused")
def bad_pattern(s: Session) -> None:
    call = lambda: list(s.client.read_all(filter_include=["(unclosed"]))  # noqa: E731
    error = raises(s.base_error, call)
    check(len(str(error)) > 0, "the error says nothing")


@scenario("the commit position")
def commit_position(s: Session) -> None:
    stream, type = s.name(), s.type()
    first = s.append(stream, s.event(type))
    equal("at once", s.client.get_commit_position(), first)
    second = s.append(stream, s.event())
    equal("of all", s.client.get_commit_position(), second)
    equal("of a type", s.client.get_commit_position(filter_include=[type]), first)
    equal("of another", s.client.get_commit_position(filter_exclude=["OrderCreated", r"\$.+"]), first)


@scenario("links that are resolved")
def links(s: Session) -> None:
    stream, type = s.name(), s.type()
    event = s.event(type)
    s.append(stream, event)
    start = s.append(s.name(), s.event("$>", f"0@{stream}".encode()))
    found = list(s.client.read_all(commit_position=start, resolve_links=True, filter_exclude=[]))
    equal("id", found[0].id, event.id)
    equal("link", found[0].link.type, "$>")


@scenario("the consumer stops")
def stops(s: Session) -> None:
    s.append(s.name(), s.events(300))
    with s.client.read_all() as response:
        check(next(response).commit_position >= 0, "a position")
    response = s.client.read_all(backwards=True)
    next(response)
    response.stop()
    equal("the client works on", len(list(s.client.read_all(backwards=True, limit=7))), 7)
