"""What a scenario is, and how all of them run."""

import faulthandler
import os
import sys
import traceback
from dataclasses import dataclass
from typing import Any, Callable, Iterable, Optional, Union

# A client that hangs is killed with its stack, and the driver fails as a whole.
PATIENCE = 60


class Failed(Exception):
    """The other side did not do what its documentation promises."""


class Skipped(Exception):
    """The scenario cannot run here; the text says why."""


@dataclass(frozen=True)
class Scenario:
    name: str
    run: Callable[..., None]
    # Methods of services that the server has to advertise.
    needs: tuple[str, ...]
    # What the client has to have.
    has: Optional[str]


class Scenarios:
    """The scenarios of one noun."""

    def __init__(self, noun: str) -> None:
        self.noun = noun
        self.all: list[Scenario] = []

    def __call__(self, name: str, needs: Iterable[str] = (), has: Optional[str] = None) -> Callable:
        def add(run: Callable[..., None]) -> Callable[..., None]:
            self.all.append(Scenario(f"{self.noun}, {name}", run, tuple(needs), has))
            return run

        return add


def equal(what: str, found: Any, expected: Any) -> None:
    if found != expected:
        raise Failed(f"{what}: found {found!r}, expected {expected!r}")


def check(holds: bool, what: str) -> None:
    if not holds:
        raise Failed(what)


def raises(expected: Union[type, tuple[type, ...]], call: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """Calls what has to be refused, and gives the error."""
    try:
        answer = call(*args, **kwargs)
    except Exception as error:  # noqa: BLE001 - what it is has to be shown
        if isinstance(error, expected):
            return error
        raise Failed(f"found {type(error).__name__} ({error}), expected {named(expected)}") from error
    raise Failed(f"found {answer!r}, expected {named(expected)}")


def named(types: Union[type, tuple[type, ...]]) -> str:
    types = types if isinstance(types, tuple) else (types,)
    return " or ".join(type.__name__ for type in types)


def one_line(text: Any) -> str:
    return " ".join(str(text).split())[:600]


def report(scenario: Scenario, variant: str, session: Any) -> None:
    """Runs a scenario and prints its line."""
    name = f"{scenario.name} ({variant})" if variant else scenario.name
    faulthandler.dump_traceback_later(PATIENCE, exit=True)
    try:
        missing = [method for method in scenario.needs if method not in session.advertised]
        if missing:
            raise Skipped(f"the server does not advertise {missing[0]}")
        scenario.run(session)
        print(f"ok {name}", flush=True)
    except Skipped as reason:
        print(f"skipped {name} | {one_line(reason)}", flush=True)
    except Failed as failure:
        print(f"FAILED {name} | {one_line(failure)}", flush=True)
    except BaseException as error:  # noqa: BLE001 - every failure is a line
        print(f"FAILED {name} | {type(error).__name__}: {one_line(error)}", flush=True)
        if os.environ.get("PLUMBERD_TRACE"):
            traceback.print_exc(file=sys.stderr)
    finally:
        faulthandler.cancel_dump_traceback_later()
