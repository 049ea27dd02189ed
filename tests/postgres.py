"""A PostgreSQL server for tests: the one that NYCKELFRI_TEST_POSTGRES names, else a private one that goes with them."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL, make_url

BINARIES = Path("/usr/lib/postgresql")
_numbers = count(1)


class Server:
    """Makes databases and takes them away. `url` is that of one which is there already."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql")

    def create(self, template: str | None = None) -> str:
        """The URL of a new database: an empty one, or a copy of the one whose URL is given."""
        name = f"nyckelfri_test_{os.getpid()}_{next(_numbers)}"
        source = "" if template is None else f' TEMPLATE "{make_url(template).database}"'
        self._execute(f'CREATE DATABASE "{name}"{source}')
        return _written(self.url.set(database=name))

    def freeze(self, url: str) -> None:
        """Makes a database fit to be copied: nobody connects to it any more, the server's own helpers included."""
        self._execute(f'ALTER DATABASE "{make_url(url).database}" WITH ALLOW_CONNECTIONS false')

    def drop(self, url: str) -> None:
        self._execute(f'DROP DATABASE "{make_url(url).database}" WITH (FORCE)')

    def _execute(self, statement: str) -> None:
        with psycopg.connect(_written(self.url), autocommit=True) as connection:
            connection.execute(statement)


def _written(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@contextmanager
def running() -> Iterator[Server]:
    """Raises `FileNotFoundError` where PostgreSQL is not installed."""
    given = os.environ.get("NYCKELFRI_TEST_POSTGRES")
    if given:
        yield Server(given)
        return
    binaries = sorted(BINARIES.glob("*/bin/postgres"), key=lambda path: int(path.parts[-3]))
    if not binaries:
        raise FileNotFoundError("The tests need PostgreSQL: install it, or name a server in NYCKELFRI_TEST_POSTGRES.")
    with _private(binaries[-1].parent) as server:
        yield server


@contextmanager
def _private(binaries: Path) -> Iterator[Server]:
    folder = Path(tempfile.mkdtemp(prefix="nyckelfri-postgres-"))
    user = None
    if os.getuid() == 0:  # initdb refuses root
        user = "postgres"
        shutil.chown(folder, user)
    data = str(folder / "data")
    initdb = [str(binaries / "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
    subprocess.run([*initdb, "--no-locale", "--no-sync"], user=user, cwd=folder, check=True, stdout=subprocess.DEVNULL)
    port = _free_port()
    settings = {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "port": str(port),
        "max_connections": "200",
        "fsync": "off",  # what is killed in these tests is the program, never the server
        "full_page_writes": "off",
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [str(binaries / "postgres"), "-D", data, *options], user=user, cwd=folder, stderr=log
        )
    try:
        server = Server(f"postgresql://postgres@127.0.0.1:{port}/postgres")
        _await(server, process)
        yield server
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(30)
        shutil.rmtree(folder)


def _await(server: Server, process: subprocess.Popen[bytes]) -> None:
    while True:
        try:
            psycopg.connect(_written(server.url)).close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None:
                raise
            time.sleep(0.005)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
