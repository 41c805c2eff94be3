"""Runs the scenarios of a package, with its blocking client and its asyncio client."""

from . import append, atomic, connection, deletion, group, log, metadata, read, subscription, tls
from .scenario import report
from .session import Package, Session

NOUNS = (append, read, log, metadata, deletion, subscription, atomic, group, connection)


def run(package: Package) -> None:
    print(f"client {package.name} {package.version}", flush=True)
    for variant in ("sync", "asyncio"):
        session = Session(package, variant == "asyncio")
        nouns = (tls,) if session.encrypted else NOUNS
        for noun in nouns:
            for scenario in noun.scenario.all:
                if package.has(scenario.has, session.asynchronous):
                    report(scenario, variant, session)
        session.close()
