"""The scenarios of esdbclient; the server is in PLUMBERD_URL."""

from clients.run import run
from clients.session import Package

if __name__ == "__main__":
    run(Package("esdbclient", "EventStoreDBClient", "AsyncEventStoreDBClient", "esdb"))
