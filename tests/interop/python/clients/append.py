"""Appends: one event, a list, expected versions, retries, sizes."""

import json
import uuid

from .scenario import Scenarios, check, equal, raises
from .session import Session

scenario = Scenarios("append")


@scenario("a new stream gets positions from 0")
def new_stream(s: Session) -> None:
    stream, events = s.name(), s.events(3)
    position = s.append(stream, events, s.no_stream)
    found = s.client.get_stream(stream)
    equal("ids", [event.id for event in found], [event.id for event in events])
    equal("positions", [event.stream_position for event in found], [0, 1, 2])
    equal("the position that was returned", position, found[-1].commit_position)


@scenario("commit positions grow")
def positions_grow(s: Session) -> None:
    stream = s.name()
    first = s.append(stream, s.event(), s.no_stream)
    second = s.append(stream, s.event(), 0)
    other = s.append(s.name(), s.events(2), s.no_stream)
    check(first < second < other, f"{first}, {second}, {other} do not grow")


@scenario("append_event, all expected versions", has="append_event")
def single(s: Session) -> None:
    stream = s.name()
    for version in (s.no_stream, 0, s.any, s.exists, 3):
        s.client.append_event(stream, event=s.event(), current_version=version)
    equal("version", s.client.get_current_version(stream), 4)


@scenario("append_events, all expected versions")
def batch(s: Session) -> None:
    stream = s.name()
    for version in (s.no_stream, 1, s.any, s.exists, 7):
        s.client.append_events(stream, events=s.events(2), current_version=version)
    equal("version", s.client.get_current_version(stream), 9)


def refused(s: Session, call: str, stream: str, version: object) -> Exception:
    events = {"event": s.event()} if call == "append_event" else {"events": s.events(2)}
    method = getattr(s.client, call)
    return raises(s.error("WrongCurrentVersion"), method, stream, current_version=version, **events)


@scenario("append_event, a stream that is there is not new", has="append_event")
def single_not_new(s: Session) -> None:
    stream = s.name()
    s.append(stream, s.events(2), s.no_stream)
    refused(s, "append_event", stream, s.no_stream)
    equal("version", s.client.get_current_version(stream), 1)


@scenario("append_events, a stream that is there is not new")
def batch_not_new(s: Session) -> None:
    stream = s.name()
    s.append(stream, s.events(2), s.no_stream)
    refused(s, "append_events", stream, s.no_stream)
    equal("version", s.client.get_current_version(stream), 1)


@scenario("append_event, a wrong version names the actual one", has="append_event")
def single_wrong(s: Session) -> None:
    stream = s.name()
    s.append(stream, s.events(4), s.no_stream)
    for version in (0, 2, 4, 100):
        error = refused(s, "append_event", stream, version)
        check("3" in str(error), f"{error} says nothing of 3")


@scenario("append_events, a wrong version names the actual one")
def batch_wrong(s: Session) -> None:
    stream = s.name()
    s.append(stream, s.events(4), s.no_stream)
    for version in (0, 2, 4, 100):
        error = refused(s, "append_events", stream, version)
        check("3" in str(error), f"{error} says nothing of 3")


@scenario("append_event, a stream that is not there has no version", has="append_event")
def single_missing(s: Session) -> None:
    refused(s, "append_event", s.name(), 0)
    refused(s, "append_event", s.name(), s.exists)


@scenario("append_events, a stream that is not there has no version")
def batch_missing(s: Session) -> None:
    refused(s, "append_events", s.name(), 0)
    refused(s, "append_events", s.name(), s.exists)


@scenario("a refused list leaves nothing behind")
def all_or_nothing(s: Session) -> None:
    stream = s.name()
    s.append(stream, s.event(), s.no_stream)
    raises(s.error("WrongCurrentVersion"), s.append, stream, s.events(50), 7)
    equal("number of events", len(s.client.get_stream(stream)), 1)


@scenario("a retry with the version is answered as the first time")
def retry_exact(s: Session) -> None:
    stream, first, more = s.name(), s.event(), s.events(2)
    one = s.append(stream, first, s.no_stream)
    two = s.append(stream, more, 0)
    equal("retry of the first", s.append(stream, first, s.no_stream), one)
    equal("retry of the others", s.append(stream, more, 0), two)
    equal("number of events", len(s.client.get_stream(stream)), 3)


@scenario("a retry with any version or an existing stream writes nothing")
def retry_any(s: Session) -> None:
    stream, first, more = s.name(), s.event(), s.events(2)
    s.append(stream, first, s.no_stream)
    position = s.append(stream, more, 0)
    equal("any", s.append(stream, more, s.any), position)
    equal("exists", s.append(stream, more, s.exists), position)
    equal("number of events", len(s.client.get_stream(stream)), 3)


