"""Persistent subscriptions: groups of consumers."""

import time

from .scenario import Failed, Scenarios, check, equal, raises
from .session import Session

scenario = Scenarios("group")

SERVICE = "persistentsubscriptions"
CREATE, UPDATE, DELETE, READ = (
    f"{SERVICE}/{method}" for method in ("create", "update", "delete", "read")
)
INFO, LIST, REPLAY = (f"{SERVICE}/{method}" for method in ("getinfo", "list", "replayparked"))


def ids(events: list) -> list:
    return [event.id for event in events]


def group_of(s: Session, number: int, **settings: object) -> tuple:
    """A group with that many events before it."""
    stream, group, events = s.name(), s.name("group"), s.events(number)
    if number:
        s.append(stream, events)
    s.client.create_subscription_to_stream(group, stream, **settings)
    return group, stream, events


def consume(s: Session, group: str, stream: str, number: int) -> list:
    """Takes and acknowledges."""
    with s.client.read_subscription_to_stream(group, stream) as subscription:
        found = []
        for _ in range(number):
            found += s.take(subscription, 1)
            subscription.ack(found[-1])
    return found


def eventually(what: str, holds: object) -> None:
    for _ in range(60):
        if holds():
            return
        time.sleep(0.1)
    raise Failed(f"not in 6 s: {what}")


@scenario("of a stream, from its start", needs=[CREATE, READ])
def stream_start(s: Session) -> None:
    group, stream, events = group_of(s, 3)
    equal("ids", ids(consume(s, group, stream, 3)), ids(events))


@scenario("of a stream, with what comes", needs=[CREATE, READ])
def stream_live(s: Session) -> None:
    group, stream, old = group_of(s, 2)
    new = s.events(2)
    with s.client.read_subscription_to_stream(group, stream) as subscription:
        for expected in (old, new):
            if expected is new:
                s.append(stream, new)
            for event in expected:
                (found,) = s.take(subscription, 1)
                equal("id", found.id, event.id)
                subscription.ack(found)


@scenario("of a stream, from its end", needs=[CREATE, READ])
def stream_end(s: Session) -> None:
    group, stream, _ = group_of(s, 3, from_end=True)
    new = s.events(2)
    s.append(stream, new)
    equal("ids", ids(consume(s, group, stream, 2)), ids(new))


@scenario("of a stream, from a position", needs=[CREATE, READ])
def stream_position(s: Session) -> None:
    group, stream, events = group_of(s, 5, stream_position=3)
    equal("ids", ids(consume(s, group, stream, 2)), ids(events[3:]))


@scenario("of a stream that is not there yet", needs=[CREATE, READ])
def stream_missing(s: Session) -> None:
    group, stream, _ = group_of(s, 0)
    new = s.events(2)
    s.append(stream, new)
    equal("ids", ids(consume(s, group, stream, 2)), ids(new))


@scenario("of a stream of links, resolved", needs=[CREATE, READ])
def stream_links(s: Session) -> None:
    stream, event = s.name(), s.event()
    s.append(stream, event)
    links = s.name("Links")
    s.append(links, s.event("$>", f"0@{stream}".encode()))
    group = s.name("group")
    s.client.create_subscription_to_stream(group, links, resolve_links=True)
    (found,) = consume(s, group, links, 1)
    equal("id", found.id, event.id)
    equal("link", found.link.stream_name, links)


@scenario("goes on where it was acknowledged", needs=[CREATE, READ])
def goes_on(s: Session) -> None:
    group, stream, events = group_of(
        s, 5, checkpoint_after=0.1, min_checkpoint_count=1, max_checkpoint_count=1
    )
    equal("at first", ids(consume(s, group, stream, 2)), ids(events[:2]))
    time.sleep(0.5)
    equal("then", ids(consume(s, group, stream, 3)), ids(events[2:]))


@scenario("of all, by type", needs=[CREATE, READ])
def all_types(s: Session) -> None:
    group, type = s.name("group"), s.type()
    wanted = s.events(2, type)
    s.append(s.name(), [*s.events(2), *wanted])
    s.client.create_subscription_to_all(group, filter_include=[type])
    with s.client.read_subscription_to_all(group) as subscription:
        for event in wanted:
            (found,) = s.take(subscription, 1)
            equal("id", found.id, event.id)
            subscription.ack(found)


@scenario("of all, from the end and by stream", needs=[CREATE, READ])
def all_end(s: Session) -> None:
    group, name = s.name("group"), s.type()
    s.append(f"{name}-1", s.event())
    s.client.create_subscription_to_all(
        group, from_end=True, filter_include=[f"{name}-.*"], filter_by_stream_name=True
    )
    wanted = s.event()
    s.append(f"{name}-2", wanted)
    with s.client.read_subscription_to_all(group) as subscription:
        (found,) = s.take(subscription, 1)
        subscription.ack(found)
    equal("id", found.id, wanted.id)


