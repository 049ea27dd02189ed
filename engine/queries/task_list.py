"""The task list: mine, my groups', those put away, those done."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from engine.calendar import STOCKHOLM
from engine.command import Context
from engine.queries import task_statements as statements
from engine.queries.cursor import read_cursor, write_cursor
from engine.queries.task_statements import DONE, GROUP, MINE, MOST_COUNTED, PAGE, WAITING

__all__ = ["DONE", "GROUP", "MINE", "WAITING", "Count", "MyTasks", "Row", "TaskList"]


@dataclass(frozen=True)
class Row:
    """One task in a list."""

    id: uuid.UUID
    name: str
    number: str
    instance: uuid.UUID
    role: str
    role_name: str
    state: str
    opened_at: datetime
    due: datetime | None
    follow_up: datetime | None
    closed_at: datetime | None
    holder: str | None
    mine: bool


@dataclass(frozen=True)
class Count:
    """A number of tasks, `more` when there are still more."""

    number: int
    more: bool = False


@dataclass(frozen=True)
class TaskList:
    """A page of the list. `overdue` and `today` count what is the actor's to see to; `after` asks for the next page."""

    tab: str
    counts: dict[str, Count]
    overdue: Count
    today: Count
    rows: tuple[Row, ...]
    after: str | None


@dataclass(frozen=True)
class MyTasks:
    """The tab of the list that the actor asks for, from after the row that `after` names."""

    tab: str = MINE
    after: str | None = None

    def read(self, context: Context) -> TaskList:
        actor, after = context.person, read_cursor(self.after)
        groups = sorted(actor.groups)
        asked: dict[str, Any] = {"person": actor.id, **{f"group_{n}": group for n, group in enumerate(groups)}}
        asked |= {"at": context.at, "end_of_day": _end_of_day(context.at)}
        found = context.connection.execute(statements.counts(len(groups)), asked).one()
        rows: list[Any] = []
        if groups or self.tab != GROUP:
            if after is not None:
                asked |= {"after_at": after[0], "after_id": after[1]}
            page = statements.page(self.tab, len(groups), after is not None)
            rows = list(context.connection.execute(page, asked))
        return TaskList(
            tab=self.tab,
            counts={tab: _capped(getattr(found, tab)) for tab in (MINE, GROUP, WAITING)},
            overdue=_capped(found.overdue),
            today=_capped(found.today),
            rows=tuple(_row(row, actor.id) for row in rows[:PAGE]),
            after=write_cursor(rows[PAGE - 1].sort, rows[PAGE - 1].id) if len(rows) > PAGE else None,
        )


def _row(row: Any, person: int) -> Row:
    return Row(
        id=row.id,
        name=row.name,
        number=row.number,
        instance=row.instance,
        role=row.role,
        role_name=row.role_name,
        state=row.state,
        opened_at=row.opened_at,
        due=row.due,
        follow_up=row.follow_up,
        closed_at=row.closed_at,
        holder=row.holder,
        mine=row.assignee == person,
    )


def _capped(number: int) -> Count:
    return Count(min(number, MOST_COUNTED), number > MOST_COUNTED)


def _end_of_day(at: datetime) -> datetime:
    local = at.astimezone(STOCKHOLM)
    return (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
