"""Many rows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from typing import Any

from sqlalchemy import Table

from engine.storage.database import Database


def write_rows(database: Database, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Adds rows, at least one, as fast as the database takes them. Columns that the first leaves out are null."""
    rows = iter(rows)
    first = next(rows)
    binders = {name: _binder(database, table, name) for name in first}
    bound = (tuple(bind(row[name]) for name, bind in binders.items()) for row in chain([first], rows))
    preparer = database.writer.dialect.identifier_preparer
    named = preparer.format_table(table)
    into = f"{named} ({', '.join(preparer.format_column(table.c[name]) for name in first)})"
    with database.write() as connection:
        raw: Any = connection.connection.driver_connection
        if database.is_sqlite:
            raw.executemany(f"INSERT INTO {into} VALUES ({', '.join('?' * len(first))})", bound)  # noqa: S608 -- our names
            return
        with raw.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
            for values in bound:
                copy.write_row(values)
    with database.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql(f"VACUUM (ANALYZE) {named}")  # which the server would do by itself, after a while


def _binder(database: Database, table: Table, name: str) -> Callable[[Any], Any]:
    """What makes of a value what the driver takes."""
    dialect = database.writer.dialect
    return table.c[name].type.dialect_impl(dialect).bind_processor(dialect) or (lambda value: value)
