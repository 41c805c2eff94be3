"""Drives the real .NET System.Text.Json for `cargo xtask interop dotnet-json`.

Needs no .NET SDK: the runtime comes from PyPI's dotnetcore2, the bridge is pythonnet, and the
classes are made in memory with Reflection.Emit. The options are System.Text.Json's defaults.

Line protocol: one JSON request a line on stdin, one JSON answer a line on stdout.

    {"op": "versions"}                                       -> {"ok": true, "versions": {...}}
    {"op": "roundtrip", "class": <class>, "json": "..."}     -> {"ok": true, "json": "..."}
    {"op": "write", "class": <class>, "set": {"A": "1.5"}}   -> {"ok": true, "json": "..."}
    {"op": "timespan", "text": "..."}                        -> {"ok": true, "ticks": 0, "text": "..."}
    {"op": "timespan_of_ticks", "ticks": 0}                  -> the same
    {"op": "datetimeoffset", "text": "..."}                  -> {"ok": true, "ticks": 0, "offset_minutes": 0}
    {"op": "guid", "text": "..."}                            -> {"ok": true, "text": "..."}
    {"op": "guid_of_text", "text": "..."}                    -> {"ok": true, "text": "..."}
    {"op": "state_id", "id": "<guid>", "version": 0}         -> {"ok": true, "text": "..."}

A class is {"name": "X", "fields": [["Name", <type>], ...]}. A type is a primitive's name or one of
{"nullable": t}, {"list": t}, {"array": t}, {"set": t}, {"dict": t}, {"class": <class>},
{"enum": {"name": "E", "values": {"Low": 1}}}.

Whatever .NET refuses answers {"ok": false, "error": "<exception>: <message>"}.

TimeSpan: the System.Text.Json of this runtime (3.1) has no converter for it; later ones read and
write the constant ("c") format. So its text goes through TimeSpan.ParseExact(…, "c", …) here.
"""

import hashlib
import json
import os
import pathlib
import sys
import tempfile
from typing import Any

os.environ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1"
os.environ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1"

import clr_loader  # noqa: E402
import dotnetcore2  # noqa: E402
from pythonnet import set_runtime  # noqa: E402

RUNTIME_CONFIG = {
    "runtimeOptions": {
        "tfm": "netcoreapp3.1",
        "framework": {"name": "Microsoft.NETCore.App", "version": "3.1.0"},
        "configProperties": {"System.Globalization.Invariant": True},
    }
}

with tempfile.NamedTemporaryFile("w", suffix=".runtimeconfig.json", delete=False) as config:
    json.dump(RUNTIME_CONFIG, config)
root = pathlib.Path(dotnetcore2.__file__).parent / "bin"
set_runtime(clr_loader.get_coreclr(runtime_config=config.name, dotnet_root=str(root)))

import clr  # noqa: E402

os.unlink(config.name)
clr.AddReference("System.Text.Json")
clr.AddReference("System.Collections")

import System  # noqa: E402
from System import Array, Byte, Object, String, Type  # noqa: E402
from System.Collections.Generic import Dictionary, HashSet, List  # noqa: E402
from System.Reflection import (  # noqa: E402
    AssemblyName,
    FieldAttributes,
    MethodAttributes,
    PropertyAttributes,
    TypeAttributes,
)
from System.Reflection.Emit import AssemblyBuilder, AssemblyBuilderAccess, OpCodes  # noqa: E402

module = AssemblyBuilder.DefineDynamicAssembly(
    AssemblyName("Interop"), AssemblyBuilderAccess.Run
).DefineDynamicModule("Interop")

PRIMITIVES = {
    "bool": System.Boolean,
    "sbyte": System.SByte,
    "byte": System.Byte,
    "short": System.Int16,
    "ushort": System.UInt16,
    "int": System.Int32,
    "uint": System.UInt32,
    "long": System.Int64,
    "ulong": System.UInt64,
    "float": System.Single,
    "double": System.Double,
    "decimal": System.Decimal,
    "string": System.String,
    "Guid": System.Guid,
    "DateTimeOffset": System.DateTimeOffset,
    "DateTime": System.DateTime,
    "TimeSpan": System.TimeSpan,
    "object": System.Object,
}


def clr_type(cls: Any) -> Type:
    return clr.GetClrType(cls)


LIST = clr_type(List[Object])
SET = clr_type(HashSet[Object])
DICTIONARY = clr_type(Dictionary[String, Object])
NULLABLE = clr_type(System.Nullable[System.Int32])


