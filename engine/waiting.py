"""What an instance waits for besides people: timers, and messages or answers from outside."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from engine.bpmn.key import Key
from engine.storage.tables.instance import subscription, timer


@dataclass(frozen=True)
class Timer:
    """A timer that is running; `due` was fixed when its token arrived."""

    instance: uuid.UUID
    key: Key
    due: datetime

    table = timer

    def row(self) -> dict[str, Any]:
        return {**_place(self.instance, self.key), "due": self.due}


@dataclass(frozen=True)
class Subscription:
    """A wait for a message, or for the answer of a service; `name` is the message's name or the service's topic."""

    instance: uuid.UUID
    key: Key
    kind: str
    name: str

    table = subscription

    def row(self) -> dict[str, Any]:
        return {**_place(self.instance, self.key), "kind": self.kind, "name": self.name}


def write(
    connection: Connection, opened: Iterable[Timer | Subscription], closed: Iterable[Timer | Subscription]
) -> None:
    """Adds and removes rows."""
    for each in closed:
        where = [each.table.c[name] == value for name, value in _place(each.instance, each.key).items()]
        connection.execute(delete(each.table).where(*where))
    for table in (timer, subscription):
        rows = [each.row() for each in opened if each.table is table]
        if rows:
            connection.execute(insert(table), rows)


def timers_of(connection: Connection, instance: uuid.UUID) -> list[Timer]:
    """The instance's running timers."""
    return [Timer(instance, _key(row), row.due) for row in _rows(connection, timer, instance)]


def subscriptions_of(connection: Connection, instance: uuid.UUID) -> list[Subscription]:
    """What the instance waits for from outside."""
    return [Subscription(instance, _key(row), row.kind, row.name) for row in _rows(connection, subscription, instance)]


def _rows(connection: Connection, table: Table, instance: uuid.UUID) -> list[Any]:
    order = (table.c.scope, table.c.element, table.c.ordinal)
    return list(connection.execute(select(table).where(table.c.instance == instance).order_by(*order)))


def _key(row: Any) -> Key:
    return Key(row.scope, row.element, row.ordinal)


def _place(instance: uuid.UUID, key: Key) -> dict[str, Any]:
    return {"instance": instance, "scope": key.scope, "element": key.element, "ordinal": key.ordinal}
