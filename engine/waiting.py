"""What an instance waits for besides people: timers, and messages, signals or answers from outside."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, delete, insert, select

from engine.bpmn.key import Key
from engine.storage.tables.instance import subscription, timer

MESSAGE, SIGNAL = "message", "signal"


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
    """A wait for a message, a signal, or the answer of a service; `name` is the message's or signal's name or the
    service's topic, `correlation` by what a message finds the instance, "" when by nothing."""

    instance: uuid.UUID
    key: Key
    kind: str
    name: str
    correlation: str = ""

    table = subscription

    def row(self) -> dict[str, Any]:
        said = {"kind": self.kind, "name": self.name, "correlation": self.correlation}
        return {**_place(self.instance, self.key), **said}


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
    rows = _rows(connection, subscription, instance)
    return [Subscription(instance, _key(row), row.kind, row.name, row.correlation) for row in rows]


def _rows(connection: Connection, table: Table, instance: uuid.UUID) -> list[Any]:
    order = (table.c.scope, table.c.element, table.c.ordinal)
    return list(connection.execute(select(table).where(table.c.instance == instance).order_by(*order)))


def _key(row: Any) -> Key:
    return Key(row.scope, row.element, row.ordinal)


def _place(instance: uuid.UUID, key: Key) -> dict[str, Any]:
    return {"instance": instance, "scope": key.scope, "element": key.element, "ordinal": key.ordinal}


def for_message(connection: Connection, name: str, correlation: str) -> list[Subscription]:
    """Who waits for a message of that name and correlation."""
    return _waiting_for(connection, MESSAGE, name, subscription.c.correlation == correlation)


def for_signal(connection: Connection, name: str) -> list[Subscription]:
    """Who waits for a signal."""
    return _waiting_for(connection, SIGNAL, name)


def _waiting_for(connection: Connection, kind: str, name: str, *where: ColumnElement[bool]) -> list[Subscription]:
    found = select(subscription).where(subscription.c.kind == kind, subscription.c.name == name, *where)
    rows = connection.execute(found.order_by(subscription.c.instance))
    return [Subscription(row.instance, _key(row), row.kind, row.name, row.correlation) for row in rows]
