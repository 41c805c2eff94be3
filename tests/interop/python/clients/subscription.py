"""Catch-up subscriptions, of a stream and of all."""

import threading
import time

from .scenario import Failed, Scenarios, Skipped, check, equal, raises
from .session import Session

scenario = Scenarios("subscribe")


def ids(events: list) -> list:
    return [event.id for event in events]


@scenario("a stream from its start, and what comes")
def stream_start(s: Session) -> None:
    stream, old, new = s.name(), s.events(3), s.events(2)
    s.append(stream, old)
    with s.client.subscribe_to_stream(stream) as subscription:
        equal("what is there", ids(s.take(subscription, 3)), ids(old))
        s.append(stream, new)
        equal("what came", ids(s.take(subscription, 2)), ids(new))


@scenario("a stream after a position")
def stream_position(s: Session) -> None:
    stream, events = s.name(), s.events(4)
    s.append(stream, events)
    with s.client.subscribe_to_stream(stream, stream_position=1) as subscription:
        equal("ids", ids(s.take(subscription, 2)), ids(events[2:]))


@scenario("a stream from its end")
def stream_end(s: Session) -> None:
    stream, new = s.name(), s.events(2)
    s.append(stream, s.events(3))
    with s.client.subscribe_to_stream(stream, from_end=True) as subscription:
        s.append(stream, new)
        equal("ids", ids(s.take(subscription, 2)), ids(new))


@scenario("a stream that is not there yet")
def stream_missing(s: Session) -> None:
    stream, new = s.name(), s.events(2)
    with s.client.subscribe_to_stream(stream) as subscription:
        s.append(stream, new, s.no_stream)
        equal("ids", ids(s.take(subscription, 2)), ids(new))


@scenario("a stream, caught up between old and new")
def stream_caught_up(s: Session) -> None:
    stream = s.name()
    s.append(stream, s.events(2))
    with s.client.subscribe_to_stream(stream, include_caught_up=True) as subscription:
        found = s.take(subscription, 3)
        equal("caught up", [event.is_caught_up for event in found], [False, False, True])
        s.append(stream, s.event())
        equal("caught up", s.take(subscription, 1)[0].is_caught_up, False)


@scenario("a stream of links, resolved")
def stream_links(s: Session) -> None:
    stream, links, event = s.name(), s.name("Links"), s.event()
    s.append(stream, event)
    s.append(links, s.event("$>", f"0@{stream}".encode()))
    with s.client.subscribe_to_stream(links, resolve_links=True) as subscription:
        (found,) = s.take(subscription, 1)
        equal("id", found.id, event.id)
        equal("link", found.link.stream_name, links)


@scenario("a tombstone ends the subscription, or keeps it out")
def stream_tombstone(s: Session) -> None:
    stream = s.name()
    s.append(stream, s.event())
    s.client.tombstone_stream(stream, current_version=s.any)

    def wait() -> None:
        with s.client.subscribe_to_stream(stream) as subscription:
            s.take(subscription, 1)

    raises(s.error("StreamIsDeleted"), wait)


@scenario("all from a position, with what comes")
def all_position(s: Session) -> None:
    stream, new = s.name(), s.events(3)
    position = s.append(stream, s.event())
    s.append(stream, new)
    with s.client.subscribe_to_all(commit_position=position) as subscription:
        equal("what is there", ids(s.take(subscription, 3)), ids(new))
        more = s.events(2)
        s.append(s.name(), more)
        equal("what came", ids(s.take(subscription, 2)), ids(more))


@scenario("all from the start")
def all_start(s: Session) -> None:
    s.append(s.name(), s.events(3))
    expected = [event.id for event in s.client.read_all()]
    with s.client.subscribe_to_all() as subscription:
        equal("ids", ids(s.take(subscription, len(expected))), expected)


@scenario("all from the end")
def all_end(s: Session) -> None:
    new = s.events(2)
    with s.client.subscribe_to_all(from_end=True) as subscription:
        s.append(s.name(), new)
        equal("ids", ids(s.take(subscription, 2)), ids(new))


@scenario("all, by type")
def all_types(s: Session) -> None:
    type, position = s.type(), s.append(s.name(), s.event())
    wanted = s.events(3, type)
    for event in wanted:
        s.append(s.name(), [s.event(), event])
    with s.client.subscribe_to_all(commit_position=position, filter_include=[type]) as found:
        equal("ids", ids(s.take(found, 3)), ids(wanted))


