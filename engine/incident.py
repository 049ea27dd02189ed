"""Incidents: where an instance did not get on and a person is needed. Rows that the log events say."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Connection, bindparam, insert, literal_column, select, update

from engine.bpmn.key import Key
from engine.errors import CalendarSpanExceeded, Conflict, FeelError, KernelError, NoSuchGroup, ValueRefused
from engine.storage.tables.incident import incident

OPEN, RESOLVED = "open", "resolved"
TASK, TIMER = "task", "timer"  # kinds, besides those of jobs
IS_OPEN = incident.c.state == literal_column(f"'{OPEN}'")  # as the partial index says it
# what the diagram, the directory or the calendar is to blame for: the same again gives the same again
STUCK = (KernelError, FeelError, NoSuchGroup, CalendarSpanExceeded, ValueRefused)


@dataclass(frozen=True)
class Incident:
    """An incident's row. `scope`, `element` and `ordinal` name the token that did not get on, if it was one; `job` is
    the dedup key of the job that failed, if it was one; `error` is the error's class."""

    id: uuid.UUID
    instance: uuid.UUID
    kind: str
    scope: str | None
    element: str | None
    ordinal: int | None
    job: str | None
    error: str
    state: str
    raised_at: datetime
    raised_n: int
    resolved_at: datetime | None = None
    resolved_n: int | None = None
    resolution: str | None = None

    @property
    def key(self) -> Key | None:
        if self.scope is None or self.element is None or self.ordinal is None:
            return None
        return Key(self.scope, self.element, self.ordinal)

    def resolved(self, at: datetime, n: int, resolution: str) -> Incident:
        return replace(self, state=RESOLVED, resolved_at=at, resolved_n=n, resolution=resolution)


_COLUMNS: list[Column[Any]] = [incident.c[field.name] for field in fields(Incident)]
_READ = select(*_COLUMNS).where(incident.c.id == bindparam("id"))
_OF_INSTANCE = select(*_COLUMNS).where(incident.c.instance == bindparam("instance"))
_IN_ORDER = _OF_INSTANCE.order_by(incident.c.raised_n)
_OPEN = _OF_INSTANCE.where(IS_OPEN)
_RESOLVE = update(incident).where(incident.c.id == bindparam("was_id"), IS_OPEN)


def read(connection: Connection, incident_id: uuid.UUID) -> Incident | None:
    """An incident by its id."""
    row = connection.execute(_READ, {"id": incident_id}).one_or_none()
    return None if row is None else Incident(*row)


def of_instance(connection: Connection, instance: uuid.UUID) -> list[Incident]:
    """Every incident of an instance, in the order in which they were raised."""
    return [Incident(*row) for row in connection.execute(_IN_ORDER, {"instance": instance})]


def open_of_instance(connection: Connection, instance: uuid.UUID) -> list[Incident]:
    """The open ones."""
    return [Incident(*row) for row in connection.execute(_OPEN, {"instance": instance})]


def all_open(connection: Connection) -> list[Incident]:
    """Every open incident there is, the oldest first."""
    ordered = select(*_COLUMNS).where(IS_OPEN).order_by(incident.c.raised_at, incident.c.id)
    return [Incident(*row) for row in connection.execute(ordered)]


def write(connection: Connection, before: dict[uuid.UUID, Incident], after: Iterable[Incident]) -> None:
    """Makes the rows of `before` those of `after`. Raises `Conflict` when somebody else has resolved one since."""
    new = [vars(each) for each in after if each.id not in before]
    if new:
        connection.execute(insert(incident), new)
    for each in after:
        if before.get(each.id, each) != each:
            said = {name: getattr(each, name) for name in ("state", "resolved_at", "resolved_n", "resolution")}
            if connection.execute(_RESOLVE, {"was_id": each.id, **said}).rowcount != 1:
                raise Conflict
