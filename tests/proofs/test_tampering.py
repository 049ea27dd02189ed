"""Whatever is changed in the database, past the engine and with its guards off, replay or verification finds."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Connection,
    Integer,
    Row,
    String,
    Table,
    UniqueConstraint,
    create_engine,
    delete,
    insert,
    select,
    update,
)
from sqlalchemy.exc import IntegrityError
from sqlalchemy.pool import NullPool

from engine.definition.store import Bundles
from engine.storage.tables import metadata
from engine.storage.types import Id, Moment
from tests.case import START
from tests.databases import Databases, Templates
from tests.proofs.judging import failures
from tests.proofs.world import something_in_every_table

# what nobody finds, and why that is right; whatever else is changed is found, and so is none of these
UNSEEN: dict[str, dict[str, str]] = {
    "session": {"*": "who is signed in for the next hours is no part of what has happened"},
    "attempt": {"*": "failed attempts count for a quarter of an hour and are then deleted"},
    "draft": {"*": "what is half typed is its writer's until they send it"},
    "disclosure": {"*": "the read log is sealed by checkpoints, which are not there yet"},
    "message": {"body": "what another system wrote, kept for as long as somebody needs it"},
    "job": {"id": "a number of its own"},
    "setting": {"*": "says what the installation is, not what has happened in it"},
    "person": {
        "login": "kept out of the log, which can never be made to forget",
        "name": "kept out of the log, which can never be made to forget",
        "password": "kept out of the log, and changed without an event",
    },
}
TABLES = {table.name: table for table in metadata.sorted_tables}
COLUMNS = [column for table in TABLES.values() for column in table.columns]


class Forger:
    """Changes rows with triggers and foreign keys off; each change is undone once it has been judged."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.bundles = Bundles()
        self.most = 2 if connection.dialect.name == "postgresql" else 100  # its rows are the same, and take longer

    @contextmanager
    def attempt(self) -> Iterator[None]:
        self.connection.exec_driver_sql("BEGIN")
        try:
            yield
        finally:
            self.connection.exec_driver_sql("ROLLBACK")

    def found(self) -> list[str]:
        return failures(self.connection, self.bundles)

    def known(self, column: Column[Any]) -> set[Any]:
        return set(self.connection.execute(select(column)).scalars())

    def rows(self, table: Table) -> list[Row[Any]]:
        return list(self.connection.execute(select(table).order_by(*table.primary_key)))


@pytest.fixture(scope="module")
def forgers(templates: Templates, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Forger]]:
    """One for each kind of database, made when first asked for."""
    folder = tmp_path_factory.mktemp("forged")
    made: dict[str, Forger] = {}
    opened: list[tuple[Databases, Any]] = []

    class Made(dict[str, Forger]):
        def __missing__(self, kind: str) -> Forger:
            source = templates.keep(kind, "something", something_in_every_table, templates.demo(kind))
            databases = Databases(kind, folder, templates)
            url = databases.new(source).replace("postgresql:", "postgresql+psycopg:")
            engine = create_engine(url, poolclass=NullPool)
            connection = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            opened.append((databases, connection))
            _take_guards_off(connection)
            self[kind] = Forger(connection)
            return self[kind]

    yield Made(made)
    for databases, connection in opened:
        connection.close()
        databases.close()


