"""TLS and credentials, with the certificate of `plumberd serve --dev`."""

import os
import ssl

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


@scenario("wrong credentials are refused")
def wrong_credentials(s: Session) -> None:
    wrong = s.client.construct_call_credentials("admin", "wrong")
    stream = s.name()
    try:
        s.client.append_events(
            stream, events=s.events(1), current_version=s.any, credentials=wrong
        )
    except Exception as error:  # noqa: BLE001 - what it is has to be shown
        kinds = [s.error("AccessDenied")]
        if hasattr(s.package.exceptions, "UnauthenticatedError"):
            kinds.append(s.error("Unauthenticated"))
        text = str(error).lower()
        known = isinstance(error, tuple(kinds)) or "unauthenticated" in text
        check(known, f"it is {type(error).__name__}: {error}")
        return
    raise Skipped("the server has no users, and lets everybody do everything")
