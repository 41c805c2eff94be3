"""Runs the generated Python for `cargo xtask interop languages`: the package as it is installed.

Line protocol: one JSON request a line on stdin, one JSON answer a line on stdout.

    {"op": "modules", "package": "interop_events"}       -> {"ok": true, "modules": [...]}
    {"op": "append", "module": "...", "class": "...", "json": "..."}
        -> {"ok": true, "type": "...", "stream": "...", "category": "...", "json": "..."}
    {"op": "create", "name": "..."}                      -> {"ok": true, "json": "..."}
    {"op": "run", "source": "..."}                       -> {"ok": true, "output": "..."}

`append` hands the event to py-micro-plumberd's own client, whose gRPC client is replaced.
What a model or the client refuses answers {"ok": false, "error": "..."}.
"""

import contextlib
import importlib
import io
import json
import pkgutil
import sys
import warnings
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import py_micro_plumberd.client as client_module
from py_micro_plumberd import Event, EventStoreClient

calls: list[dict[str, Any]] = []


class Recorder:
    """Stands where the gRPC client stands."""

    def __init__(self, uri: str) -> None:
        del uri

    def append_to_stream(self, stream_name: str, events: list, current_version: Any) -> int:
        del current_version
        (event,) = events
        calls.append({"stream": stream_name, "type": event.type, "json": event.data.decode()})
        return 0

    def close(self) -> None:
        pass


client_module.EventStoreDBClient = Recorder


def append(value: Any) -> dict[str, Any]:
    if not isinstance(value, Event):
        return {"ok": True, "json": json.dumps(value.model_dump(by_alias=True))}
    calls.clear()
    with EventStoreClient("esdb://localhost:2113?tls=false") as client:
        client.append_to_stream(type(value).stream("7"), value)
    (call,) = calls
    return {"ok": True, "category": type(value).CATEGORY, **call}


def read_and_append(request: dict[str, Any]) -> dict[str, Any]:
    cls = getattr(importlib.import_module(request["module"]), request["class"])
    of_text = cls.model_validate_json(request["json"])
    of_values = cls.model_validate(json.loads(request["json"]))
    if isinstance(of_text, Event) and "Id" not in json.loads(request["json"]):
        # Each has got an id of its own.
        of_values.id = of_text.id
    if of_text.model_dump() != of_values.model_dump():
        raise ValueError(f"{of_text!r} is not {of_values!r}")
    if extras := extra(of_text):
        raise ValueError(f"keys that the model does not know: {extras}")
    return append(of_text)


def extra(value: Any) -> list[str]:
    """`extra="allow"` of the base class takes a wrong key without a word."""
    return list(value.model_extra or ())


def create(request: dict[str, Any]) -> dict[str, Any]:
    from interop_events.recording import v1

    moment = datetime(2025, 7, 13, 18, 22, 19, 219266, timezone(timedelta(hours=2)))
    made = {
        "simple": lambda: v1.RecordingFinished(
            id=UUID("3fa85f64-5717-4562-b3fc-2c963f66afa6"),
            recording_id="rec-123",
            duration=120.5,
            file_path="/recordings/rec-123.mp4",
        ),
        "values": lambda: v1.ValuesSeen(
            moment=moment,
            length=-timedelta(days=1, hours=2, minutes=3, seconds=4, microseconds=5),
            price=Decimal("1.25"),
            data=b"\xfb\xff\xfe",
            other=UUID("3fa85f64-5717-4562-b3fc-2c963f66afa6"),
            quality=v1.Quality.HIGH,
            qualities=[v1.Quality(7), v1.Quality.UNSPECIFIED],
            codec=v1.Codec.CODEC_FOUR_K,
            source=v1.Source.of_address(v1.Address(street="Main")),
            target=v1.ValuesSeenTarget.of_no_target(),
        ),
        "naive": lambda: v1.ValuesSeen.model_validate({"Moment": datetime(2025, 7, 13)}),
        "digits": lambda: v1.PriceSet(price=Decimal("0.12345678901234567890")),
        "nan": lambda: v1.RecordingFinished(recording_id="", duration=float("nan"), file_path=""),
        "two": lambda: v1.Source.model_validate({"Kind": "Camera", "Camera": 1, "File": "x"}),
        "none": lambda: v1.Source(kind="Camera"),
        "fixed": lambda: v1.AccountMade.model_validate({"EventName": "other", "Account": "a"}),
        "range": lambda: v1.AccountMade(account="a", attempts=256),
    }
    return append(made[request["name"]]())


def modules(request: dict[str, Any]) -> dict[str, Any]:
    root = importlib.import_module(request["package"])
    found = [root.__name__]
    for it in pkgutil.walk_packages(root.__path__, f"{root.__name__}."):
        module = importlib.import_module(it.name)
        found.append(it.name)
        for name in getattr(module, "__all__", []):
            cls = getattr(module, name)
            if hasattr(cls, "model_rebuild"):
                cls.model_rebuild()
    return {"ok": True, "modules": found}


def run(request: dict[str, Any]) -> dict[str, Any]:
    output = io.StringIO()
    with contextlib.redirect_stdout(output):
        exec(compile(request["source"], "snippet.py", "exec"), {"__name__": "snippet"})
    return {"ok": True, "output": output.getvalue()}


OPERATIONS = {"modules": modules, "append": read_and_append, "create": create, "run": run}


def main() -> None:
    # Nothing that is generated may warn, as pydantic does of names that stand in its way.
    warnings.filterwarnings("error", category=UserWarning)
    for line in sys.stdin:
        try:
            request = json.loads(line)
            answer = OPERATIONS[request["op"]](request)
        except (ValueError, TypeError) as error:
            answer = {"ok": False, "error": f"{type(error).__name__}: {error}"}
        except Exception as error:  # noqa: BLE001 - a fault of this driver or of the package
            answer = {"ok": False, "fault": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
