"""What the server says that it can do."""

import grpc

METHOD = "/event_store.client.server_features.ServerFeatures/GetSupportedMethods"


def fields(message: bytes) -> list[tuple[int, bytes]]:
    """The fields of a message that has only texts and messages."""
    found, at = [], 0
    while at < len(message):
        tag, at = varint(message, at)
        size, at = varint(message, at)
        found.append((tag >> 3, message[at : at + size]))
        at += size
    return found


def varint(message: bytes, at: int) -> tuple[int, int]:
    value, shift = 0, 0
    while True:
        byte = message[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            return value, at


def advertised(channel: grpc.Channel) -> set[str]:
    """The methods of all services, as `persistentsubscriptions/create`."""
    answer = channel.unary_unary(METHOD)(b"", timeout=10)
    methods = set()
    for number, method in fields(answer):
        if number == 1:
            texts = {key: text.decode() for key, text in fields(method) if key in (1, 2)}
            methods.add(f"{texts[2].rsplit('.', 1)[-1]}/{texts[1]}".lower())
    return methods
