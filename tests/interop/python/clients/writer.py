"""py-micro-plumberd: what its client and its command bus write, read back through esdbclient."""

import asyncio
import json
import math
import os
import socket
import uuid
from datetime import datetime
from typing import Any, Optional

import py_micro_plumberd.client as client_module

# The samples stand in the driver of the suite without a server, which puts a recorder there.
REAL = client_module.EventStoreDBClient
import py_micro_plumberd_driver as samples  # noqa: E402

client_module.EventStoreDBClient = REAL

from py_micro_plumberd import (  # noqa: E402
    CommandBus,
    Event,
    EventStoreClient,
    Metadata,
    StreamName,
)

from .scenario import Scenarios, Skipped, check, equal, raises  # noqa: E402
from .session import Package, Session  # noqa: E402

scenario = Scenarios("write")


class Writing(Session):
    """A session whose client reads what the package wrote."""

    def __init__(self) -> None:
        super().__init__(
            Package("esdbclient", "EventStoreDBClient", "AsyncEventStoreDBClient", "esdb"), False
        )
        # A certificate reaches the package by its connection string only.
        if self.encrypted:
            self.url = self.secure(more=f"&TlsCaFile={os.environ['PLUMBERD_CERTIFICATE']}")
        self.writer = EventStoreClient(self.url)

    def stream(self, category: str = "Recording") -> StreamName:
        return StreamName(category, str(uuid.uuid4()))

    def one(self, stream: object) -> Any:
        (found,) = self.client.get_stream(str(stream))
        return found

    def close(self) -> None:
        self.writer.close()
        super().close()


def finished(id: Optional[str] = None) -> Event:  # noqa: A002
    more = {"id": id} if id else {}
    return samples.RecordingFinished(
        recording_id="rec-123", duration=120.5, file_path="/recordings/rec-123.mp4", **more
    )


@scenario("an event, its data and its metadata")
def event(s: Writing) -> None:
    stream, event = s.stream(), finished()
    s.writer.append_to_stream(stream, event)
    found = s.one(stream)
    equal("type", found.type, "RecordingFinished")
    equal("content type", found.content_type, "application/json")
    expected = {
        "Id": str(event.id),
        "RecordingId": "rec-123",
        "Duration": 120.5,
        "FilePath": "/recordings/rec-123.mp4",
    }
    equal("bytes", found.data, json.dumps(expected).encode())
    metadata = json.loads(found.metadata)
    names = ["Created", "ClientHostName", "$correlationId", "$causationId"]
    equal("keys of the metadata", list(metadata), names)
    equal("host", metadata["ClientHostName"], socket.gethostname())
    equal("ids", {metadata["$correlationId"], metadata["$causationId"]}, {str(event.id)})
    check(datetime.fromisoformat(metadata["Created"]).tzinfo is not None, "Created has no zone")


@scenario("the commit position is returned")
def position(s: Writing) -> None:
    stream = s.stream()
    first = s.writer.append_to_stream(stream, finished())
    second = s.writer.append_to_stream(stream, finished())
    positions = [event.commit_position for event in s.client.get_stream(str(stream))]
    equal("positions", positions, [first, second])


@scenario("the stream as a text")
def text(s: Writing) -> None:
    stream = str(s.stream())
    s.writer.append_to_stream(stream, finished())
    equal("stream", s.one(stream).stream_name, stream)


@scenario("two events of a task, in order")
def task(s: Writing) -> None:
    stream = s.stream("Task")
    created = samples.TaskCreated(title="Implement it", description="all of it")
    completed = samples.TaskCompleted(completed_by="developer@example.com", completion_notes="ok")
    with EventStoreClient(s.url) as writer:
        writer.append_to_stream(stream, created)
        writer.append_to_stream(stream, completed)
    found = s.client.get_stream(str(stream))
    equal("types", [event.type for event in found], ["TaskCreated", "TaskCompleted"])


@scenario("an expected position")
def expected(s: Writing) -> None:
    stream = s.stream()
    s.writer.append_to_stream(stream, finished())
    s.writer.append_to_stream(stream, finished(), expected_position=0)
    wrong = s.error("WrongCurrentVersion")
    for position in (0, 5):
        raises(wrong, s.writer.append_to_stream, stream, finished(), expected_position=position)
    equal("version", s.client.get_current_version(str(stream)), 1)