@scenario("a retry after others have appended")
def retry_late(s: Session) -> None:
    stream, events = s.name(), s.events(2)
    position = s.append(stream, events, s.no_stream)
    s.append(stream, s.events(3), 1)
    equal("position", s.append(stream, events, s.no_stream), position)
    equal("number of events", len(s.client.get_stream(stream)), 5)


@scenario("a retry with other events is none")
def no_retry(s: Session) -> None:
    stream, events = s.name(), s.events(2)
    s.append(stream, events, s.no_stream)
    raises(s.error("WrongCurrentVersion"), s.append, stream, [events[0], s.event()], s.no_stream)
    raises(s.error("WrongCurrentVersion"), s.append, stream, s.event(), s.no_stream)
    equal("number of events", len(s.client.get_stream(stream)), 2)


@scenario("no events at all")
def empty(s: Session) -> None:
    stream = s.name()
    s.append(stream, s.event(), s.no_stream)
    s.client.append_events(stream, events=[], current_version=s.any)
    equal("version", s.client.get_current_version(stream), 0)


@scenario("bytes of every value")
def binary(s: Session) -> None:
    stream, data, metadata = s.name(), bytes(range(256)), bytes(reversed(range(256)))
    event = s.event(data=data, metadata=metadata, content_type="application/octet-stream")
    s.append(stream, event, s.no_stream)
    (found,) = s.client.get_stream(stream)
    equal("data", found.data, data)
    equal("metadata", found.metadata, metadata)
    equal("content type", found.content_type, "application/octet-stream")


@scenario("JSON, its metadata and its id")
def written_as_json(s: Session) -> None:
    stream, id = s.name(), uuid.uuid4()
    data = json.dumps({"text": "za\u017c\u00f3\u0142\u0107 \U0001f600", "n": 1.5}).encode()
    metadata = b'{"$correlationId":"3fa85f64-5717-4562-b3fc-2c963f66afa6", "Tenant" : "acme"}'
    s.append(stream, s.event("OrderCreated", data, metadata=metadata, id=id), s.no_stream)
    (found,) = s.client.get_stream(stream)
    equal("data", found.data, data)
    equal("metadata", found.metadata, metadata)
    equal("content type", found.content_type, "application/json")
    equal("id", found.id, id)


@scenario("neither data nor metadata")
def nothing_in_it(s: Session) -> None:
    stream = s.name()
    for content_type in ("application/json", "application/octet-stream"):
        s.append(stream, s.event(data=b"", content_type=content_type))
    for found in s.client.get_stream(stream):
        equal("data and metadata", (found.data, found.metadata), (b"", b""))


@scenario("names beyond ASCII")
def names(s: Session) -> None:
    stream = s.name("Zam\u00f3wienie \U0001f600/a:b c")
    s.append(stream, s.event("Z\u0142o\u017cono zam\u00f3wienie"), s.no_stream)
    (found,) = s.client.get_stream(stream)
    equal("stream", found.stream_name, stream)
    equal("type", found.type, "Z\u0142o\u017cono zam\u00f3wienie")


@scenario("an event of 4 MiB")
def large(s: Session) -> None:
    stream, data = s.name(), b'"' + b"x" * (4 * 1024 * 1024) + b'"'
    s.append(stream, s.event(data=data), s.no_stream)
    (found,) = s.client.get_stream(stream)
    check(found.data == data, f"{len(found.data)} bytes came back of {len(data)}")


@scenario("many large events in one append")
def large_batch(s: Session) -> None:
    stream, data = s.name(), b"x" * (1024 * 1024)
    events = [s.event(data=data, content_type="application/octet-stream") for _ in range(12)]
    s.append(stream, events, s.no_stream)
    equal("version", s.client.get_current_version(stream), 11)
    check(all(event.data == data for event in s.client.get_stream(stream)), "other bytes came back")


@scenario("a thousand events in one append")
def thousand(s: Session) -> None:
    stream, events = s.name(), s.events(1000)
    s.append(stream, events, s.no_stream)
    equal("ids", s.ids(stream), [event.id for event in events])


@scenario("an event that is too large is refused")
def too_large(s: Session) -> None:
    stream = s.name()
    event = s.event(data=b"x" * (16 * 1024 * 1024 + 1), content_type="application/octet-stream")
    # The clients know no detail for one event that is too large: what they raise says why in its text.
    for call in (
        lambda: s.append(stream, event),
        lambda: s.client.append_events(stream, events=[event], current_version=s.any),
    ):
        error = raises(s.base_error, call)
        check("MaximumAppendEventSize" in str(error).replace(" ", ""), f"{error} does not say why")
    equal("version", s.client.get_current_version(stream), s.no_stream)


@scenario("one id in two streams")
def id_twice(s: Session) -> None:
    event, one, two = s.event(), s.name(), s.name()
    s.append(one, event, s.no_stream)
    s.append(two, event, s.no_stream)
    equal("ids", (s.ids(one), s.ids(two)), ([event.id], [event.id]))
