"""The scenarios of py-micro-plumberd; the server is in PLUMBERD_URL."""

import importlib.metadata

from clients.scenario import report
from clients.writer import Writing, scenario

if __name__ == "__main__":
    version = importlib.metadata.version("py-micro-plumberd")
    print(f"client py-micro-plumberd {version}", flush=True)
    session = Writing()
    for each in scenario.all:
        report(each, "", session)
    session.close()