@scenario("an expected position where there is no stream")
def expected_missing(s: Writing) -> None:
    stream = s.stream()
    wrong = s.error("WrongCurrentVersion")
    raises(wrong, s.writer.append_to_stream, stream, finished(), expected_position=0)


@scenario("metadata of the caller")
def metadata(s: Writing) -> None:
    stream, correlation = s.stream(), str(uuid.uuid4())
    more = Metadata(**{"$correlationId": correlation, "Tenant": "acme", "UserId": None})
    event = finished()
    s.writer.append_to_stream(stream, event, metadata=more)
    found = json.loads(s.one(stream).metadata)
    equal("correlation", found["$correlationId"], correlation)
    equal("causation", found["$causationId"], str(event.id))
    equal("the caller's", (found["Tenant"], found["UserId"]), ("acme", None))


@scenario("the default metadata, given by the caller")
def default_metadata(s: Writing) -> None:
    stream = s.stream()
    s.writer.append_to_stream(stream, finished(), Metadata.default())
    check("Created" in json.loads(s.one(stream).metadata), "no Created")


@scenario("a stream with a tombstone refuses")
def tombstone(s: Writing) -> None:
    stream = s.stream()
    s.client.tombstone_stream(str(stream), current_version=s.any)
    raises(s.error("StreamIsDeleted"), s.writer.append_to_stream, stream, finished())


@scenario("a deleted stream goes on")
def deleted(s: Writing) -> None:
    stream = s.stream()
    s.writer.append_to_stream(stream, finished())
    s.client.delete_stream(str(stream), current_version=0)
    s.writer.append_to_stream(stream, finished())
    equal("position", s.one(stream).stream_position, 1)


@scenario("the same event twice is two events")
def twice(s: Writing) -> None:
    # The package gives the store a new id each time.
    stream, event = s.stream(), finished()
    s.writer.append_to_stream(stream, event)
    s.writer.append_to_stream(stream, event)
    found = s.client.get_stream(str(stream))
    equal("ids in the data", {json.loads(e.data)["Id"] for e in found}, {str(event.id)})
    equal("ids of the store", len({e.id for e in found}), 2)


@scenario("what is not JSON stays as it was written")
def not_json(s: Writing) -> None:
    stream = s.stream()
    event = finished()
    event.duration = math.nan
    s.writer.append_to_stream(stream, event)
    check(b'"Duration": NaN' in s.one(stream).data, "NaN is gone")


@scenario("what the package cannot write does not reach the server")
def unwritable(s: Writing) -> None:
    class Dated(Event):
        at: datetime

    stream = s.stream()
    raises(TypeError, s.writer.append_to_stream, stream, Dated(at=datetime(2026, 1, 1)))
    equal("version", s.client.get_current_version(str(stream)), s.no_stream)


@scenario("a hundred events keep their order")
def hundred(s: Writing) -> None:
    stream = s.stream()
    events = [samples.SystemPinged() for _ in range(100)]
    for event in events:
        s.writer.append_to_stream(stream, event)
    found = [json.loads(e.data)["Id"] for e in s.client.get_stream(str(stream))]
    equal("ids", found, [str(event.id) for event in events])


@scenario("deadlines and keep-alives are taken")
def parameters(s: Writing) -> None:
    stream = s.stream()
    with EventStoreClient(
        connection_string=s.url, default_deadline=30, keep_alive_interval=10, keep_alive_timeout=10
    ) as writer:
        writer.append_to_stream(stream, finished())
    equal("type", s.one(stream).type, "RecordingFinished")


@scenario("where nobody listens")
def nobody(s: Writing) -> None:
    def write() -> None:
        with EventStoreClient("esdb://127.0.0.1:1?tls=false&MaxDiscoverAttempts=1") as writer:
            writer.append_to_stream(s.stream(), finished())

    kinds = (s.error("ServiceUnavailable"), s.error("DiscoveryFailed"))
    raises(kinds, write)


