"""One database, two ways in: reading, which never waits for a writer, and writing, which is one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Connection, Engine, Table, create_engine, event, func, select
from sqlalchemy.dialects import postgresql as postgresql_dialect
from sqlalchemy.dialects import sqlite as sqlite_dialect
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError

from engine.clock import Clock
from engine.errors import BadSetting, Conflict

_SQLITE_BUSY_SECONDS = 30
_SQLITE_CACHE = 16_000  # kB for each connection: the upper pages of every index, however many rows there are
_NOW = select(func.clock_timestamp())  # now() is when the transaction began
_POSTGRES = {
    # a host that vanishes must not hold a row lock for the two hours that TCP takes to notice
    "connect_timeout": 3,
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 3,
    "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}
# every statement is found by its keys: to plan it anew for each value takes longer than to execute it
_POSTGRES_OPTIONS = (
    "-c lock_timeout=5s -c idle_in_transaction_session_timeout=30s -c timezone=UTC "
    "-c plan_cache_mode=force_generic_plan"
)
_READING_OPTIONS = r"-c default_transaction_read_only=on -c default_transaction_isolation=repeatable\ read"


class Database:
    """A SQLite file or a PostgreSQL database. Raises `BadSetting` for a URL that is neither."""

    def __init__(self, url: str, clock: Clock) -> None:
        self.clock = clock
        self.url = _url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.writer = self._engine(writing=True)
        self.reader = self._engine(writing=False)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection on which nothing can be changed, seeing one state throughout."""
        # ended by a commit: after a rollback psycopg throws away every statement that the server has prepared for it
        with self.reader.begin() as connection:
            self._begin(connection, "BEGIN")
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """One transaction: committed when the block ends, rolled back when it raises.

        Raises `Conflict` when another writer was first: nothing is changed and it can be tried anew.
        """
        try:
            with self.writer.begin() as connection:
                self._begin(connection, "BEGIN IMMEDIATE")
                yield connection
        except IntegrityError:
            raise
        except DBAPIError as error:
            if _is_conflict(error):
                raise Conflict from error
            raise

    def now(self, connection: Connection) -> datetime:
        """The time: PostgreSQL's own, so that hosts need not agree; on SQLite there is one host."""
        if self.is_sqlite or not self.clock.follows_database:
            return self.clock.now()
        moment: datetime = connection.execute(_NOW).scalar_one()
        return moment

    def _begin(self, connection: Connection, how: str) -> None:
        # SQLite's driver would begin transactions on its own, late and as readers; we begin them, and as what they are
        if self.is_sqlite:
            connection.exec_driver_sql(how)

    def close(self) -> None:
        self.writer.dispose()
        self.reader.dispose()

    def _engine(self, *, writing: bool) -> Engine:
        if self.is_sqlite:
            return self._sqlite(writing=writing)
        options = _POSTGRES_OPTIONS if writing else f"{_POSTGRES_OPTIONS} {_READING_OPTIONS}"
        settings = {**_POSTGRES, "options": options}
        return create_engine(self.url, pool_pre_ping=True, pool_size=16, connect_args=settings, hide_parameters=True)

    def _sqlite(self, *, writing: bool) -> Engine:
        engine = create_engine(
            self.url,
            pool_size=1 if writing else 16,
            connect_args={"timeout": _SQLITE_BUSY_SECONDS, "isolation_level": None, "check_same_thread": False},
            hide_parameters=True,  # an error's text ends up in logs, and must not bring what somebody typed there
        )
        event.listen(engine, "connect", lambda raw, _: _prepare(raw, writing=writing))
        return engine


def upsert(connection: Connection, table: Table) -> sqlite_dialect.Insert | postgresql_dialect.Insert:
    """An INSERT that can say what happens when the row is there: both databases can, each by its own construct."""
    return _upsert(connection.dialect.name, table)


def add_missing(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Adds rows; those that are there already stay as they are."""
    if rows:
        connection.execute(_add_missing(connection.dialect.name, table), rows)


@cache
def _add_missing(dialect: str, table: Table) -> sqlite_dialect.Insert | postgresql_dialect.Insert:
    return _upsert(dialect, table).on_conflict_do_nothing()


def _upsert(dialect: str, table: Table) -> sqlite_dialect.Insert | postgresql_dialect.Insert:
    return sqlite_dialect.insert(table) if dialect == "sqlite" else postgresql_dialect.insert(table)


def _url(text: str) -> URL:
    try:
        url = make_url(text)
    except Exception as error:
        raise BadSetting(name="NYCKELFRI_DATABASE_URL") from error
    backend = url.get_backend_name()
    if backend == "sqlite":
        if not url.database or url.database == ":memory:":
            raise BadSetting(name="NYCKELFRI_DATABASE_URL")
        Path(url.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return url.set(drivername="sqlite")
    if backend in ("postgresql", "postgres"):
        return url.set(drivername="postgresql+psycopg")
    raise BadSetting(name="NYCKELFRI_DATABASE_URL")


def _prepare(raw: sqlite3.Connection, *, writing: bool) -> None:
    cursor = raw.cursor()
    cursor.execute("PRAGMA journal_mode = WAL")
    cursor.execute("PRAGMA synchronous = FULL")  # NORMAL may lose the last commits at a power failure
    cursor.execute("PRAGMA secure_delete = ON")  # what is erased is overwritten
    cursor.execute("PRAGMA foreign_keys = ON")
    cursor.execute(f"PRAGMA cache_size = -{_SQLITE_CACHE}")
    if not writing:
        cursor.execute("PRAGMA query_only = ON")
    cursor.close()


def _is_conflict(error: DBAPIError) -> bool:
    original: Any = error.orig
    if isinstance(original, sqlite3.OperationalError):
        # the code's lowest byte says what it is, the others which kind of it
        return original.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return isinstance(
        original,
        psycopg.errors.SerializationFailure | psycopg.errors.DeadlockDetected | psycopg.errors.LockNotAvailable,
    )
