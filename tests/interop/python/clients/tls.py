"""TLS and credentials, with `plumberd serve --dev`, and with `--users`."""

import os
import ssl
from typing import Any, Callable

from .scenario import Scenarios, Skipped, check, equal, raises
from .session import Session

scenario = Scenarios("tls")


@scenario("append, read and subscribe")
def works(s: Session) -> None:
    stream, events = s.name(), s.events(3)
    s.append(stream, events, s.no_stream)
    equal("ids", s.ids(stream), [event.id for event in events])
    with s.client.subscribe_to_stream(stream) as subscription:
        equal("number of events", len(s.take(subscription, 3)), 3)


@scenario("the certificate as the server shows it")
def fetched(s: Session) -> None:
    host, port = s.target.rsplit(":", 1)
    certificate = ssl.get_server_certificate((host, int(port)))
    client = s.connect(certificate=certificate)
    try:
        check(client.get_current_version(s.name()) is s.no_stream, "no stream")
    finally:
        client.close()


@scenario("the certificate in a file, by the connection string")
def in_a_file(s: Session) -> None:
    file = os.environ["PLUMBERD_CERTIFICATE"]
    certificate, s.certificate = s.certificate, None
    try:
        client = s.connect(s.secure(more=f"&TlsCaFile={file}"))
        check(client.get_current_version(s.name()) is s.no_stream, "no stream")
        client.close()
    finally:
        s.certificate = certificate


@scenario("the name localhost")
def localhost(s: Session) -> None:
    port = s.target.rsplit(":", 1)[1]
    client = s.connect(s.secure(host=f"localhost:{port}"))
    try:
        check(client.get_current_version(s.name()) is s.no_stream, "no stream")
    finally:
        client.close()


@scenario("an unknown certificate is refused")
def unknown(s: Session) -> None:
    certificate, s.certificate = s.certificate, None

    def connect() -> None:
        client = s.connect(s.secure(more="&MaxDiscoverAttempts=1"))
        client.get_current_version(s.name())

    try:
        error = raises(Exception, connect)
    finally:
        s.certificate = certificate
    kinds = (s.error("SSL"), s.error("ServiceUnavailable"), s.error("DiscoveryFailed"))
    check(isinstance(error, kinds), f"it is {type(error).__name__}: {error}")


@scenario("a client without TLS is refused")
def plain(s: Session) -> None:
    def connect() -> None:
        client = s.connect(f"{s.package.scheme}://{s.target}?Tls=false&MaxDiscoverAttempts=1")
        client.get_current_version(s.name())

    error = raises(Exception, connect)
    kinds = (s.error("ServiceUnavailable"), s.error("DiscoveryFailed"))
    check(isinstance(error, kinds), f"it is {type(error).__name__}: {error}")


@scenario("credentials are sent")
def credentials(s: Session) -> None:
    right = s.client.construct_call_credentials("admin", "changeit")
    client = s.connect()
    try:
        stream = s.name()
        client.append_events(
            stream, events=s.events(1), current_version=s.no_stream, credentials=right
        )
        equal("version", client.get_current_version(stream, credentials=right), 0)
    finally:
        client.close()


def demands_passwords(s: Session) -> None:
    if s.mode != "users":
        raise Skipped("this server lets everybody do everything")


def refused(s: Session, call: Callable[[], Any]) -> None:
    """Calls what a wrong password has to fail."""
    error = raises(Exception, call)
    kinds = [s.error("AccessDenied")]
    if hasattr(s.package.exceptions, "UnauthenticatedError"):
        kinds.append(s.error("Unauthenticated"))
    known = isinstance(error, tuple(kinds)) or "unauthenticated" in str(error).lower()
    check(known, f"it is {type(error).__name__}: {error}")


@scenario("a wrong password is refused")
def wrong_password(s: Session) -> None:
    demands_passwords(s)
    wrong, stream = s.client.construct_call_credentials("admin", "wrong"), s.name()
    append = s.client.append_events
    more = {"current_version": s.any, "credentials": wrong}
    refused(s, lambda: append(stream, events=s.events(1), **more))
    refused(s, lambda: s.client.get_stream(stream, credentials=wrong))
    equal("version", s.client.get_current_version(stream), s.no_stream)


@scenario("a user that is not there is refused")
def unknown_user(s: Session) -> None:
    demands_passwords(s)
    nobody = s.client.construct_call_credentials("nobody", "changeit")
    refused(s, lambda: s.client.get_stream(s.name(), credentials=nobody))


@scenario("the rights of a stream")
def rights(s: Session) -> None:
    demands_passwords(s)
    stream, ops = s.name(), s.client.construct_call_credentials("ops", "changeit")
    s.append(stream, s.event())
    equal("number of events", len(s.client.get_stream(stream, credentials=ops)), 1)
    metadata = {"$acl": {"$r": "$admins", "$w": "$admins"}}
    s.client.set_stream_metadata(stream, metadata=metadata)
    append, more = s.client.append_events, {"current_version": s.any, "credentials": ops}
    # The older package has no error of its own for a read that is denied.
    for call in (
        lambda: s.client.get_stream(stream, credentials=ops),
        lambda: append(stream, events=s.events(1), **more),
    ):
        error = raises(s.base_error, call)
        is_denied = isinstance(error, s.error("AccessDenied")) or "Access Denied" in str(error)
        check(is_denied, f"it is {type(error).__name__}: {error}")
    equal("number of events", len(s.client.get_stream(stream)), 1)
