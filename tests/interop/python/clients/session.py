"""One client, blocking or asyncio, of one package."""

import asyncio
import importlib
import importlib.metadata
import inspect
import os
import threading
import uuid
from types import ModuleType
from typing import Any, Iterator, Optional
from urllib.parse import urlsplit

import grpc

from .features import advertised
from .scenario import Failed

# How long an event may take to arrive.
ARRIVAL = 15.0


class Package:
    """What the packages call differently."""

    def __init__(self, name: str, blocking: str, asynchronous: str, scheme: str) -> None:
        self.name = name
        self.version = importlib.metadata.version(name)
        self.module: ModuleType = importlib.import_module(name)
        self.exceptions: ModuleType = importlib.import_module(f"{name}.exceptions")
        self.blocking = getattr(self.module, blocking)
        self.asynchronous = getattr(self.module, asynchronous)
        self.scheme = scheme

    def error(self, name: str) -> type:
        """An exception: `NotFoundError` of one package is `NotFound` of the other."""
        return getattr(self.exceptions, f"{name}Error", None) or getattr(self.exceptions, name)

    def has(self, what: Optional[str], asynchronous: bool) -> bool:
        client = self.asynchronous if asynchronous else self.blocking
        return what is None or hasattr(client, what) or hasattr(self.module, what)


class Blocking:
    """An asyncio object that is used as its twin: each call is awaited at once."""

    def __init__(self, loop: asyncio.AbstractEventLoop, inner: Any) -> None:
        self.loop = loop
        self.inner = inner

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.inner, name)
        if not callable(found):
            return found

        def call(*args: Any, **kwargs: Any) -> Any:
            async def awaited() -> Any:
                answer = found(*args, **kwargs)
                return await answer if inspect.isawaitable(answer) else answer

            answer = self.loop.run_until_complete(awaited())
            return Blocking(self.loop, answer) if hasattr(answer, "__aiter__") else answer

        return call

    def __enter__(self) -> "Blocking":
        self.loop.run_until_complete(self.inner.__aenter__())
        return self

    def __exit__(self, *error: Any) -> None:
        self.loop.run_until_complete(self.inner.__aexit__(*error))

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        try:
            return self.loop.run_until_complete(self.inner.__anext__())
        except StopAsyncIteration:
            raise StopIteration from None

    def wait(self, seconds: float) -> Any:
        """The next item, or a failure."""

        async def next_item() -> Any:
            return await asyncio.wait_for(self.inner.__anext__(), seconds)

        try:
            return self.loop.run_until_complete(next_item())
        except (asyncio.TimeoutError, TimeoutError):
            raise Failed(f"nothing arrived in {seconds} s") from None
        except StopAsyncIteration:
            raise Failed("it ended") from None


class Session:
    """What a scenario works with."""

    def __init__(self, package: Package, asynchronous: bool) -> None:
        self.package = package
        self.asynchronous = asynchronous
        self.url = os.environ["PLUMBERD_URL"].replace("kurrentdb:", f"{package.scheme}:", 1)
        self.target = urlsplit(self.url).netloc
        self.mode = os.environ["PLUMBERD_MODE"]
        # Both have TLS; in the second, users have to give their passwords.
        self.encrypted = self.mode in ("tls", "users")
        if self.encrypted:
            # The clients do not encrypt without credentials.
            self.url = self.secure()
        self.loop = asyncio.new_event_loop() if asynchronous else None
        self.certificate = self._certificate()
        self.advertised = self._advertised()
        self.client = self.connect()

    def _certificate(self) -> Optional[str]:
        if not self.encrypted:
            return None
        with open(os.environ["PLUMBERD_CERTIFICATE"], encoding="ascii") as file:
            return file.read()

    def _advertised(self) -> set[str]:
        if self.certificate is None:
            channel = grpc.insecure_channel(self.target)
        else:
            credentials = grpc.ssl_channel_credentials(self.certificate.encode())
            channel = grpc.secure_channel(self.target, credentials)
        with channel:
            return advertised(channel)

    def connect(self, url: Optional[str] = None, certificate: Optional[str] = None) -> Any:
        """Another client."""
        certificate = certificate or self.certificate
        if self.loop is None:
            return self.package.blocking(url or self.url, root_certificates=certificate)

        async def construct() -> Any:
            client = self.package.asynchronous(url or self.url, root_certificates=certificate)
            await client.connect()
            return client

        return Blocking(self.loop, self.loop.run_until_complete(construct()))

    def secure(self, user: str = "admin:changeit", host: Optional[str] = None, more: str = "") -> str:
        """A connection string with TLS and credentials."""
        host = host or self.target
        return f"{self.package.scheme}://{user}@{host}?Tls=true{more}"

    def close(self) -> None:
        self.client.close()
        if self.loop is not None:
            self.loop.run_until_complete(asyncio.sleep(0))
            self.loop.close()

    # Names that no other scenario has.

    def name(self, prefix: str = "Scenario") -> str:
        return f"{prefix}-{uuid.uuid4()}"

    def type(self) -> str:
        return f"Type{uuid.uuid4().hex}"

    # What the package offers.

    def error(self, name: str) -> type:
        return self.package.error(name)

    @property
    def base_error(self) -> type:
        """What all errors of the package are."""
        return self.package.exceptions.GrpcError.__mro__[1]

    def event(self, type: str = "OrderCreated", data: bytes = b"{}", **more: Any) -> Any:
        return self.package.module.NewEvent(type=type, data=data, **more)

    def events(self, number: int, type: str = "OrderCreated") -> list:
        return [self.event(type, b'{"n":%d}' % n) for n in range(number)]

    @property
    def any(self) -> Any:
        return self.package.module.StreamState.ANY

    @property
    def no_stream(self) -> Any:
        return self.package.module.StreamState.NO_STREAM

    @property
    def exists(self) -> Any:
        return self.package.module.StreamState.EXISTS

    def append(self, stream: str, events: Any, version: Any = None) -> int:
        """Appends whatever the version is, unless one is given."""
        version = self.any if version is None else version
        return self.client.append_to_stream(stream, current_version=version, events=events)

    def ids(self, stream: str, **how: Any) -> list:
        return [event.id for event in self.client.get_stream(stream, **how)]

    def take(self, subscription: Any, number: int, seconds: float = ARRIVAL) -> list:
        """The next items; a failure if they do not arrive."""
        if isinstance(subscription, Blocking):
            return [subscription.wait(seconds) for _ in range(number)]
        # Only another thread can end a blocking client's wait.
        timer = threading.Timer(seconds, lambda: subscription.stop())
        timer.start()
        found: list = []
        try:
            while len(found) < number:
                found.append(next(subscription))
        except StopIteration:
            raise Failed(f"{len(found)} of {number} items arrived in {seconds} s") from None
        finally:
            timer.cancel()
        return found
