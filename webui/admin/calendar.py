"""The calendar: a year's closed days and half days, the office hours, the year's holidays taken in."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from engine.errors import CalendarChanged, CalendarRefused
from engine.public import (
    Change,
    ChangeCalendar,
    CloseDay,
    OpenCalendar,
    OpenDay,
    OpenHolidays,
    TakeHolidays,
)
from webui import auth, kept
from webui.admin.calendar_form import (
    Answer,
    day_questions,
    error_links,
    hour_questions,
    read_date,
    read_day,
    read_hours,
    weekdays,
)

calendar = Blueprint("calendar", __name__, url_prefix="/admin/calendar")


@calendar.get("")
def year() -> ResponseReturnValue:
    return _show(Answer())


def _show_typed() -> ResponseReturnValue:
    return _show(Answer(kept.typed()))


@calendar.post("/days")
@kept.keeps_typed(_show_typed)
def close() -> ResponseReturnValue:
    """Adds a closed day or half day."""
    return _change(lambda: read_day(kept.typed()))


@calendar.post("/days/remove")
def open_again() -> ResponseReturnValue:
    """Makes a day one like any other."""
    return _change(lambda: OpenDay(read_date(kept.typed())))


@calendar.post("/hours")
@kept.keeps_typed(_show_typed)
def hours() -> ResponseReturnValue:
    """Sets the office hours of the week."""
    return _change(lambda: read_hours(kept.typed()))


@calendar.get("/holidays")
def holidays() -> ResponseReturnValue:
    """What taking in the year's holidays would change."""
    return _show_holidays(refused=False)


@calendar.post("/holidays")
def take() -> ResponseReturnValue:
    """Takes in the year's holidays."""
    wanted = TakeHolidays(_year() or 0)
    try:
        n = _execute(wanted)
    except CalendarChanged:
        return _show_holidays(refused=True), 409
    return _back(n, wanted.year)


def _change(read: Callable[[], Change]) -> ResponseReturnValue:
    """Makes the change that is read from what was sent and shows the year as it then is; or shows what stands in the
    way, with what was typed."""
    try:
        wanted = read()
        n = _execute(wanted)
    except CalendarRefused as refused:
        return _show(Answer(kept.typed(), refused.wrong)), 422
    except CalendarChanged:
        return _show(Answer(kept.typed(), refused=True)), 409
    return _back(n, wanted.day.year if isinstance(wanted, CloseDay) else _year())


def _execute(wanted: Change) -> int | None:
    return auth.execute(ChangeCalendar(_id(), request.form.get("_seen", ""), wanted))


def _back(n: int | None, shown: int | None) -> ResponseReturnValue:
    return redirect(url_for("calendar.year", id=_given("id"), year=shown, changed=n or 0), 303)


def _show(answer: Answer) -> str:
    page = auth.ask(OpenCalendar(_id(), _year()))
    day, week = day_questions(answer), hour_questions(answer, page.hours)
    n = request.args.get("changed")
    return render_template(
        "admin/calendar.html",
        page=page,
        id=_given("id"),
        tabs=[(id, None, url_for("calendar.year", id=id, year=page.year), id == page.id) for id in page.ids],
        day=day,
        week=week,
        weekdays=list(zip(weekdays(), page.hours, strict=True)),
        week_typed=any(question.key in answer.typed for question in week),
        errors=error_links([*day, *week]),
        refused=answer.refused,
        unchanged=n == "0",
        changed=next((change for change in page.changes if str(change.n) == n), None),
    )


def _show_holidays(*, refused: bool) -> str:
    page = auth.ask(OpenHolidays(_year() or 0, _id()))
    return render_template("admin/holidays.html", page=page, id=_given("id"), refused=refused)


def _given(name: str) -> str | None:
    """What a form was sent with, or else what the address says."""
    return request.form.get(f"_{name}") or request.args.get(name)


def _id() -> str:
    return _given("id") or OpenCalendar.id


def _year() -> int | None:
    given = _given("year") or ""
    return int(given) if given.isascii() and given.isdigit() and len(given) == 4 else None
