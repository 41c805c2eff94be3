"""Deleted streams, and tombstones."""

from .scenario import Scenarios, equal, raises
from .session import Session

scenario = Scenarios("delete")


def stream_of(s: Session, number: int) -> str:
    stream = s.name()
    s.append(stream, s.events(number), s.no_stream)
    return stream


@scenario("a deleted stream is not found")
def deleted(s: Session) -> None:
    stream = stream_of(s, 3)
    s.client.delete_stream(stream, current_version=2)
    raises(s.error("NotFound"), s.client.get_stream, stream)
    raises(s.error("NotFound"), s.client.get_stream, stream, backwards=True)
    equal("version", s.client.get_current_version(stream), s.no_stream)


@scenario("with any version, or one that exists")
def any_version(s: Session) -> None:
    for version in (s.any, s.exists):
        stream = stream_of(s, 2)
        s.client.delete_stream(stream, current_version=version)
        raises(s.error("NotFound"), s.client.get_stream, stream)


@scenario("a wrong version is refused")
def wrong_version(s: Session) -> None:
    stream = stream_of(s, 3)
    for version in (0, 5):
        raises(s.error("WrongCurrentVersion"), s.client.delete_stream, stream, current_version=version)
    equal("number of events", len(s.client.get_stream(stream)), 3)


@scenario("a stream that is not there is not found")
def missing(s: Session) -> None:
    for version in (s.any, s.exists):
        raises(s.error("NotFound"), s.client.delete_stream, s.name(), current_version=version)


@scenario("what is appended later stands where the stream was left")
def append_again(s: Session) -> None:
    stream = stream_of(s, 3)
    s.client.delete_stream(stream, current_version=2)
    s.append(stream, s.events(2), s.no_stream)
    positions = [event.stream_position for event in s.client.get_stream(stream)]
    equal("positions", positions, [3, 4])
    equal("version", s.client.get_current_version(stream), 4)


@scenario("its events are hidden from the stream only")
def still_in_all(s: Session) -> None:
    stream, type = s.name(), s.type()
    s.append(stream, s.event(type))
    s.client.delete_stream(stream, current_version=0)
    equal("in all", len(list(s.client.read_all(filter_include=[type]))), 1)


@scenario("twice, and with an existing stream expected")
def twice(s: Session) -> None:
    stream = stream_of(s, 1)
    s.client.delete_stream(stream, current_version=0)
    error = s.error("StreamIsDeleted")
    raises(error, s.client.delete_stream, stream, current_version=s.exists)


@scenario("a tombstone ends a stream")
def tombstone(s: Session) -> None:
    stream, gone = stream_of(s, 3), s.error("StreamIsDeleted")
    s.client.tombstone_stream(stream, current_version=2)
    raises(gone, s.client.get_stream, stream)
    raises(gone, s.client.get_current_version, stream)
    event = s.event()
    raises(gone, s.client.append_event, stream, event=event, current_version=s.any)
    raises(gone, s.client.append_events, stream, events=[event], current_version=s.any)
    raises(gone, s.client.delete_stream, stream, current_version=s.any)
    raises(gone, s.client.tombstone_stream, stream, current_version=s.any)


@scenario("a tombstone ends its metadata")
def tombstone_metadata(s: Session) -> None:
    stream, gone = stream_of(s, 1), s.error("StreamIsDeleted")
    s.client.tombstone_stream(stream, current_version=s.any)
    raises(gone, s.client.get_stream_metadata, stream)
    raises(gone, s.client.set_stream_metadata, stream, metadata={"a": 1})


@scenario("a tombstone, a wrong version is refused")
def tombstone_wrong(s: Session) -> None:
    stream = stream_of(s, 3)
    raises(s.error("WrongCurrentVersion"), s.client.tombstone_stream, stream, current_version=0)
    equal("number of events", len(s.client.get_stream(stream)), 3)


@scenario("a tombstone where there is no stream")
def tombstone_missing(s: Session) -> None:
    stream, gone = s.name(), s.error("StreamIsDeleted")
    s.client.tombstone_stream(stream, current_version=s.any)
    raises(gone, s.append, stream, s.event())
    raises(gone, s.client.get_stream, stream)


@scenario("a tombstone after a deletion")
def tombstone_deleted(s: Session) -> None:
    stream = stream_of(s, 2)
    s.client.delete_stream(stream, current_version=1)
    s.client.tombstone_stream(stream, current_version=s.any)
    raises(s.error("StreamIsDeleted"), s.append, stream, s.event())
