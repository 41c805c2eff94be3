"""Appends to many streams at once, of the newer protocol."""

from .scenario import Scenarios, check, equal, raises
from .session import Session

scenario = Scenarios("many streams")


def sequence(s: Session, stream: str, events: list, version: object) -> object:
    return s.package.module.NewEvents(stream_name=stream, events=events, current_version=version)


@scenario("all are written", has="multi_append_to_stream")
def written(s: Session) -> None:
    one, two, first, second = s.name(), s.name(), s.events(2), s.events(3)
    position = s.client.multi_append_to_stream(
        [sequence(s, one, first, s.no_stream), sequence(s, two, second, s.any)]
    )
    equal("one", s.ids(one), [event.id for event in first])
    equal("two", s.ids(two), [event.id for event in second])
    equal("position", s.client.get_stream(two)[-1].commit_position, position)


@scenario("one sequence alone", has="multi_append_to_stream")
def alone(s: Session) -> None:
    stream, events = s.name(), s.events(2)
    s.client.multi_append_to_stream(sequence(s, stream, events, s.no_stream))
    equal("ids", s.ids(stream), [event.id for event in events])


@scenario("a wrong version of one refuses all", has="multi_append_to_stream")
def wrong(s: Session) -> None:
    one, two = s.name(), s.name()
    s.append(two, s.events(2))
    sequences = [
        sequence(s, one, s.events(1), s.no_stream),
        sequence(s, two, s.events(1), s.no_stream),
    ]
    error = raises(s.error("WrongCurrentVersion"), s.client.multi_append_to_stream, sequences)
    equal("stream", error.stream_name, two)
    equal("versions", (error.expected_version, error.actual_version), (s.no_stream, 1))
    equal("the other", s.client.get_current_version(one), s.no_stream)


@scenario("the same stream twice is refused", has="multi_append_to_stream")
def same_stream(s: Session) -> None:
    stream = s.name()
    sequences = [sequence(s, stream, s.events(1), s.any) for _ in range(2)]
    error = raises(s.error("MultiAppendToSameStream"), s.client.multi_append_to_stream, sequences)
    equal("stream", error.stream_name, stream)
    equal("version", s.client.get_current_version(stream), s.no_stream)


@scenario("a tombstone is told", has="multi_append_to_stream")
def tombstone(s: Session) -> None:
    stream = s.name()
    s.client.tombstone_stream(stream, current_version=s.any)
    call = s.client.multi_append_to_stream
    error = raises(s.error("StreamTombstoned"), call, [sequence(s, stream, s.events(1), s.any)])
    equal("stream", error.stream_name, stream)


@scenario("an event that is too large is told", has="multi_append_to_stream")
def too_large(s: Session) -> None:
    stream = s.name()
    event = s.event(data=b"x" * (16 * 1024 * 1024 + 1), content_type="application/octet-stream")
    call = s.client.multi_append_to_stream
    error = raises(s.error("RecordMaxSizeExceeded"), call, [sequence(s, stream, [event], s.any)])
    equal("stream and id", (error.stream_name, error.event_id), (stream, event.id))
    check(error.size > error.max_size > 0, f"sizes {error.size}, {error.max_size}")


@scenario("metadata of texts comes back", has="multi_append_to_stream")
def metadata(s: Session) -> None:
    import json

    stream = s.name()
    event = s.event(data=b'{"a":1}', metadata=b'{"tenant":"acme","trace":"1"}')
    s.client.multi_append_to_stream(sequence(s, stream, [event], s.no_stream))
    (found,) = s.client.get_stream(stream)
    equal("data", found.data, b'{"a":1}')
    equal("content type", found.content_type, "application/json")
    texts = json.loads(found.metadata)
    equal("metadata", {key: texts.get(key) for key in ("tenant", "trace")}, {"tenant": "acme", "trace": "1"})


@scenario("a retry is answered as the first time", has="multi_append_to_stream")
def retry(s: Session) -> None:
    one, two = s.name(), s.name()
    sequences = [
        sequence(s, one, s.events(2), s.no_stream),
        sequence(s, two, s.events(1), s.no_stream),
    ]
    position = s.client.multi_append_to_stream(sequences)
    equal("position", s.client.multi_append_to_stream(sequences), position)
    equal("numbers", (len(s.ids(one)), len(s.ids(two))), (2, 1))


def record(s: Session, stream: str, type: str = "OrderCreated", data: bytes = b"{}") -> object:
    return s.package.module.NewRecord(stream_name=stream, type=type, data=data)


@scenario("records in any order", has="append_records")
def records(s: Session) -> None:
    one, two = s.name(), s.name()
    written = [record(s, one), record(s, two), record(s, one)]
    result = s.client.append_records(written)
    positions = {r.stream_name: r.stream_position for r in result.stream_positions}
    equal("positions", positions, {one: 1, two: 0})
    equal("one", s.ids(one), [written[0].id, written[2].id])
    equal("two", s.ids(two), [written[1].id])
    last = s.client.get_stream(one)[-1].commit_position
    equal("commit position", result.commit_position, last)


@scenario("records with checks", has="append_records")
def checks(s: Session) -> None:
    one, two, Check = s.name(), s.name(), s.package.module.StreamStateCheck  # noqa: N806
    s.append(two, s.events(3))
    s.client.append_records(record(s, one), [Check(one, s.no_stream), Check(two, 2)])
    written = [record(s, one)]
    failed = raises(
        s.error("ConsistencyChecksFailed"),
        s.client.append_records,
        written,
        [Check(one, 0), Check(two, 7), Check(one, s.no_stream)],
    )
    found = [
        (f.check_index, f.stream_state_failure.stream_name, f.stream_state_failure.expected_state,
         f.stream_state_failure.actual_state)
        for f in failed.failures
    ]
    equal("failures", found, [(1, two, 7, 2), (2, one, -1, 0)])
    equal("version", s.client.get_current_version(one), 0)
