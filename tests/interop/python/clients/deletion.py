"""Deleted streams, and tombstones."""

from typing import Any, Callable

from .scenario import Scenarios, check, equal, raises
from .session import Session

scenario = Scenarios("delete")


def gone(s: Session, call: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
    """Calls what a tombstone has to refuse."""
    # Where one event is appended, the blocking clients read the status and not its text.
    error = raises((s.error("StreamIsDeleted"), s.error("FailedPrecondition")), call, *args, **kwargs)
    is_known = isinstance(error, s.error("StreamIsDeleted")) or "is deleted" in str(error)
    check(is_known, f"{error} says nothing of a deletion")


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
    stream, deleted = stream_of(s, 3), s.error("StreamIsDeleted")
    s.client.tombstone_stream(stream, current_version=2)
    raises(deleted, s.client.get_stream, stream)
    raises(deleted, s.client.get_current_version, stream)
    gone(s, s.append, stream, s.event())
    raises(deleted, s.client.append_events, stream, events=[s.event()], current_version=s.any)
    raises(deleted, s.client.delete_stream, stream, current_version=s.any)
    raises(deleted, s.client.tombstone_stream, stream, current_version=s.any)


@scenario("a tombstone ends its metadata")
def tombstone_metadata(s: Session) -> None:
    stream = stream_of(s, 1)
    s.client.tombstone_stream(stream, current_version=s.any)
    gone(s, s.client.get_stream_metadata, stream)
    gone(s, s.client.set_stream_metadata, stream, metadata={"a": 1})


@scenario("a tombstone, a wrong version is refused")
def tombstone_wrong(s: Session) -> None:
    stream = stream_of(s, 3)
    raises(s.error("WrongCurrentVersion"), s.client.tombstone_stream, stream, current_version=0)
    equal("number of events", len(s.client.get_stream(stream)), 3)


@scenario("a tombstone where there is no stream")
def tombstone_missing(s: Session) -> None:
    stream = s.name()
    s.client.tombstone_stream(stream, current_version=s.any)
    gone(s, s.append, stream, s.event())
    gone(s, s.client.get_stream, stream)


@scenario("a tombstone after a deletion")
def tombstone_deleted(s: Session) -> None:
    stream = stream_of(s, 2)
    s.client.delete_stream(stream, current_version=1)
    s.client.tombstone_stream(stream, current_version=s.any)
    gone(s, s.append, stream, s.event())
