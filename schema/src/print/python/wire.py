"""How values travel: the JSON that .NET micro-plumberd and plumberd read and write."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from enum import IntEnum
from typing import Annotated, Any, ClassVar, TypeVar
from uuid import UUID, uuid4

import py_micro_plumberd
from pydantic import (
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    JsonValue,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    WrapSerializer,
    model_serializer,
    model_validator,
)
from pydantic.alias_generators import to_pascal
from pydantic.functional_validators import ModelWrapValidatorHandler
from pydantic_core import CoreSchema, core_schema
from typing_extensions import Self

__all__ = [
    "Bytes",
    "Choice",
    "ClosedEnum",
    "Data",
    "Double",
    "Empty",
    "Guid",
    "Int8",
    "Int16",
    "Int32",
    "Int64",
    "Json",
    "Number",
    "OpenEnum",
    "RecordedEvent",
    "SetOf",
    "Single",
    "TimeSpan",
    "Timestamp",
    "UInt8",
    "UInt16",
    "UInt32",
    "UInt64",
    "new_id",
]

T = TypeVar("T")


def new_id() -> UUID:
    """A fresh id of an event."""
    return uuid4()


def _bytes_of_text(value: Any) -> Any:
    return base64.b64decode(value, validate=True) if isinstance(value, str) else value


def _text_of_bytes(value: bytes) -> str:
    return base64.b64encode(value).decode("ascii")


_TIME_SPAN = re.compile(
    r"(-)?(?:(\d{1,8})\.)?([01]\d|2[0-3]):([0-5]\d):([0-5]\d)(?:\.(\d{1,7}))?", re.ASCII
)


def _timedelta_of_text(value: Any) -> Any:
    """Reads .NET's constant format, `[-][d.]hh:mm:ss[.fffffff]`, down to microseconds."""
    if not isinstance(value, str):
        return value
    found = _TIME_SPAN.fullmatch(value)
    if found is None:
        raise ValueError("a time span is written [-][d.]hh:mm:ss[.fffffff]")
    sign, days, hours, minutes, seconds, fraction = found.groups()
    span = timedelta(
        days=int(days or 0),
        hours=int(hours),
        minutes=int(minutes),
        seconds=int(seconds),
        microseconds=int((fraction or "").ljust(7, "0")[:6]),
    )
    return -span if sign else span


def _text_of_timedelta(value: timedelta) -> str:
    sign = "-" if value < timedelta() else ""
    value = abs(value)
    minutes, seconds = divmod(value.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    days = f"{value.days}." if value.days else ""
    fraction = f".{value.microseconds:06}0" if value.microseconds else ""
    return f"{sign}{days}{hours:02}:{minutes:02}:{seconds:02}{fraction}"


def _decimal_of_number(value: Any) -> Any:
    # By way of its text: 0.1 is the decimal 0.1, not the nearest binary fraction.
    return Decimal(repr(value)) if isinstance(value, float) else value


def _number_of_decimal(value: Decimal) -> int | float:
    """A JSON number. py-micro-plumberd writes with `json.dumps`, which has no decimals."""
    if not value.is_finite() or abs(value) > 79228162514264337593543950335:
        raise ValueError(f"{value} is beyond .NET's decimal")
    if value == value.to_integral_value():
        return int(value)
    number = float(value)
    if Decimal(repr(number)) != value:
        raise ValueError(f"{value} has more digits than json.dumps can write as a number")
    return number


Int8 = Annotated[int, Field(ge=-(2**7), lt=2**7)]
Int16 = Annotated[int, Field(ge=-(2**15), lt=2**15)]
Int32 = Annotated[int, Field(ge=-(2**31), lt=2**31)]
Int64 = Annotated[int, Field(ge=-(2**63), lt=2**63)]
UInt8 = Annotated[int, Field(ge=0, lt=2**8)]
UInt16 = Annotated[int, Field(ge=0, lt=2**16)]
UInt32 = Annotated[int, Field(ge=0, lt=2**32)]
UInt64 = Annotated[int, Field(ge=0, lt=2**64)]
Single = Annotated[float, Field(ge=-3.4028235e38, le=3.4028235e38, allow_inf_nan=False)]
Double = Annotated[float, Field(allow_inf_nan=False)]
Bytes = Annotated[bytes, BeforeValidator(_bytes_of_text), PlainSerializer(_text_of_bytes)]
Guid = Annotated[UUID, PlainSerializer(lambda value: str(value))]
Timestamp = Annotated[AwareDatetime, PlainSerializer(lambda value: value.isoformat())]
TimeSpan = Annotated[
    timedelta, BeforeValidator(_timedelta_of_text), PlainSerializer(_text_of_timedelta)
]
Number = Annotated[Decimal, BeforeValidator(_decimal_of_number), PlainSerializer(_number_of_decimal)]
Json = JsonValue
SetOf = Annotated[set[T], WrapSerializer(lambda value, handler: sorted(handler(value)))]


class _Enum(IntEnum):
    """An enum that is read by number or by name."""

    @classmethod
    def names(cls) -> Mapping[str, int]:
        """The numbers by name; the first name of a number is the one that is written."""
        return {}

    @classmethod
    def writes_names(cls) -> bool:
        """Whether JSON has the names, not the numbers."""
        return False

    @classmethod
    def _read(cls, value: Any) -> Self:
        if isinstance(value, str):
            number = cls.names().get(value)
            if number is None:
                raise ValueError(f"no {cls.__name__} is called {value!r}")
            return cls(number)
        if isinstance(value, bool) or not isinstance(value, int):
            raise ValueError(f"a {cls.__name__} is a number or a name")
        return cls(value)

    def _write(self) -> int | str:
        if self.writes_names():
            for name, number in self.names().items():
                if number == self.value:
                    return name
        return int(self)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._read, serialization=core_schema.plain_serializer_function_ser_schema(cls._write)
        )


