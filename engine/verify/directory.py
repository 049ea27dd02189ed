"""The directory's rows against the events that made them, and the case numbers against those that were given."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import Connection, select

from engine.directory.entries import ENTRIES
from engine.storage.tables.directory import counter
from engine.verify.failure import Failure
from engine.verify.said import Said


def verify_directory(connection: Connection, said: Said) -> Iterator[Failure]:
    """Every column but those that are kept out of the log."""
    for entry in ENTRIES:
        table = entry.table
        key = next(iter(table.primary_key)).name
        recorded = {each.inputs[key]: each.inputs for each in said.entries.get(entry.type, [])}
        rows = {row._mapping[key]: row._mapping for row in connection.execute(select(table))}
        columns = [column.name for column in table.columns if column.name not in entry.private]
        for name in sorted(recorded.keys() | rows.keys(), key=str):
            where = f"{table.name} {name}"
            if name not in rows or name not in recorded:
                yield Failure(where, "is not both in the log and in the directory")
            elif any(_of(rows[name][column]) != recorded[name].get(column) for column in columns):
                yield Failure(where, "is not what the log says")
    if {row.name: row.value for row in connection.execute(select(counter))} != said.numbers:
        yield Failure("counter", "the last case numbers are not those that were given")


def _of(value: object) -> object:
    """A column's value as an event says it: what is empty is left out there."""
    return None if value == "" else value
