"""Throw-away databases: made, measured on, and gone afterwards."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, Protocol

import psycopg
from psycopg import sql
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from engine.clock import Clock
from engine.errors import BadSetting


class Server(Protocol):
    """Where databases are made. `name` is the figures' word for it."""

    name: str

    def fresh(self) -> str:
        """The URL of a new, empty database."""

    def copy(self, url: str) -> str:
        """The URL of a copy of a database that nobody is connected to."""

    def size(self, url: str) -> int:
        """Bytes of tables and indexes when nothing that is deleted takes room any more."""


class Sqlite:
    """Files in a folder."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made = 0

    def fresh(self) -> str:
        self._made += 1
        return f"sqlite:///{self.folder / f'{self._made}.db'}"

    def copy(self, url: str) -> str:
        copied = self.fresh()
        with closing(sqlite3.connect(_file(url))) as connection:
            connection.execute("VACUUM INTO ?", (_file(copied),))
        return copied

    def size(self, url: str) -> int:
        with closing(sqlite3.connect(_file(url))) as connection:
            connection.execute("VACUUM")
            pages, page = (connection.execute(f"PRAGMA page_{what}").fetchone()[0] for what in ("count", "size"))
        return int(pages * page)


class Postgres:
    """Databases with names of our own on a server, dropped at the end."""

    name = "postgresql"

    def __init__(self, server: URL, clock: Clock) -> None:
        self.server = server
        self.clock = clock
        self.made: list[str] = []

    def fresh(self) -> str:
        return self._create("template0")

    def copy(self, url: str) -> str:
        source = make_url(url).database or ""
        allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
        with _connected(self.server) as connection:
            # the server's own helpers connect too, and a database that anybody is connected to can't be copied
            connection.execute(allow.format(sql.Identifier(source), sql.SQL("false")))
            copied = self._create(source)
            connection.execute(allow.format(sql.Identifier(source), sql.SQL("true")))
        return copied

    def size(self, url: str) -> int:
        with _connected(make_url(url)) as connection:
            tables = [sql.Identifier(name) for (name,) in connection.execute("SELECT relname FROM pg_stat_user_tables")]
            connection.execute(sql.SQL("VACUUM FULL {}").format(sql.SQL(", ").join(tables)))
            row = connection.execute("SELECT sum(pg_total_relation_size(relid)) FROM pg_stat_user_tables").fetchone()
        assert row is not None
        return int(row[0])

    def drop(self) -> None:
        with _connected(self.server) as connection:
            for name in self.made:
                connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _create(self, template: str) -> str:
        name = f"nyckelfri_bench_{self.clock.new_id().hex}"
        making = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        with _connected(self.server) as connection:
            connection.execute(making.format(sql.Identifier(name), sql.Identifier(template)))
        self.made.append(name)
        return self.server.set(database=name).render_as_string(hide_password=False)


@contextmanager
def sqlite() -> Iterator[Sqlite]:
    """SQLite files in a temporary folder."""
    with tempfile.TemporaryDirectory(prefix="nyckelfri-bench-") as folder:
        yield Sqlite(Path(folder))


@contextmanager
def postgres(url: str, clock: Clock) -> Iterator[Postgres]:
    """A PostgreSQL server where databases may be made. Raises `BadSetting` for a URL of anything else, psycopg's
    `OperationalError` where none answers."""
    try:
        server = make_url(url)
    except ArgumentError as error:
        raise BadSetting(name="--postgres") from error
    if server.get_backend_name() != "postgresql":
        raise BadSetting(name="--postgres")
    _connected(server).close()
    made = Postgres(server, clock)
    try:
        yield made
    finally:
        made.drop()


def _file(url: str) -> str:
    return make_url(url).database or ""


def _connected(url: URL) -> psycopg.Connection[tuple[Any, ...]]:
    plain = url.set(drivername="postgresql").render_as_string(hide_password=False)
    return psycopg.connect(plain, autocommit=True)
