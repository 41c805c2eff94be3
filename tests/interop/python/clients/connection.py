"""Connections: connection strings, gossip, deadlines, reconnects."""

import socket

from .scenario import Scenarios, check, equal, raises
from .session import Session

scenario = Scenarios("connect")


@scenario("gossip knows one leader", has="read_gossip")
def gossip(s: Session) -> None:
    (member,) = s.client.read_gossip()
    check("LEADER" in str(member.state).upper(), f"its state is {member.state}")
    equal("address", f"{member.address}:{member.port}", s.target)


@scenario("by discovery")
def discover(s: Session) -> None:
    host, port = s.target.rsplit(":", 1)
    url = f"{s.package.scheme}://{host}:{port},{host}:{port}?Tls=false"
    client = s.connect(url)
    try:
        stream = s.name()
        client.append_to_stream(stream, current_version=s.no_stream, events=s.event())
        equal("number of events", len(client.get_stream(stream)), 1)
    finally:
        client.close()


@scenario("all options of the connection string")
def options(s: Session) -> None:
    more = (
        "ConnectionName=scenario&MaxDiscoverAttempts=2&DiscoveryInterval=50&GossipTimeout=2"
        "&NodePreference=leader&TlsVerifyCert=false&DefaultDeadline=5"
        "&KeepAliveInterval=10000&KeepAliveTimeout=10000"
    )
    client = s.connect(f"{s.package.scheme}://{s.target}?Tls=false&{more}")
    try:
        check(client.get_current_version(s.name()) is s.no_stream, "no stream")
    finally:
        client.close()


@scenario("there is no follower")
def follower(s: Session) -> None:
    host, port = s.target.rsplit(":", 1)
    url = (
        f"{s.package.scheme}://{host}:{port},{host}:{port}"
        "?Tls=false&NodePreference=follower&MaxDiscoverAttempts=1"
    )

    def connect() -> None:
        client = s.connect(url)
        client.get_current_version(s.name())

    raises(s.error("FollowerNotFound"), connect)


@scenario("where nobody listens")
def nobody(s: Session) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def connect() -> None:
        client = s.connect(f"{s.package.scheme}://127.0.0.1:{port}?Tls=false&MaxDiscoverAttempts=1")
        try:
            client.get_current_version(s.name())
        finally:
            client.close()

    error = raises(s.base_error, connect)
    kinds = (s.error("ServiceUnavailable"), s.error("DiscoveryFailed"))
    check(isinstance(error, kinds), f"it is {type(error).__name__}")


@scenario("again, after a reconnect")
def reconnect(s: Session) -> None:
    client = s.connect()
    try:
        stream = s.name()
        client.append_to_stream(stream, current_version=s.no_stream, events=s.event())
        client.reconnect()
        equal("version", client.get_current_version(stream), 0)
    finally:
        client.close()


@scenario("twenty clients")
def many(s: Session) -> None:
    clients = [s.connect() for _ in range(20)]
    stream = s.name()
    try:
        for client in clients:
            client.append_to_stream(stream, current_version=s.any, events=s.event())
        equal("version", clients[0].get_current_version(stream), 19)
    finally:
        for client in clients:
            client.close()


@scenario("projections are not there, and the client is told", needs=["projections/statistics"])
def projections(s: Session) -> None:
    raises(s.error("NotFound"), s.client.get_projection_statistics, name=s.name())