@scenario("of all, from a position", needs=[CREATE, READ])
def all_position(s: Session) -> None:
    group, type, wanted = s.name("group"), s.type(), None
    s.append(s.name(), s.event(type))
    position = s.append(s.name(), s.event())
    wanted = s.event(type)
    s.append(s.name(), wanted)
    s.client.create_subscription_to_all(group, commit_position=position, filter_include=[type])
    with s.client.read_subscription_to_all(group) as subscription:
        (found,) = s.take(subscription, 1)
        subscription.ack(found)
    equal("id", found.id, wanted.id)


@scenario("a retry comes again, and says so", needs=[CREATE, READ])
def retry(s: Session) -> None:
    group, stream, (event,) = group_of(s, 1)
    with s.client.read_subscription_to_stream(group, stream) as subscription:
        for count in range(3):
            (found,) = s.take(subscription, 1)
            equal("id and retries", (found.id, found.retry_count or 0), (event.id, count))
            if count < 2:
                subscription.nack(found, action="retry")
            else:
                subscription.ack(found)


@scenario("what is skipped does not come again", needs=[CREATE, READ])
def skip(s: Session) -> None:
    group, stream, events = group_of(s, 2)
    with s.client.read_subscription_to_stream(group, stream) as subscription:
        (first,) = s.take(subscription, 1)
        subscription.nack(first, action="skip")
        (second,) = s.take(subscription, 1)
        subscription.ack(second)
    equal("ids", ids([first, second]), ids(events))


@scenario("what is parked is counted and replayed", needs=[CREATE, READ, INFO, REPLAY])
def park(s: Session) -> None:
    group, stream, events = group_of(s, 2)
    with s.client.read_subscription_to_stream(group, stream) as subscription:
        for event in s.take(subscription, 2):
            subscription.nack(event, action="park")
        # A client sends its acknowledgements a little later.
        time.sleep(0.5)

    def parked() -> bool:
        return s.client.get_subscription_info(group, stream).parked_message_count == 2

    eventually("two parked events", parked)
    s.client.replay_parked_events(group, stream)
    found = consume(s, group, stream, 2)
    equal("ids", sorted(map(str, ids(found))), sorted(map(str, ids(events))))
    eventually("none parked", lambda: s.client.get_subscription_info(group, stream).parked_message_count == 0)


@scenario("what times out comes again", needs=[CREATE, READ])
def times_out(s: Session) -> None:
    group, stream, (event,) = group_of(s, 1, message_timeout=0.5)
    with s.client.read_subscription_to_stream(group, stream) as subscription:
        s.take(subscription, 1)
        (again,) = s.take(subscription, 1)
        subscription.ack(again)
    equal("id", again.id, event.id)
    check((again.retry_count or 0) >= 1, f"retries: {again.retry_count}")


@scenario("what fails too often is parked", needs=[CREATE, READ, INFO])
def too_often(s: Session) -> None:
    group, stream, _ = group_of(s, 1, max_retry_count=1)
    with s.client.read_subscription_to_stream(group, stream) as subscription:
        for _ in range(2):
            (found,) = s.take(subscription, 1)
            subscription.nack(found, action="retry")
        time.sleep(0.5)
    eventually("a parked event", lambda: s.client.get_subscription_info(group, stream).parked_message_count == 1)


@scenario("what a consumer leaves goes to another", needs=[CREATE, READ])
def left_behind(s: Session) -> None:
    group, stream, events = group_of(s, 3)
    with s.client.read_subscription_to_stream(group, stream) as subscription:
        s.take(subscription, 3)
    equal("ids", sorted(map(str, ids(consume(s, group, stream, 3)))), sorted(map(str, ids(events))))


@scenario("two consumers share", needs=[CREATE, READ])
def shared(s: Session) -> None:
    group, stream, _ = group_of(s, 0, consumer_strategy="RoundRobin")
    other = s.connect()
    try:
        with s.client.read_subscription_to_stream(group, stream) as one:
            with other.read_subscription_to_stream(group, stream) as two:
                events = s.events(4)
                s.append(stream, events)
                found = []
                for subscription in (one, two):
                    for event in s.take(subscription, 2):
                        subscription.ack(event)
                        found.append(event)
                # Acknowledgements are sent a little later.
                time.sleep(0.4)
    finally:
        other.close()
    equal("ids", sorted(map(str, ids(found))), sorted(map(str, ids(events))))


