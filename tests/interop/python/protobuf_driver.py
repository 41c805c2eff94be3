"""Google's Protobuf for Python, on the code that `protoc` or a published package brings.

`protobuf_driver.py <folder>` imports every `*_pb2.py` below the folder, `protobuf_driver.py <package>`
those of an installed package. Then it answers one line of JSON to each line of JSON:

- `{"op": "types"}`: the full names of the messages;
- `{"op": "make", "type": …, "seed": …}`: a message with values that follow from the seed, as bytes and as
  its canonical JSON;
- `{"op": "read", "type": …, "hex": …}`: what the bytes are, as canonical JSON, and the bytes again;
- `{"op": "parse", "type": …, "json": …}`: the same from canonical JSON.
"""
import importlib
import json
import pathlib
import random
import sys
import traceback

from google.protobuf import descriptor as d
from google.protobuf import json_format, message_factory

TEXTS = ["", "a", "Zoë 🦀", 'q"uo\\te\n', "\u2028\x00\x7f", "x" * 300]
DOUBLES = [0.0, -0.0, 1.5, -1e300, 5e-324, 120.5]
INTEGERS = {
    d.FieldDescriptor.CPPTYPE_INT32: [0, 1, -1, 2**31 - 1, -(2**31), 300],
    d.FieldDescriptor.CPPTYPE_INT64: [0, 1, -1, 2**63 - 1, -(2**63), 2**53 + 1],
    d.FieldDescriptor.CPPTYPE_UINT32: [0, 1, 2**32 - 1, 300],
    d.FieldDescriptor.CPPTYPE_UINT64: [0, 1, 2**64 - 1, 2**53 + 1],
}
WELL_KNOWN = {
    "google.protobuf.Timestamp": lambda r: {"seconds": r.choice([0, 1721000000, -62135596800, 253402300799]), "nanos": r.choice([0, 1000, 123456789])},
    "google.protobuf.Duration": lambda r: r.choice([{}, {"seconds": 93784, "nanos": 500000000}, {"seconds": -1, "nanos": -1000}]),
    "google.protobuf.FieldMask": lambda r: {"paths": r.choice([[], ["a.b", "foo_bar"]])},
}


class Refused(Exception):
    pass


def is_map(field):
    return field.message_type is not None and field.message_type.GetOptions().map_entry


def is_list(field):
    return field.label == d.FieldDescriptor.LABEL_REPEATED if not hasattr(field, "is_repeated") else field.is_repeated


def scalar(field, r):
    if field.type == d.FieldDescriptor.TYPE_STRING:
        return r.choice(TEXTS)
    if field.type == d.FieldDescriptor.TYPE_BYTES:
        return bytes(r.randrange(256) for _ in range(r.choice([0, 1, 2, 3, 40])))
    if field.type == d.FieldDescriptor.TYPE_BOOL:
        return r.random() < 0.5
    if field.type == d.FieldDescriptor.TYPE_ENUM:
        return r.choice([value.number for value in field.enum_type.values])
    if field.type == d.FieldDescriptor.TYPE_DOUBLE:
        return r.choice(DOUBLES)
    if field.type == d.FieldDescriptor.TYPE_FLOAT:
        return r.choice([0.0, 1.5, -2.25, 16777216.0])
    return r.choice(INTEGERS[field.cpp_type])