def make(definition: Type, *arguments: Type) -> Type:
    return definition.GetGenericTypeDefinition().MakeGenericType(Array[Type](arguments))


made: dict[str, Type] = {}
serial = 0


def type_of(shape: Any) -> Type:
    if isinstance(shape, str):
        if shape == "bytes":
            return clr_type(Byte).MakeArrayType()
        return clr_type(PRIMITIVES[shape])
    ((kind, inner),) = shape.items()
    if kind == "class":
        return class_of(inner)
    if kind == "enum":
        return enum_of(inner)
    inner = type_of(inner)
    if kind == "nullable":
        # A reference type is nullable as it is.
        return make(NULLABLE, inner) if inner.IsValueType else inner
    if kind == "list":
        return make(LIST, inner)
    if kind == "array":
        return inner.MakeArrayType()
    if kind == "set":
        return make(SET, inner)
    if kind == "dict":
        return make(DICTIONARY, clr_type(String), inner)
    raise ValueError(f"no such type: {kind}")


def unique(name: str) -> str:
    global serial
    serial += 1
    return f"Shape{serial}.{name}"


def enum_of(shape: dict[str, Any]) -> Type:
    key = json.dumps(["enum", shape])
    if key not in made:
        underlying = PRIMITIVES[shape.get("underlying", "int")]
        builder = module.DefineEnum(
            unique(shape["name"]), TypeAttributes.Public, clr_type(underlying)
        )
        for name, value in shape["values"].items():
            builder.DefineLiteral(name, underlying(value))
        made[key] = builder.CreateTypeInfo().AsType()
    return made[key]


def class_of(shape: dict[str, Any]) -> Type:
    key = json.dumps(["class", shape])
    if key not in made:
        fields = [(name, type_of(inner)) for name, inner in shape["fields"]]
        builder = module.DefineType(unique(shape["name"]), TypeAttributes.Public)
        for name, field_type in fields:
            define_property(builder, name, field_type)
        made[key] = builder.CreateTypeInfo().AsType()
    return made[key]


ACCESSOR = MethodAttributes.Public | MethodAttributes.SpecialName | MethodAttributes.HideBySig


def define_property(builder: Any, name: str, field_type: Type) -> None:
    """`public T Name { get; set; }`, as the C# compiler lays it out."""
    field = builder.DefineField("_" + name, field_type, FieldAttributes.Private)
    prop = builder.DefineProperty(name, PropertyAttributes.HasDefault, field_type, Type.EmptyTypes)
    getter = builder.DefineMethod("get_" + name, ACCESSOR, field_type, Type.EmptyTypes)
    il = getter.GetILGenerator()
    il.Emit(OpCodes.Ldarg_0)
    il.Emit(OpCodes.Ldfld, field)
    il.Emit(OpCodes.Ret)
    setter = builder.DefineMethod("set_" + name, ACCESSOR, None, Array[Type]([field_type]))
    il = setter.GetILGenerator()
    il.Emit(OpCodes.Ldarg_0)
    il.Emit(OpCodes.Ldarg_1)
    il.Emit(OpCodes.Stfld, field)
    il.Emit(OpCodes.Ret)
    prop.SetGetMethod(getter)
    prop.SetSetMethod(setter)


SERIALIZER = next(
    t
    for assembly in System.AppDomain.CurrentDomain.GetAssemblies()
    if assembly.GetName().Name == "System.Text.Json"
    for t in [assembly.GetType("System.Text.Json.JsonSerializer")]
)
OPTIONS = SERIALIZER.Assembly.GetType("System.Text.Json.JsonSerializerOptions")
SERIALIZE = SERIALIZER.GetMethod(
    "Serialize", Array[Type]([clr_type(Object), clr_type(Type), OPTIONS])
)
DESERIALIZE = SERIALIZER.GetMethod(
    "Deserialize", Array[Type]([clr_type(String), clr_type(Type), OPTIONS])
)


def invoke(method: Any, *arguments: Any) -> Any:
    try:
        return method.Invoke(None, Array[Object](arguments))
    except System.Reflection.TargetInvocationException as error:
        inner = error.InnerException
        raise Refused(f"{inner.GetType().Name}: {inner.Message}") from None


class Refused(Exception):
    """What .NET threw."""