@scenario("no more consumers than it takes", needs=[CREATE, READ])
def too_many(s: Session) -> None:
    group, stream, _ = group_of(s, 0, max_subscriber_count=1)
    with s.client.read_subscription_to_stream(group, stream):
        raises(
            s.error("MaximumSubscriptionsReached"),
            s.client.read_subscription_to_stream,
            group,
            stream,
        )


@scenario("created twice is refused", needs=[CREATE])
def twice(s: Session) -> None:
    group, stream, _ = group_of(s, 0)
    raises(s.error("AlreadyExists"), s.client.create_subscription_to_stream, group, stream)
    s.client.create_subscription_to_all(group)
    raises(s.error("AlreadyExists"), s.client.create_subscription_to_all, group)


@scenario("deleted, it is not found", needs=[CREATE, DELETE, READ, INFO])
def deleted(s: Session) -> None:
    group, stream, _ = group_of(s, 1)
    s.client.delete_subscription(group, stream)
    not_found = s.error("NotFound")
    raises(not_found, s.client.get_subscription_info, group, stream)
    raises(not_found, s.client.read_subscription_to_stream, group, stream)
    raises(not_found, s.client.delete_subscription, group, stream)


@scenario("what is not there is not found", needs=[READ, UPDATE, INFO, REPLAY, DELETE])
def missing(s: Session) -> None:
    group, stream, not_found = s.name("group"), s.name(), s.error("NotFound")
    for method in (
        "read_subscription_to_stream",
        "get_subscription_info",
        "replay_parked_events",
        "delete_subscription",
    ):
        raises(not_found, getattr(s.client, method), group, stream)
    raises(not_found, s.client.update_subscription_to_stream, group, stream, resolve_links=True)
    raises(not_found, s.client.read_subscription_to_all, group)


@scenario("its settings are told", needs=[CREATE, INFO])
def info(s: Session) -> None:
    settings = {
        "resolve_links": True,
        "consumer_strategy": "Pinned",
        "message_timeout": 12.0,
        "max_retry_count": 7,
        "min_checkpoint_count": 3,
        "max_checkpoint_count": 300,
        "checkpoint_after": 4.0,
        "max_subscriber_count": 6,
        "live_buffer_size": 600,
        "read_batch_size": 30,
        "history_buffer_size": 700,
        "extra_statistics": True,
    }
    group, stream, _ = group_of(s, 1, **settings)
    found = s.client.get_subscription_info(group, stream)
    equal("group and stream", (found.group_name, found.event_source), (group, stream))
    equal("settings", {key: getattr(found, key) for key in settings}, settings)


@scenario("its settings are changed, and others stay", needs=[CREATE, UPDATE, INFO])
def update(s: Session) -> None:
    group, stream, _ = group_of(s, 1, max_retry_count=7, message_timeout=12.0)
    s.client.update_subscription_to_stream(group, stream, max_retry_count=3)
    found = s.client.get_subscription_info(group, stream)
    equal("settings", (found.max_retry_count, found.message_timeout), (3, 12.0))


@scenario("of all, its settings are changed", needs=[CREATE, UPDATE, INFO])
def update_all(s: Session) -> None:
    group = s.name("group")
    s.client.create_subscription_to_all(group, max_retry_count=7)
    s.client.update_subscription_to_all(group, message_timeout=5.0)
    found = s.client.get_subscription_info(group)
    equal("settings", (found.max_retry_count, found.message_timeout), (7, 5.0))


@scenario("they are listed", needs=[CREATE, LIST])
def listed(s: Session) -> None:
    group, stream, _ = group_of(s, 0)
    other = s.name("group")
    s.client.create_subscription_to_stream(other, stream)
    s.client.create_subscription_to_all(other)
    found = {(i.event_source, i.group_name) for i in s.client.list_subscriptions()}
    wanted = {(stream, group), (stream, other), ("$all", other)}
    check(wanted <= found, f"{wanted - found} are not listed")
    found = {i.group_name for i in s.client.list_subscriptions_to_stream(stream)}
    equal("of the stream", found, {group, other})


# Of the packages, only the newer one shows connections.
@scenario("its consumers are told", needs=[CREATE, READ, INFO], has="NewEvents")
def connections(s: Session) -> None:
    group, stream, _ = group_of(s, 0)
    with s.client.read_subscription_to_stream(group, stream):
        found = s.client.get_subscription_info(group, stream)
        equal("number of connections", len(found.connections), 1)
    eventually("no connection", lambda: not s.client.get_subscription_info(group, stream).connections)