def fill(message, r, fixed, depth=0):
    """Sets the fields; those with a fixed value get it."""
    name = message.DESCRIPTOR.full_name
    if name in WELL_KNOWN:
        for key, value in WELL_KNOWN[name](r).items():
            if isinstance(value, list):
                getattr(message, key).extend(value)
            else:
                setattr(message, key, value)
        return
    if name == "google.protobuf.Value":
        json_format.ParseDict(r.choice([None, True, 1.5, "text", [1, "a"], {"k": [None, {"n": 2}]}]), message)
        return
    if name == "google.protobuf.Struct":
        json_format.ParseDict(r.choice([{}, {"k": [None, 2, {"n": "x"}]}]), message)
        return
    if name == "google.protobuf.ListValue":
        json_format.ParseDict(r.choice([[], [None, 2, {"n": "x"}]]), message)
        return
    chosen = {oneof.name: r.choice(oneof.fields).name for oneof in message.DESCRIPTOR.oneofs}
    for field in message.DESCRIPTOR.fields:
        constant = fixed.get((name, field.name))
        if constant is not None:
            setattr(message, field.name, constant)
            continue
        if field.message_type is not None and field.message_type.full_name == "google.protobuf.Any":
            continue  # its JSON is that of a type which nobody names here
        if field.containing_oneof is not None:
            synthetic = len(field.containing_oneof.fields) == 1 and field.containing_oneof.name.startswith("_")
            if chosen[field.containing_oneof.name] != field.name or (synthetic and r.random() < 0.5):
                continue
        if is_map(field):
            key, value = (field.message_type.fields_by_name[part] for part in ("key", "value"))
            target = getattr(message, field.name)
            # One entry: the order of several is nobody's promise.
            if r.random() < 0.7:
                if value.message_type is not None:
                    if depth < 3:
                        fill(target[scalar(key, r)], r, fixed, depth + 1)
                else:
                    target[scalar(key, r)] = scalar(value, r)
        elif is_list(field):
            target = getattr(message, field.name)
            for _ in range(r.choice([0, 1, 3])):
                if field.message_type is not None:
                    if depth < 3:
                        fill(target.add(), r, fixed, depth + 1)
                else:
                    target.append(scalar(field, r))
        elif field.message_type is not None:
            if depth < 3 and (r.random() < 0.8 or (name, field.name) in REQUIRED):
                getattr(message, field.name).SetInParent()
                fill(getattr(message, field.name), r, fixed, depth + 1)
        else:
            setattr(message, field.name, scalar(field, r))


REQUIRED = set()


def options(messages):
    """The fields with a fixed value, and those that have to be there, from plumberd's options."""
    fixed = {}
    for name, message in messages.items():
        for field in message.DESCRIPTOR.fields:
            for option, value in field.GetOptions().ListFields():
                if option.number == 50001:
                    fixed[(name, field.name)] = typed(field, value)
                if option.number == 50002 and value.required:
                    REQUIRED.add((name, field.name))
    return fixed


def typed(field, text):
    if field.type == d.FieldDescriptor.TYPE_STRING:
        return text
    if field.type == d.FieldDescriptor.TYPE_BOOL:
        return text == "true"
    return int(text)


def with_nested(message):
    yield message
    for nested in message.DESCRIPTOR.nested_types:
        if not nested.GetOptions().map_entry:
            yield from with_nested(message_factory.GetMessageClass(nested))


def load(source):
    folder = pathlib.Path(source)
    if folder.is_dir():
        sys.path.insert(0, str(folder))
        root = folder
    else:
        folder = pathlib.Path(importlib.import_module(source).__path__[0])
        root = folder.parent
    messages = {}
    for path in sorted(folder.rglob("*_pb2.py")):
        module = importlib.import_module(".".join(path.relative_to(root).with_suffix("").parts))
        for descriptor in module.DESCRIPTOR.message_types_by_name.values():
            for message in with_nested(message_factory.GetMessageClass(descriptor)):
                messages[message.DESCRIPTOR.full_name] = message
    return messages


def described(message):
    return {
        "hex": message.SerializeToString(deterministic=True).hex(),
        "json": json_format.MessageToJson(message, indent=None),
    }


def answer(messages, fixed, request):
    operation = request["op"]
    if operation == "types":
        return {"types": sorted(messages)}
    message = messages[request["type"]]()
    try:
        if operation == "make":
            fill(message, random.Random(f"{request['type']} {request['seed']}"), fixed)
        elif operation == "read":
            message.ParseFromString(bytes.fromhex(request["hex"]))
        elif operation == "parse":
            json_format.Parse(request["json"], message)
        else:
            raise KeyError(operation)
    except (json_format.ParseError, ValueError) as error:
        raise Refused(str(error)) from error
    return described(message)


def main():
    messages = load(sys.argv[1])
    fixed = options(messages)
    for line in sys.stdin:
        try:
            result = {"ok": True, **answer(messages, fixed, json.loads(line))}
        except Refused as error:
            result = {"ok": False, "error": str(error)}
        except Exception:
            result = {"ok": False, "fault": traceback.format_exc()}
        print(json.dumps(result), flush=True)


main()