class ClosedEnum(_Enum):
    """An enum that refuses numbers that it does not know."""


class OpenEnum(_Enum):
    """An enum that keeps numbers that it does not know."""

    @classmethod
    def _missing_(cls, value: object) -> OpenEnum | None:
        if isinstance(value, bool) or not isinstance(value, int) or not -(2**31) <= value < 2**31:
            return None
        unknown = int.__new__(cls, value)
        unknown._name_ = f"UNKNOWN_{value}"
        unknown._value_ = value
        return unknown


def _without_absent(model: BaseModel, dumped: dict[str, Any]) -> dict[str, Any]:
    """Leaves out what is absent. A null that is a value, in free-form JSON, stays."""
    for name, field in type(model).model_fields.items():
        if field.default is None and model.__dict__.get(name) is None:
            dumped.pop(field.serialization_alias or name, None)
            dumped.pop(name, None)
    return dumped


class Data(BaseModel):
    """A type that events are made of. Its attributes are snake_case, its JSON is PascalCase."""

    model_config = ConfigDict(
        alias_generator=to_pascal, populate_by_name=True, protected_namespaces=()
    )

    @model_serializer(mode="wrap")
    def _serialize(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _without_absent(self, handler(self))


class Empty(Data):
    """A message without fields."""


class Choice(Data):
    """Exactly one of several alternatives: `kind` names it, the member of that name holds it."""

    MEMBERS: ClassVar[Mapping[str, str | None]] = {}

    @model_validator(mode="wrap")
    @classmethod
    def _check(cls, value: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(value, dict) and value.get("Kind", value.get("kind")) is None:
            for name, member in cls.MEMBERS.items():
                if member is not None and any(
                    value.get(key) is not None for key in (name, member)
                ):
                    value = {**value, "Kind": name}
                    break
        choice = handler(value)
        held = choice.__dict__
        kind = held.get("kind")
        for name, member in cls.MEMBERS.items():
            if member is not None and (held.get(member) is None) == (name == kind):
                fault = "is missing" if name == kind else "does not belong to it"
                raise ValueError(f"the kind is {kind!r}, and the member {member} {fault}")
        return choice


class RecordedEvent(py_micro_plumberd.Event):
    """An event that py-micro-plumberd's client can append as it is."""

    model_config = ConfigDict(use_enum_values=False, protected_namespaces=())

    CATEGORY: ClassVar[str]
    """The part of its streams' names before the first dash."""
    EVENT_TYPE: ClassVar[str]
    """The type name in the store."""
    VERSION: ClassVar[int]
    """The version of its shape."""

    @classmethod
    def stream(cls, stream_id: object) -> py_micro_plumberd.StreamName:
        """The stream of this category with this id."""
        return py_micro_plumberd.StreamName(category=cls.CATEGORY, stream_id=str(stream_id))

    @model_serializer(mode="wrap")
    def _serialize(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return _without_absent(self, handler(self))
