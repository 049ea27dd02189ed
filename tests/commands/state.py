"""What a test sees of the database besides what queries tell."""

from __future__ import annotations

import uuid
from typing import Any

from sqlalchemy import select

from engine import canonical, task
from engine.log.envelope import Event
from engine.log.stream import events_of
from engine.public import Engine
from engine.storage.tables import metadata
from engine.task import Task


def rows(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table."""
    with engine.database.read() as connection:
        found = {t.name: [tuple(row) for row in connection.execute(select(t))] for t in metadata.sorted_tables}
    return {name: sorted(content, key=repr) for name, content in found.items()}


def task_of(engine: Engine, task_id: uuid.UUID) -> Task:
    with engine.database.read() as connection:
        found = task.read(connection, task_id)
    assert found is not None
    return found


def events(engine: Engine, instance: uuid.UUID) -> list[Event]:
    with engine.database.read() as connection:
        return list(events_of(connection, instance.hex))


def draft(engine: Engine, task_id: uuid.UUID, person: int) -> Any:
    """What the person's draft of a task holds; None when there is none."""
    from engine.storage.tables.vault import draft as table

    with engine.database.read() as connection:
        value = connection.execute(
            select(table.c.value).where(table.c.task == task_id, table.c.person == person)
        ).scalar_one_or_none()
    return None if value is None else canonical.decode(value)
