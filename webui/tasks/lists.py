"""My tasks: mine, my groups', those put away, those done."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from engine.public import DisclosePlaces, MyTasks, Row, TaskList
from webui import auth, text
from webui.tasks import tasks

TABS = ("mine", "group", "waiting", "done")


@dataclass(frozen=True)
class Line:
    """A row as the list shows it; `due` is what stands at the right, in words."""

    address: str
    name: str
    case_number: str
    place: str
    role_key: str
    role_name: str
    due: str
    due_at: str
    due_state: str
    holder: str


@tasks.get("")
def mine() -> ResponseReturnValue:
    tab = request.args.get("tab", "")
    found = auth.ask(MyTasks(tab if tab in TABS else TABS[0], request.args.get("after")))
    places = auth.execute(DisclosePlaces(tuple({row.instance for row in found.rows})))
    return render_template(
        "tasks/list.html",
        found=found,
        tabs=[_tab(name, found) for name in TABS],
        lines=_lines(found, places),
        in_group=bool(auth.me().groups),
        first=request.args.get("after") is None,
    )


def _tab(name: str, found: TaskList) -> tuple[str, str | None, str, bool]:
    counted = found.counts.get(name)
    number = None if counted is None else text.count(counted)
    return _words(name), number, url_for("tasks.mine", tab=name), name == found.tab


def _words(tab: str) -> str:
    names = {
        "mine": gettext("Mina"),
        "group": gettext("Gruppens"),
        "waiting": gettext("Väntar"),
        "done": gettext("Klara"),
    }
    return str(names[tab])


def _lines(found: TaskList, places: Mapping[uuid.UUID, str]) -> list[Line]:
    now = auth.now()
    return [_line(row, found.tab, places.get(row.instance, ""), now) for row in found.rows]


def _line(row: Row, tab: str, place: str, now: datetime) -> Line:
    due = _when(row, tab, now)
    return Line(
        address=url_for("tasks.task", task_id=row.id),
        name=row.name,
        case_number=row.number,
        place=place,
        role_key=row.role,
        role_name=row.role_name,
        due=due.words,
        due_at=due.at,
        due_state=due.state,
        holder=_holder(row, tab),
    )


def _when(row: Row, tab: str, now: datetime) -> text.Deadline:
    if tab == "done" and row.closed_at is not None:
        return text.Deadline(text.moment(row.closed_at), "finished", text.machine(row.closed_at))
    if tab == "waiting" and row.follow_up is not None:
        until = text.near_day(row.follow_up, now)
        return text.Deadline(gettext("till %(day)s", day=until), "", text.machine(row.follow_up))
    return text.deadline(row.due, now) if row.due is not None else text.Deadline("", "", "")


def _holder(row: Row, tab: str) -> str:
    if tab == "done":
        return ""
    if row.mine:
        return str(gettext("Du"))
    return row.holder or str(gettext("Ledig"))
