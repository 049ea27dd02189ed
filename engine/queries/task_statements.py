"""The statements of the task list. Each is put together once, for a number of groups, and reads no more than a page of
any of them, however many tasks there are.

Parameters: `person`, `at`, `end_of_day`, `group_0` and on; with `further`, `after_at` and `after_id`.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    bindparam,
    desc,
    func,
    literal,
    literal_column,
    or_,
    select,
    tuple_,
    union_all,
)

from engine.storage.tables.directory import person, role
from engine.storage.tables.instance import candidate, instance, task
from engine.storage.types import Id, Moment
from engine.task import IS_OPEN, NO_DEADLINE

PAGE = 50
MOST_COUNTED = 99  # beyond this a count says "99+": nobody needs the number, and counting a million takes long
MINE, GROUP, WAITING, DONE = "mine", "group", "waiting", "done"

# written out, not bound: PostgreSQL plans a statement once for all values, and would have to guess these
_A_PAGE = literal_column(str(PAGE + 1), Integer)
_COUNTED = literal_column(str(MOST_COUNTED + 1), Integer)
_PERSON = bindparam("person", type_=Integer)
_AT = bindparam("at", type_=Moment)
_END_OF_DAY = bindparam("end_of_day", type_=Moment)
_AFTER = bindparam("after_at", type_=Moment), bindparam("after_id", type_=Id)
_OWN = and_(task.c.assignee == _PERSON, IS_OPEN)
_OF_OTHERS = or_(candidate.c.assignee.is_(None), candidate.c.assignee != _PERSON)
_AWAKE = or_(task.c.follow_up.is_(None), task.c.follow_up <= _AT)
_PUT_AWAY = task.c.follow_up > _AT
_DUE = func.coalesce(task.c.due, NO_DEADLINE, type_=task.c.due.type)
_OWN_TABS = {
    MINE: (_DUE, and_(_OWN, _AWAKE)),
    WAITING: (task.c.follow_up, and_(_OWN, _PUT_AWAY)),
    DONE: (task.c.closed_at, task.c.closed_by == _PERSON),
}


@cache
def page(tab: str, groups: int, further: bool) -> Select[Any]:
    """One row more than a page of a tab: the task's columns, its case number, its role's and its holder's names, and
    `sort`, by which and by id they are ordered; of what is done the latest first. `further` begins after a row."""
    chosen = (_soonest(groups, further) if tab == GROUP else _own(tab, further)).subquery()
    shown = (
        select(task, instance.c.number, role.c.name.label("role_name"), person.c.name.label("holder"), chosen.c.sort)
        .join_from(chosen, task, task.c.id == chosen.c.id)
        .join(instance, instance.c.id == task.c.instance)
        .join(role, role.c.key == task.c.role)
        .outerjoin(person, person.c.id == task.c.assignee)
    )
    return shown.order_by(*_order(chosen.c.sort, chosen.c.id, latest_first=tab == DONE))


def _own(tab: str, further: bool) -> Select[Any]:
    sort, where = _OWN_TABS[tab]
    chosen = select(task.c.id, sort.label("sort")).where(where)
    if further:
        after = tuple_(sort, task.c.id)
        chosen = chosen.where(after < tuple_(*_AFTER) if tab == DONE else after > tuple_(*_AFTER))
    return chosen.order_by(*_order(sort, task.c.id, latest_first=tab == DONE)).limit(_A_PAGE)


def _soonest(groups: int, further: bool) -> Select[Any]:
    """The soonest of each group, then the soonest of those: each part reads one stretch of the index."""
    parts = []
    for number in range(groups):
        part = _of_group(number, candidate.c.task.label("id"), candidate.c.due.label("sort"))
        if further:
            part = part.where(tuple_(candidate.c.due, candidate.c.task) > tuple_(*_AFTER))
        parts.append(select(part.order_by(candidate.c.due, candidate.c.task).limit(_A_PAGE).subquery()))
    found = union_all(*parts).subquery()
    return select(found.c.id, found.c.sort).order_by(found.c.sort, found.c.id).limit(_A_PAGE)


def _order(sort: ColumnElement[Any], id_: ColumnElement[Any], *, latest_first: bool) -> list[ColumnElement[Any]]:
    return [desc(sort), desc(id_)] if latest_first else [sort, id_]


@cache
def counts(groups: int) -> Select[int, int, int, int, int]:
    """One row of numbers: of each tab, and of what is `overdue` or due `today` and the actor's or in the groups.
    None counts much further than `MOST_COUNTED`."""
    overdue, today = task.c.due < _AT, and_(task.c.due >= _AT, task.c.due < _END_OF_DAY)
    free_overdue = candidate.c.due < _AT
    free_today = and_(candidate.c.due >= _AT, candidate.c.due < _END_OF_DAY)
    return select(
        _number(and_(_OWN, _AWAKE)).label(MINE),
        _number(and_(_OWN, _PUT_AWAY)).label(WAITING),
        _number_free(groups).label(GROUP),
        (_number(and_(_OWN, overdue)) + _number_free(groups, free_overdue)).label("overdue"),
        (_number(and_(_OWN, today)) + _number_free(groups, free_today)).label("today"),
    )


def _number(where: ColumnElement[bool]) -> ColumnElement[int]:
    some = select(task.c.id).where(where).order_by(task.c.due).limit(_COUNTED).subquery()  # as in `_number_free`
    return select(func.count()).select_from(some).scalar_subquery()


def _number_free(groups: int, where: ColumnElement[bool] | None = None) -> ColumnElement[int]:
    parts = []
    for number in range(groups):
        part = _of_group(number, candidate.c.task)
        if where is not None:
            part = part.where(where)
        # in order, or PostgreSQL would gather the group's whole stretch of the index before it counts the first
        part = part.order_by(candidate.c.due, candidate.c.task)
        parts.append(select(part.limit(_COUNTED).subquery()))
    if not parts:
        return literal(0)
    return select(func.count()).select_from(union_all(*parts).subquery()).scalar_subquery()


def _of_group(number: int, *columns: ColumnElement[Any]) -> Select[Any]:
    """What others hold or nobody does, of the actor's group with that number."""
    group = bindparam(f"group_{number}", type_=Integer)
    return select(*columns).where(candidate.c.group == group, _OF_OTHERS)