def roundtrip(request: dict[str, Any]) -> dict[str, Any]:
    shape = class_of(request["class"])
    value = invoke(DESERIALIZE, request["json"], shape, None)
    return {"ok": True, "json": invoke(SERIALIZE, value, shape, None)}


def write(request: dict[str, Any]) -> dict[str, Any]:
    """Writes an object whose members were set from their invariant texts, not from JSON."""
    shape = class_of(request["class"])
    value = System.Activator.CreateInstance(shape)
    for name, text in request.get("set", {}).items():
        prop = shape.GetProperty(name)
        prop.SetValue(value, of_text(prop.PropertyType, text))
    return {"ok": True, "json": invoke(SERIALIZE, value, shape, None)}


def of_text(target: Type, text: str) -> Any:
    if target.Name == "String":
        return text
    arguments = [text] if target.Name == "Guid" else [text, System.Globalization.CultureInfo.InvariantCulture]
    kinds = [clr_type(String), clr_type(System.IFormatProvider)][: len(arguments)]
    return invoke(target.GetMethod("Parse", Array[Type](kinds)), *arguments)


def timespan(request: dict[str, Any]) -> dict[str, Any]:
    culture = System.Globalization.CultureInfo.InvariantCulture
    try:
        span = System.TimeSpan.ParseExact(request["text"], "c", culture)
    except System.Exception as error:
        raise Refused(f"{error.GetType().Name}: {error.Message}") from None
    return {"ok": True, "ticks": span.Ticks, "text": span.ToString("c")}


def timespan_of_ticks(request: dict[str, Any]) -> dict[str, Any]:
    span = System.TimeSpan.FromTicks(request["ticks"])
    return {"ok": True, "ticks": span.Ticks, "text": span.ToString("c")}


def datetimeoffset(request: dict[str, Any]) -> dict[str, Any]:
    """The way in which the metadata's `Created` is read: DateTimeOffset.Parse, not JSON."""
    culture = System.Globalization.CultureInfo.InvariantCulture
    try:
        value = System.DateTimeOffset.Parse(request["text"], culture)
    except System.Exception as error:
        raise Refused(f"{error.GetType().Name}: {error.Message}") from None
    return {
        "ok": True,
        "ticks": value.UtcTicks,
        "offset_minutes": int(value.Offset.TotalMinutes),
    }


def guid(request: dict[str, Any]) -> dict[str, Any]:
    """The way in which the metadata's ids are read: Guid.Parse, not JSON."""
    try:
        return {"ok": True, "text": System.Guid.Parse(request["text"]).ToString()}
    except System.Exception as error:
        raise Refused(f"{error.GetType().Name}: {error.Message}") from None


def guid_of_text(request: dict[str, Any]) -> dict[str, Any]:
    """micro-plumberd's string-to-GUID. The hash is Python's (.NET's needs an old libssl); the
    order of the bytes, which is what goes wrong elsewhere, is .NET's."""
    digest = hashlib.sha256(request["text"].encode()).digest()
    folded = bytes(a ^ b for a, b in zip(digest[:16], digest[16:]))
    return {"ok": True, "text": System.Guid(Array[Byte](list(folded))).ToString()}


def state_id(request: dict[str, Any]) -> dict[str, Any]:
    """micro-plumberd's id of a state event: the first eight bytes in memory XOR the version."""
    data = bytearray(System.Guid.Parse(request["id"]).ToByteArray())
    version = request["version"].to_bytes(8, "little", signed=True)
    for index in range(8):
        data[index] ^= version[index]
    return {"ok": True, "text": System.Guid(Array[Byte](list(data))).ToString()}


def versions() -> dict[str, Any]:
    return {
        "ok": True,
        "versions": {
            "runtime": str(System.Environment.Version),
            "System.Text.Json": str(SERIALIZER.Assembly.GetName().Version),
        },
    }


OPERATIONS = {
    "versions": lambda request: versions(),
    "roundtrip": roundtrip,
    "write": write,
    "timespan": timespan,
    "timespan_of_ticks": timespan_of_ticks,
    "datetimeoffset": datetimeoffset,
    "guid": guid,
    "guid_of_text": guid_of_text,
    "state_id": state_id,
}


def main() -> None:
    for line in sys.stdin:
        try:
            request = json.loads(line)
            answer = OPERATIONS[request["op"]](request)
        except Refused as error:
            answer = {"ok": False, "error": str(error)}
        except Exception as error:  # noqa: BLE001 - a fault of this driver is no refusal by .NET
            answer = {"ok": False, "fault": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
