"""That no row belongs to something that is not there. The database sees to that, as long as nobody tells it not to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column, Connection, func, select

from engine.storage.tables import metadata
from engine.storage.tables.instance import candidate, task
from engine.verify.failure import Failure


def verify_references(connection: Connection) -> Iterator[Failure]:
    """Every foreign key, and those that the database is not told of."""
    known = [(k.parent, k.column) for table in metadata.sorted_tables for k in sorted(table.foreign_keys, key=_named)]
    for column, target in [*known, (candidate.c.task, task.c.id)]:
        lost = connection.execute(_lost(column, target)).scalar_one()
        if lost:
            yield Failure(
                f"{column.table.name}.{column.name}", f"{lost} rows name a {target.table.name} that is not there"
            )


def _lost(column: Column[Any], target: Column[Any]) -> Any:
    there = target.table.alias()
    joined = column.table.outerjoin(there, there.c[target.key] == column)
    return select(func.count()).select_from(joined).where(column.is_not(None), there.c[target.key].is_(None))


def _named(key: Any) -> str:
    return str(key.parent.name)
