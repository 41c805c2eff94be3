"""Drives the real py-micro-plumberd for `cargo xtask interop py-micro-plumberd`.

Line protocol: one JSON request a line on stdin, one JSON answer a line on stdout.

    {"op": "versions"}                               -> {"ok": true, "versions": {...}}
    {"op": "capture"}                                -> {"ok": true, "events": [...]}
    {"op": "validate", "class": "X", "json": "..."}  -> {"ok": true, "dumped": {...}, "extra": [...]}
    {"op": "pascal", "names": [...]}                 -> {"ok": true, "names": [...]}
    {"op": "parse_stream", "name": "..."}            -> {"ok": true, "category": ..., "id": ...}

Whatever fails answers {"ok": false, "error": "..."}.
"""

import importlib.metadata
import json
import sys
from enum import IntEnum
from typing import Any, Optional

import py_micro_plumberd.client as client_module
from py_micro_plumberd import Event, EventStoreClient, Metadata, StreamName
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_pascal


class Recorder:
    """Stands where the gRPC client stands and keeps what it is told to send."""

    last: Optional["Recorder"] = None

    def __init__(self, uri: str) -> None:
        self.uri = uri
        self.calls: list[dict[str, Any]] = []
        Recorder.last = self

    def append_to_stream(self, stream_name: str, events: list, current_version: Any) -> int:
        for event in events:
            self.calls.append(
                {
                    "stream": stream_name,
                    "type": event.type,
                    "event_id": str(event.id),
                    "content_type": event.content_type,
                    "data": event.data.hex(),
                    "metadata": event.metadata.hex(),
                    "expected": current_version
                    if isinstance(current_version, int) and not hasattr(current_version, "name")
                    else str(current_version),
                }
            )
        return len(self.calls)

    def close(self) -> None:
        pass


client_module.EventStoreDBClient = Recorder


# The classes. tests/interop/src/py/events.rs holds the same ones in Rust.


class Priority(IntEnum):
    UNSPECIFIED = 0
    LOW = 1
    HIGH = 2


class Quality(BaseModel):
    """A nested model as a careful Python user writes it: with the alias generator."""

    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True)

    frame_rate: int
    codec_name: str


class CameraAttached(Event):
    """Used as a nested model too; then it carries an Id of its own."""

    serial_no: str
    is_3d: bool


class RecordingFinished(Event):
    recording_id: str
    duration: float
    file_path: str


class RecordingStarted(Event):
    camera: CameraAttached
    quality: Quality
    started_by: Optional[str] = None


class TaskCreated(Event):
    title: str
    description: str


class TaskCompleted(Event):
    completed_by: str
    completion_notes: Optional[str] = None


class FlagsChanged(Event):
    enabled: bool
    hidden: bool
    priority: Priority
    previous: Optional[Priority] = None


class CountersReset(Event):
    smallest: int
    largest: int
    unsigned: int
    zero: int


class MeasurementTaken(Event):
    third: float
    tenth: float
    whole: float
    huge: float
    tiny: float
    negative_zero: float


class TagsReplaced(Event):
    tags: list[str]
    counts: list[int]
    scores: dict[str, float]
    limits: dict[str, int]


class LayoutChanged(Event):
    qualities: list[Quality]
    by_name: dict[str, Quality]
    matrix: list[list[int]]


class SystemPinged(Event):
    pass


class NamesMapped(Event):
    url2_x: int
    is_3d: bool
    x1_y: int
    v_1: int
    mp4file: str
    sha256sum: str
    crc32c: int
    h264_codec: str


class ReadmeStyle(Event):
    """The style of the package's README: no annotations, so no Pascal names either."""

    def __init__(self, recording_id: str, duration: float) -> None:
        super().__init__()
        self.recording_id = recording_id
        self.duration = duration


CLASSES = {
    cls.__name__: cls
    for cls in (
        CameraAttached,
        RecordingFinished,
        RecordingStarted,
        TaskCreated,
        TaskCompleted,
        FlagsChanged,
        CountersReset,
        MeasurementTaken,
        TagsReplaced,
        LayoutChanged,
        SystemPinged,
        NamesMapped,
    )
}

G = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
H = "0d5e26d7-2b1c-4a7c-9f35-6a3c7c2f1b90"