def sample_scenario(name: str, category: str, event: Event, more: Optional[Metadata]) -> None:
    @scenario(f"sample {name}")
    def run(s: Writing) -> None:
        # plumberd reads these streams as typed events.
        stream = StreamName(category, f"python-{name}")
        if s.client.get_current_version(str(stream)) is not s.no_stream:
            raise Skipped("it is there from an earlier run")
        s.writer.append_to_stream(stream, event, more)
        found = s.one(stream)
        equal("type", found.type, type(event).__name__)
        equal("bytes", found.data, json.dumps(event.model_dump(by_alias=True)).encode())
        equal("causation", json.loads(found.metadata)["$causationId"], str(event.id))


SAMPLES = samples.samples()
for name, category, _, event_of, more, _ in SAMPLES:
    sample_scenario(name, category, event_of, more)


def typed_scenario(name: str, category: str, event: Event) -> None:
    @scenario(f"sample {name}, as plumberd wrote it")
    def run(s: Writing) -> None:
        found = s.one(f"{category}-rust-{name}")
        equal("type", found.type, type(event).__name__)
        equal("content type", found.content_type, "application/json")
        equal("id of the store", str(found.id), json.loads(found.data)["Id"])
        read = samples.CLASSES[found.type].model_validate_json(found.data, strict=True)
        equal("keys the model does not know", samples.extras(read), [])
        equal("value", read, event)
        keys = json.loads(found.metadata)
        check(datetime.fromisoformat(keys["Created"][:26] + "+00:00") is not None, "Created")


# What plumberd writes beside a server that has a file, and the package has a model for.
TYPED = (
    "id-given nested-models unicode optional-none bool-and-enum big-integers floats "
    "lists-and-maps lists-of-models no-fields names"
).split()
for name, category, _, event_of, _, _ in SAMPLES:
    if os.environ.get("PLUMBERD_STORE") and name in TYPED:
        typed_scenario(name, category, event_of)


class CreateTask(Event):
    title: str
    due: datetime


def sent(s: Writing, bus: CommandBus) -> Any:
    found = s.one(bus.stream_in)
    metadata = json.loads(found.metadata)
    names = "Created ClientHostName $correlationId $causationId RecipientId SessionId UserId"
    equal("keys of the metadata", list(metadata), names.split())
    equal("session", metadata["SessionId"], bus.session_id)
    equal("recipient", metadata["RecipientId"], "recipient-1")
    return found


@scenario("a command is sent")
def command(s: Writing) -> None:
    bus, command = CommandBus(s.writer), CreateTask(title="x", due=datetime(2026, 1, 2, 3, 4, 5))
    asyncio.run(bus.send_async("recipient-1", command))
    found = sent(s, bus)
    equal("stream", found.stream_name, f">SessionIn-{bus.session_id}")
    equal("type", found.type, "CreateTask")
    expected = {"Id": str(command.id), "Title": "x", "Due": "2026-01-02T03:04:05"}
    equal("data", json.loads(found.data), expected)
    equal("correlation", json.loads(found.metadata)["$correlationId"], str(command.id))


@scenario("a command is queued")
def queued(s: Writing) -> None:
    bus = CommandBus(s.writer)
    asyncio.run(bus.queue_async("recipient-1", samples.SystemPinged()))
    equal("type", sent(s, bus).type, "SystemPinged")


@scenario("a command that is a dict")
def command_dict(s: Writing) -> None:
    bus = CommandBus(s.writer)
    asyncio.run(bus.send_async("recipient-1", {"Title": "x"}))
    found = sent(s, bus)
    equal("type and data", (found.type, json.loads(found.data)), ("dict", {"Title": "x"}))


@scenario("a command that is awaited is refused by the package")
def awaited(s: Writing) -> None:
    bus = CommandBus(s.writer)
    call = bus.send_async("recipient-1", samples.SystemPinged(), fire_and_forget=False)
    raises(NotImplementedError, asyncio.run, call)
    equal("version", s.client.get_current_version(bus.stream_in), s.no_stream)


@scenario("a command bus in a with statement")
def bus_context(s: Writing) -> None:
    async def run() -> str:
        async with CommandBus(EventStoreClient(s.url)) as bus:
            await bus.send_async("recipient-1", samples.SystemPinged())
            return bus.stream_in

    equal("type", s.one(asyncio.run(run())).type, "SystemPinged")
    with CommandBus(EventStoreClient(s.url)) as bus:
        asyncio.run(bus.send_async(uuid.uuid4(), samples.SystemPinged()))
    equal("type", s.one(bus.stream_in).type, "SystemPinged")
