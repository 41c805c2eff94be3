"""Stream metadata, and what it does to reads."""

import time

from .scenario import Scenarios, equal, raises
from .session import Session

scenario = Scenarios("metadata")


@scenario("there is none at first")
def none(s: Session) -> None:
    stream = s.name()
    equal("no stream", s.client.get_stream_metadata(stream), ({}, s.no_stream))
    s.append(stream, s.event())
    equal("a stream", s.client.get_stream_metadata(stream), ({}, s.no_stream))


@scenario("set and get, with versions")
def versions(s: Session) -> None:
    stream = s.name()
    s.append(stream, s.event())
    for version in range(3):
        metadata = {"owner": f"anna {version}", "nested": {"list": [1, None, "\u00e9"]}}
        expected = version - 1 if version else s.no_stream
        s.client.set_stream_metadata(stream, metadata=metadata, current_version=expected)
        equal("metadata", s.client.get_stream_metadata(stream), (metadata, version))


@scenario("a wrong version is refused")
def wrong_version(s: Session) -> None:
    stream, wrong = s.name(), s.error("WrongCurrentVersion")
    set = s.client.set_stream_metadata  # noqa: A001
    raises(wrong, set, stream, metadata={}, current_version=3)
    set(stream, metadata={"a": 1}, current_version=s.no_stream)
    raises(wrong, set, stream, metadata={"a": 2}, current_version=1)
    equal("metadata", s.client.get_stream_metadata(stream), ({"a": 1}, 0))


@scenario("before the first event")
def before_events(s: Session) -> None:
    stream = s.name()
    s.client.set_stream_metadata(stream, metadata={"a": 1})
    equal("version", s.client.get_current_version(stream), s.no_stream)
    s.append(stream, s.event(), s.no_stream)
    equal("metadata", s.client.get_stream_metadata(stream), ({"a": 1}, 0))


@scenario("its stream is there")
def own_stream(s: Session) -> None:
    stream = s.name()
    s.client.set_stream_metadata(stream, metadata={"a": 1})
    (found,) = s.client.get_stream(f"$${stream}")
    equal("type", found.type, "$metadata")


@scenario("$maxCount keeps the last ones")
def max_count(s: Session) -> None:
    stream, events = s.name(), s.events(5)
    s.append(stream, events)
    s.client.set_stream_metadata(stream, metadata={"$maxCount": 2})
    equal("forwards", s.ids(stream), [event.id for event in events[3:]])
    equal("backwards", s.ids(stream, backwards=True), [events[4].id, events[3].id])
    s.append(stream, s.event(), 4)
    equal("positions", [e.stream_position for e in s.client.get_stream(stream)], [4, 5])


@scenario("$tb hides what is before")
def truncate_before(s: Session) -> None:
    stream, events = s.name(), s.events(5)
    s.append(stream, events)
    s.client.set_stream_metadata(stream, metadata={"$tb": 3})
    equal("forwards", s.ids(stream), [event.id for event in events[3:]])
    equal("from before", s.ids(stream, stream_position=1), [event.id for event in events[3:]])
    equal("version", s.client.get_current_version(stream), 4)


@scenario("$maxAge hides what is old")
def max_age(s: Session) -> None:
    stream = s.name()
    s.append(stream, s.events(2))
    s.client.set_stream_metadata(stream, metadata={"$maxAge": 1})
    time.sleep(1.5)
    young = s.event()
    s.append(stream, young, 1)
    equal("ids", s.ids(stream), [young.id])


@scenario("taken back, the events are there again")
def taken_back(s: Session) -> None:
    stream = s.name()
    s.append(stream, s.events(3))
    s.client.set_stream_metadata(stream, metadata={"$maxCount": 1})
    equal("number of events", len(s.client.get_stream(stream)), 1)
    s.client.set_stream_metadata(stream, metadata={}, current_version=0)
    equal("number of events", len(s.client.get_stream(stream)), 3)