def _take_guards_off(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SET session_replication_role = replica")
        return
    triggers = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
    assert triggers
    for name in triggers:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")


@pytest.fixture
def forger(forgers: dict[str, Forger], kind: str) -> Forger:
    return forgers[kind]


def test_nothing_is_found_where_nothing_was_changed(forger: Forger) -> None:
    assert [name for name, table in TABLES.items() if not forger.rows(table)] == []
    with forger.attempt():
        assert forger.found() == []


@pytest.mark.slow
@pytest.mark.parametrize("column", COLUMNS, ids=str)
def test_a_changed_value_is_found_in_every_column_but_those_listed(forger: Forger, column: Column[Any]) -> None:
    tried = 0
    # a value that is listed may become any other that could stand there: one that names nothing is found all the same
    known = {key.column: forger.known(key.column) for key in column.foreign_keys}
    for row, value in changes(column, forger.rows(column.table)):
        if tried == forger.most:
            break
        if is_unseen(column) and value is not None and any(value not in ids for ids in known.values()):
            value = min(ids - {row._mapping[column]} for ids in known.values()).pop()
        with forger.attempt():
            if not changed(forger, column, row, value):
                continue
            tried += 1
            lines = forger.found()
            assert bool(lines) != is_unseen(column), (row._mapping[column], value, lines[:3])
    assert tried


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_a_missing_row_is_found(forger: Forger, table: Table) -> None:
    there = forger.rows(table)
    for row in {there[0], there[len(there) // 2], there[-1]}:
        with forger.attempt():
            forger.connection.execute(delete(table).where(*is_row(table, row)))
            assert bool(forger.found()) != ("*" in UNSEEN.get(table.name, {}))


@pytest.mark.slow
@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES.keys())
def test_a_row_too_many_is_found(forger: Forger, table: Table) -> None:
    there = forger.rows(table)
    with forger.attempt():
        row = {column: there[-1]._mapping[column] for column in table.columns}
        for column in [list(table.primary_key)[-1], *unique(table)]:
            taken = {each._mapping[column] for each in there}
            row[column] = next(value for value in others(column, row[column], []) if value not in taken)
        forger.connection.execute(insert(table).values(row))
        assert bool(forger.found()) != ("*" in UNSEEN.get(table.name, {}))


def test_what_is_not_found_is_listed_for_columns_that_are_there() -> None:
    known = {name: {*table.columns.keys(), "*"} for name, table in TABLES.items()}
    assert all(set(columns) <= known[name] for name, columns in UNSEEN.items())
    assert all(reason for columns in UNSEEN.values() for reason in columns.values())


def test_a_stream_cut_off_is_found(forger: Forger) -> None:
    event = TABLES["event"]
    for stream in streams(forger):
        with forger.attempt():
            last = max(row.n for row in forger.rows(event) if row.stream == stream)
            forger.connection.execute(delete(event).where(event.c.stream == stream, event.c.n == last))
            assert forger.found() != []


def test_events_that_changed_places_are_found(forger: Forger) -> None:
    event = TABLES["event"]
    for stream in streams(forger):
        first, *later = [row for row in forger.rows(event) if row.stream == stream]
        if not later:
            continue
        second = later[0]
        with forger.attempt():
            write(forger, event, first, {"n": 1_000_000})
            write(forger, event, second, {"n": first.n})
            forger.connection.execute(update(event).where(event.c.n == 1_000_000).values(n=second.n))
            assert forger.found() != []


def test_an_event_copied_to_another_stream_is_found(forger: Forger) -> None:
    event = TABLES["event"]
    known = streams(forger)
    rows = forger.rows(event)
    for source, target in zip(known, [*known[1:], known[0]], strict=True):
        copied = dict(next(row for row in rows if row.stream == source)._mapping)
        end = max(row.n for row in rows if row.stream == target)
        with forger.attempt():
            forger.connection.execute(insert(event).values(copied | {"stream": target, "n": end + 1}))
            assert forger.found() != []


def test_a_case_that_was_taken_away_whole_is_found_while_its_tasks_or_its_events_are_left(forger: Forger) -> None:
    instance = forger.rows(TABLES["instance"])[0].id
    for kept in ("event", "task", "mail", "participant", "vault"):
        with forger.attempt():
            for name, table in TABLES.items():
                if name != kept and "instance" in table.c:
                    forger.connection.execute(delete(table).where(table.c.instance == instance))
            forger.connection.execute(delete(TABLES["instance"]).where(TABLES["instance"].c.id == instance))
            if kept != "event":
                forger.connection.execute(delete(TABLES["event"]).where(TABLES["event"].c.stream == instance.hex))
            assert forger.found() != [], kept


def streams(forger: Forger) -> list[str]:
    return sorted({row.stream for row in forger.rows(TABLES["event"])})


def unique(table: Table) -> list[Column[Any]]:
    """The last column of each unique constraint."""
    return [list(c.columns)[-1] for c in table.constraints if isinstance(c, UniqueConstraint)]


def is_unseen(column: Column[Any]) -> bool:
    listed = UNSEEN.get(column.table.name, {})
    return "*" in listed or column.key in listed


def is_row(table: Table, row: Row[Any]) -> list[Any]:
    return [column == row._mapping[column] for column in table.primary_key]


def write(forger: Forger, table: Table, row: Row[Any], values: dict[str, Any]) -> None:
    forger.connection.execute(update(table).where(*is_row(table, row)).values(values))


def changed(forger: Forger, column: Column[Any], row: Row[Any], value: Any) -> bool:
    """Whether the value could be written: a key that is taken can't."""
    try:
        write(forger, column.table, row, {column.key: value})
    except IntegrityError:
        return False
    return True


def changes(column: Column[Any], rows: Sequence[Row[Any]]) -> Iterator[tuple[Row[Any], Any]]:
    """Rows with other values for the column: of one that has a value, and of one that has none."""
    filled = [row for row in rows if row._mapping[column] is not None]
    empty = [row for row in rows if row._mapping[column] is None]
    for row in filled[:1]:
        for value in others(column, row._mapping[column], rows):
            yield row, value
        if column.nullable:
            yield row, None
    for row in filled[-1:]:
        yield row, next(others(column, row._mapping[column], []))
    if empty:
        yield empty[0], filled[0]._mapping[column] if filled else _some(column)


def others(column: Column[Any], value: Any, rows: Sequence[Row[Any]]) -> Iterator[Any]:
    """Another value of another row, where there is one, and values that are nearly the same."""
    different = sorted({row._mapping[column] for row in rows} - {value, None})
    yield from different[:1]
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int):
        yield value + 1
        yield value + 1000
    elif isinstance(value, str):
        yield value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"
        yield value.swapcase() if value.swapcase() != value else f"{value}1"
    elif isinstance(value, bytes):
        middle = len(value) // 2
        yield value[:middle] + bytes([value[middle] ^ 1]) + value[middle + 1 :]
        yield value[:-1]
    elif isinstance(value, datetime):
        yield value + timedelta(microseconds=1)
        yield value - timedelta(days=400)
    elif isinstance(value, date):
        yield value + timedelta(days=1)
    elif isinstance(value, uuid.UUID):
        yield uuid.UUID(int=value.int ^ 1)


def _some(column: Column[Any]) -> Any:
    """A value for a column that is empty in every row."""
    known: dict[type, Any] = {Moment: START, Integer: 1, String: "x", Id: uuid.UUID(int=1)}
    return known[type(column.type)]