def samples() -> list[tuple[str, str, str, Event, Optional[Metadata], Optional[int]]]:
    """Case name, category, stream id, event, metadata of the caller, expected position."""
    camera = CameraAttached(id=H, serial_no="SN-0001", is_3d=True)
    quality = Quality(frame_rate=25, codec_name="h264")
    return [
        (
            "id-given",
            "Recording",
            "b27f9322-7d73-4d98-a605-a731a2c373c6",
            RecordingFinished(
                id=G, recording_id="rec-123", duration=120.5, file_path="/recordings/rec-123.mp4"
            ),
            None,
            None,
        ),
        (
            "id-generated",
            "Recording",
            "b27f9322-7d73-4d98-a605-a731a2c373c6",
            RecordingFinished(recording_id="rec-124", duration=120.0, file_path="C:\\rec\\124.mp4"),
            None,
            0,
        ),
        (
            "id-upper-case",
            "Recording",
            "rec-123",
            RecordingFinished(id=G.upper(), recording_id="", duration=0.0, file_path=""),
            None,
            7,
        ),
        (
            "nested-models",
            "Recording",
            G,
            RecordingStarted(id=G, camera=camera, quality=quality, started_by="anna"),
            None,
            None,
        ),
        (
            "nested-models-none",
            "Recording",
            G,
            RecordingStarted(id=G, camera=camera, quality=quality),
            None,
            None,
        ),
        (
            "unicode",
            "Task",
            "7d73-4d98-a605-a731a2c373c6",
            TaskCreated(
                id=G,
                title="za\u017c\u00f3\u0142\u0107 g\u0119\u015bl\u0105 \U0001f600",
                description="quote \" slash / back \\ tab \t nl \n nul \u0000 del \u007f <b>&'+`\u2028",
            ),
            None,
            None,
        ),
        (
            "optional-none",
            "Task",
            G,
            TaskCompleted(id=G, completed_by="developer@example.com"),
            None,
            None,
        ),
        (
            "optional-some",
            "Task",
            G,
            TaskCompleted(id=G, completed_by="", completion_notes=""),
            None,
            None,
        ),
        (
            "bool-and-enum",
            "Settings",
            G,
            FlagsChanged(
                id=G, enabled=True, hidden=False, priority=Priority.HIGH, previous=Priority.LOW
            ),
            None,
            None,
        ),
        (
            "enum-none",
            "Settings",
            G,
            FlagsChanged(id=G, enabled=False, hidden=True, priority=Priority.UNSPECIFIED),
            None,
            None,
        ),
        (
            "big-integers",
            "Counter",
            G,
            CountersReset(
                id=G,
                smallest=-9223372036854775808,
                largest=9223372036854775807,
                unsigned=18446744073709551615,
                zero=0,
            ),
            None,
            None,
        ),
        (
            "floats",
            "Measurement",
            G,
            MeasurementTaken(
                id=G,
                third=1 / 3,
                tenth=0.1,
                whole=120.0,
                huge=1e300,
                tiny=1e-7,
                negative_zero=-0.0,
            ),
            None,
            None,
        ),
        (
            "lists-and-maps",
            "Tag",
            G,
            TagsReplaced(
                id=G,
                tags=["a", "", "\u00e9"],
                counts=[1, -2, 3],
                scores={"Pascal": 2.0, "a key": 1.5},
                limits={"snake_key": 1},
            ),
            None,
            None,
        ),
        (
            "empty-lists-and-maps",
            "Tag",
            G,
            TagsReplaced(id=G, tags=[], counts=[], scores={}, limits={}),
            None,
            None,
        ),
        (
            "lists-of-models",
            "Layout",
            G,
            LayoutChanged(
                id=G,
                qualities=[quality, Quality(frame_rate=50, codec_name="av1")],
                by_name={"main": quality},
                matrix=[[1, 2], [], [3]],
            ),
            None,
            None,
        ),
        ("no-fields", "System", G, SystemPinged(id=G), None, None),
        (
            "names",
            "Name",
            G,
            NamesMapped(
                id=G,
                url2_x=1,
                is_3d=True,
                x1_y=2,
                v_1=3,
                mp4file="a.mp4",
                sha256sum="00ff",
                crc32c=4,
                h264_codec="x",
            ),
            None,
            None,
        ),
        (
            "caller-metadata",
            "System",
            G,
            SystemPinged(id=G),
            Metadata(**{"$correlationId": H, "UserId": None, "Tenant": "acme", "Depth": 3}),
            None,
        ),
        ("readme-style", "Recording", G, ReadmeStyle("rec-123", 120.5), None, None),
    ]


def capture() -> dict[str, Any]:
    events = []
    for name, category, stream_id, event, metadata, expected in samples():
        with EventStoreClient("esdb://localhost:2113?tls=false") as client:
            client.append_to_stream(StreamName(category, stream_id), event, metadata, expected)
            (call,) = Recorder.last.calls
        events.append({"case": name, "id": str(event.id), **call})
    return {"ok": True, "events": events}


def validate(request: dict[str, Any]) -> dict[str, Any]:
    # Strict: a number in a string would otherwise be let through.
    event = CLASSES[request["class"]].model_validate_json(request["json"], strict=True)
    # `extra="allow"` takes a misspelt key without a word; here it has to show.
    return {
        "ok": True,
        "dumped": event.model_dump(by_alias=True, mode="json"),
        "extra": extras(event),
        "id": str(event.id),
    }


def extras(value: Any) -> list[str]:
    if isinstance(value, BaseModel):
        found = list(value.model_extra or ())
        for name in type(value).model_fields:
            found += extras(getattr(value, name))
        return found
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [name for item in value for name in extras(item)]
    return []


def parse_stream(request: dict[str, Any]) -> dict[str, Any]:
    name = StreamName.parse(request["name"])
    return {"ok": True, "category": name.category, "id": name.stream_id}


def versions() -> dict[str, Any]:
    names = ("py-micro-plumberd", "esdbclient", "pydantic")
    return {
        "ok": True,
        "versions": {name: importlib.metadata.version(name) for name in names},
    }


OPERATIONS = {
    "versions": lambda request: versions(),
    "capture": lambda request: capture(),
    "validate": validate,
    "pascal": lambda request: {"ok": True, "names": [to_pascal(name) for name in request["names"]]},
    "parse_stream": parse_stream,
}


def main() -> None:
    for line in sys.stdin:
        try:
            request = json.loads(line)
            answer = OPERATIONS[request["op"]](request)
        except Exception as error:  # noqa: BLE001 - every failure is an answer
            answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
