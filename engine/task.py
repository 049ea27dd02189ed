"""User tasks: their rows, and what may happen to them."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Column, Connection, bindparam, delete, insert, literal_column, select, update

from engine.bpmn.key import Key
from engine.storage.tables.instance import candidate, task

OPEN, COMPLETED, CANCELLED = "open", "completed", "cancelled"
NO_DEADLINE = datetime(9999, 1, 1, tzinfo=UTC)  # sorts after every deadline
IS_OPEN = task.c.state == literal_column(f"'{OPEN}'")  # as the partial indexes say it: a parameter would not use them


@dataclass(frozen=True)
class Task:
    """A unit of work for a person; its columns, as the event log says they must be."""

    id: uuid.UUID
    instance: uuid.UUID
    scope: str
    element: str
    ordinal: int
    name: str
    role: str
    group: int
    state: str
    opened_at: datetime
    opened_n: int
    contacts: bytes
    assignee: int | None = None
    claimed_at: datetime | None = None
    due: datetime | None = None
    follow_up: datetime | None = None
    closed_at: datetime | None = None
    closed_n: int | None = None
    closed_by: int | None = None
    on_behalf_of: int | None = None

    @property
    def key(self) -> Key:
        return Key(self.scope, self.element, self.ordinal)

    def candidate_row(self) -> dict[str, Any]:
        due = self.due or NO_DEADLINE
        return {"group": self.group, "due": due, "task": self.id, "assignee": self.assignee}

    def claimed(self, person: int, at: datetime) -> Task:
        return replace(self, assignee=person, claimed_at=at)

    def released(self) -> Task:
        return replace(self, assignee=None, claimed_at=None, follow_up=None)

    def postponed(self, until: datetime | None) -> Task:
        return replace(self, follow_up=until)

    def moved(self, group: int) -> Task:
        return replace(self, group=group, assignee=None, claimed_at=None, follow_up=None)

    def closed(self, at: datetime, n: int, *, by: int | None, on_behalf_of: int | None, completed: bool) -> Task:
        state = COMPLETED if completed else CANCELLED
        return replace(self, state=state, closed_at=at, closed_n=n, closed_by=by, on_behalf_of=on_behalf_of)


_COLUMNS: list[Column[Any]] = [task.c[field.name] for field in fields(Task)]
# built once: to put a statement together takes longer than to execute it
_READ = select(*_COLUMNS).where(task.c.id == bindparam("id"))
_OF_INSTANCE = select(*_COLUMNS).where(task.c.instance == bindparam("instance"))
_IN_ORDER = _OF_INSTANCE.order_by(task.c.opened_n, task.c.id)
_OPEN = _OF_INSTANCE.where(IS_OPEN)
_INSTANCE_OF = select(task.c.instance).where(task.c.id == bindparam("id")).scalar_subquery()
_AMONG_OPEN = select(*_COLUMNS).where(task.c.instance == _INSTANCE_OF, IS_OPEN)
_ADD = insert(task)
_CHANGE = update(task).where(
    task.c.id == bindparam("was_id"),
    task.c.state == bindparam("was_state"),
    task.c.assignee.is_not_distinct_from(bindparam("was_assignee")),
)
_ADD_CANDIDATE = insert(candidate)
_CANDIDATE = (
    candidate.c.group == bindparam("of_group"),
    candidate.c.due == bindparam("of_due"),
    candidate.c.task == bindparam("of_task"),
)
_CHANGE_CANDIDATE = update(candidate).where(*_CANDIDATE).values(assignee=bindparam("assignee"))
_DROP_CANDIDATE = delete(candidate).where(*_CANDIDATE)


def read(connection: Connection, task_id: uuid.UUID) -> Task | None:
    """A task by its id."""
    row = connection.execute(_READ, {"id": task_id}).one_or_none()
    return None if row is None else Task(*row)


def of_instance(connection: Connection, instance: uuid.UUID) -> list[Task]:
    """Every task of an instance, in the order in which they were opened."""
    return [Task(*row) for row in connection.execute(_IN_ORDER, {"instance": instance})]


def open_of_instance(connection: Connection, instance: uuid.UUID) -> list[Task]:
    """The open ones."""
    return [Task(*row) for row in connection.execute(_OPEN, {"instance": instance})]


def read_among_open(connection: Connection, task_id: uuid.UUID) -> tuple[Task | None, list[Task]]:
    """A task by its id, and the open tasks of its instance, itself among them if it is one."""
    there = [Task(*row) for row in connection.execute(_AMONG_OPEN, {"id": task_id})]
    found = next((t for t in there if t.id == task_id), None)
    return found or read(connection, task_id), there


def is_held_open(connection: Connection, task_id: uuid.UUID) -> bool:
    """Whether the task is open; if so, it stays so until the transaction ends."""
    held = select(task.c.state).where(task.c.id == task_id).with_for_update(read=True)
    return connection.execute(held).scalar_one_or_none() == OPEN


def write(connection: Connection, before: dict[uuid.UUID, Task], after: dict[uuid.UUID, Task]) -> list[uuid.UUID]:
    """Makes the rows of `before` those of `after`; returns the tasks that others have changed meanwhile, if any."""
    new = [vars(t) for t in after.values() if t.id not in before]
    if new:
        connection.execute(_ADD, new)
    changed = [t for t in after.values() if t.id in before and before[t.id] != t]
    lost = [t.id for t in changed if not _update(connection, before[t.id], t)]
    _write_candidates(connection, [before[t.id] for t in changed], [t for t in after.values() if before.get(t.id) != t])
    return lost


def _update(connection: Connection, was: Task, now: Task) -> bool:
    """Writes what differs; false when the row is no longer as it was read."""
    differing = {name: value for name, value in vars(now).items() if value != getattr(was, name)}
    unchanged = {"was_id": was.id, "was_state": was.state, "was_assignee": was.assignee}
    return connection.execute(_CHANGE, {**differing, **unchanged}).rowcount == 1


def _write_candidates(connection: Connection, was: Iterable[Task], now: Iterable[Task]) -> None:
    gone = {t.id: t.candidate_row() for t in was if t.state == OPEN}
    come = {t.id: t.candidate_row() for t in now if t.state == OPEN}
    same = {id_ for id_ in gone.keys() & come.keys() if _place(gone[id_]) == _place(come[id_])}
    over = [_place(row) for id_, row in gone.items() if id_ not in same]
    if over:
        connection.execute(_DROP_CANDIDATE, over)
    other = [{**_place(come[id_]), "assignee": come[id_]["assignee"]} for id_ in same if gone[id_] != come[id_]]
    if other:
        connection.execute(_CHANGE_CANDIDATE, other)
    new = [row for id_, row in come.items() if id_ not in same]
    if new:
        connection.execute(_ADD_CANDIDATE, new)


def _place(row: Mapping[str, Any]) -> dict[str, Any]:
    """Where a candidate's row stands, by what it is found."""
    return {f"of_{name}": row[name] for name in ("group", "due", "task")}