@scenario("all, without a type")
def all_without(s: Session) -> None:
    type, position = s.type(), s.append(s.name(), s.event())
    wanted = s.events(2)
    s.append(s.name(), [*s.events(3, type), *wanted])
    with s.client.subscribe_to_all(commit_position=position, filter_exclude=[type]) as found:
        equal("ids", ids(s.take(found, 2)), ids(wanted))


@scenario("all, by stream")
def all_streams(s: Session) -> None:
    name, position = s.type(), s.append(s.name(), s.event())
    one, two = s.events(2), s.events(2)
    s.append(f"{name}-1", one)
    s.append(s.name(), s.events(3))
    s.append(f"{name}-2", two)
    with s.client.subscribe_to_all(
        commit_position=position, filter_include=[f"{name}-.+"], filter_by_stream_name=True
    ) as found:
        equal("ids", ids(s.take(found, 4)), ids([*one, *two]))


@scenario("all, checkpoints where nothing passes the filter")
def checkpoints(s: Session) -> None:
    position = s.append(s.name(), s.event())
    s.append(s.name(), s.events(200))
    with s.client.subscribe_to_all(
        commit_position=position,
        filter_include=[s.type()],
        include_checkpoints=True,
        window_size=10,
        checkpoint_interval_multiplier=2,
    ) as subscription:
        found = s.take(subscription, 5)
    check(all(item.is_checkpoint for item in found), "they are checkpoints")
    positions = [item.commit_position for item in found]
    equal("positions", positions, sorted(positions))
    check(positions[0] > position, f"{positions[0]} is not after {position}")


@scenario("all, going on at a checkpoint")
def checkpoint_resume(s: Session) -> None:
    type, position = s.type(), s.append(s.name(), s.event())
    s.append(s.name(), s.events(100))
    filter = {"filter_include": [type], "window_size": 10, "checkpoint_interval_multiplier": 1}
    with s.client.subscribe_to_all(
        commit_position=position, include_checkpoints=True, **filter
    ) as subscription:
        checkpoint = s.take(subscription, 3)[-1].commit_position
    wanted = s.event(type)
    s.append(s.name(), wanted)
    with s.client.subscribe_to_all(commit_position=checkpoint, **filter) as subscription:
        equal("ids", ids(s.take(subscription, 1)), [wanted.id])


@scenario("all, caught up")
def all_caught_up(s: Session) -> None:
    position = s.append(s.name(), s.event())
    s.append(s.name(), s.events(2))
    with s.client.subscribe_to_all(
        commit_position=position, include_caught_up=True
    ) as subscription:
        found = s.take(subscription, 3)
    equal("caught up", [event.is_caught_up for event in found], [False, False, True])


@scenario("the consumer stops")
def stops(s: Session) -> None:
    s.append(s.name(), s.events(3))
    subscription = s.client.subscribe_to_all()
    check(next(subscription) is not None, "an event")
    subscription.stop()
    with s.client.subscribe_to_all() as subscription:
        check(next(subscription) is not None, "an event")
    check(s.client.get_commit_position() >= 0, "the client works on")


@scenario("another thread stops it while it waits")
def stopped_by_thread(s: Session) -> None:
    if s.asynchronous:
        raise Skipped("asyncio clients have one thread")
    subscription = s.client.subscribe_to_all(from_end=True)
    timer = threading.Timer(0.3, subscription.stop)
    timer.start()
    began = time.monotonic()
    try:
        found = list(subscription)
    except s.error("CancelledByClient"):
        found = []
    equal("events", found, [])
    check(time.monotonic() - began < 5, "it took long")


@scenario("five at once see the same")
def many(s: Session) -> None:
    stream, events = s.name(), s.events(20)
    subscriptions = [s.client.subscribe_to_stream(stream) for _ in range(5)]
    try:
        s.append(stream, events)
        for subscription in subscriptions:
            equal("ids", ids(s.take(subscription, 20)), ids(events))
    finally:
        for subscription in subscriptions:
            subscription.stop()


@scenario("a thousand live events in their order")
def live(s: Session) -> None:
    stream, events = s.name(), s.events(1000)
    with s.client.subscribe_to_stream(stream, from_end=True) as subscription:
        for at in range(0, 1000, 100):
            s.append(stream, events[at : at + 100])
        equal("ids", ids(s.take(subscription, 1000)), ids(events))


@scenario("a deadline ends it")
def deadline(s: Session) -> None:
    stream = s.name()

    def wait() -> None:
        subscription = s.client.subscribe_to_stream(stream, timeout=1.0)
        try:
            s.take(subscription, 1)
        except Failed as failure:
            # The item did not come; what ended the wait has to be the deadline.
            raise AssertionError(str(failure)) from failure

    raises(s.error("GrpcDeadlineExceeded"), wait)
