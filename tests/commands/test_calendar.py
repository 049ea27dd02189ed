"""Keeping the calendar: who may, what makes no sense, two at a time, what the log says, what deadlines count by."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from engine.calendar import STOCKHOLM, Calendar, HalfDay, swedish_calendar
from engine.calendar_change import Change, CloseDay, Difference, OpenDay, SetHours, TakeHolidays, change, differences
from engine.canonical import decode, encode
from engine.errors import CalendarChanged, CalendarRefused, NotAllowed, NotFound
from engine.log.stream import DIRECTORY, events_of
from engine.public import (
    CalendarPage,
    ChangeCalendar,
    Engine,
    OpenCalendar,
    OpenHolidays,
    SetCalendar,
    SetClock,
)
from engine.verify import Report, verify
from tests.case import Case
from tests.commands.state import rows, task_of

SWEDEN = "sverige"
BRIDGE = date(2026, 5, 15)
OFFICE = ((time(8), time(12)), (time(13), time(17)))
WEEK = (OFFICE,) * 5 + ((),) * 2


def page(engine: Engine, person: int, year: int | None = None) -> CalendarPage:
    return engine.ask(OpenCalendar(SWEDEN, year), person)


def changed(engine: Engine, person: int, wanted: Change) -> int | None:
    return engine.execute(ChangeCalendar(SWEDEN, page(engine, person).seen, wanted), person)


def days(engine: Engine, person: int, year: int) -> dict[date, tuple[str, str, time | None]]:
    return {d.day: (d.name, d.kind, d.closes) for d in page(engine, person, year).days}


def test_a_day_is_closed_half_closed_and_opened_again(engine: Engine, who: dict[str, int]) -> None:
    admin = who["admin"]
    changed(engine, admin, CloseDay(BRIDGE, "  Klämdag efter\nKristi  himmelsfärd "))
    changed(engine, admin, CloseDay(date(2026, 4, 30), "Valborgsmässoafton", time(13)))
    shown = days(engine, admin, 2026)
    assert shown[BRIDGE] == ("Klämdag efter Kristi himmelsfärd", "own", None)
    assert shown[date(2026, 4, 30)] == ("Valborgsmässoafton", "half", time(13))
    assert shown[date(2026, 6, 19)] == ("Midsommarafton", "de_facto", None)
    assert shown[date(2026, 6, 20)] == ("Midsommardagen", "public", None)
    for day in (BRIDGE, date(2026, 4, 30), date(2026, 6, 19)):
        changed(engine, admin, OpenDay(day))
    left = days(engine, admin, 2026)
    assert {BRIDGE, date(2026, 4, 30), date(2026, 6, 19)} & left.keys() == set()
    assert len(left) == 15


@pytest.mark.parametrize(
    ("wanted", "wrong"),
    [
        (CloseDay(date(2024, 12, 31), "Nyårsafton"), {"day": "outside"}),
        (CloseDay(date(2026, 12, 24), "Julafton"), {"day": "taken"}),
        (CloseDay(BRIDGE, "  "), {"name": "missing"}),
        (CloseDay(BRIDGE, "x" * 81), {"name": "long"}),
        (CloseDay(date(2026, 5, 16), "Lördag", time(12)), {"day": "no_hours"}),
        (CloseDay(BRIDGE, "Klämdag", time(8)), {"closes": "outside"}),
        (CloseDay(BRIDGE, "", time(16, 30)), {"closes": "outside", "name": "missing"}),
        (OpenDay(BRIDGE), {"day": "not_there"}),
        (SetHours((((time(17), time(8)),),) + ((),) * 6), {"monday": "order"}),
        (SetHours((*WEEK[:1], ((time(8), time(12)), (time(11), time(17))), *WEEK[2:])), {"tuesday": "order"}),
        (SetHours(((),) * 7), {"monday": "none"}),
        (TakeHolidays(2023), {"year": "apart"}),
        (TakeHolidays(2032), {"year": "apart"}),
    ],
)
def test_what_makes_no_sense_is_refused_field_by_field(wanted: Change, wrong: dict[str, str]) -> None:
    calendar = swedish_calendar(2025, 2030)
    with pytest.raises(CalendarRefused) as refused:
        change(calendar, wanted)
    assert refused.value.wrong == wrong


def test_what_is_refused_leaves_everything_as_it_was(engine: Engine, who: dict[str, int]) -> None:
    before = rows(engine)
    with pytest.raises(CalendarRefused):
        changed(engine, who["admin"], CloseDay(date(2026, 12, 24), "Julafton"))
    assert changed(engine, who["admin"], TakeHolidays(2026)) is None
    assert rows(engine) == before


def test_a_year_is_taken_in_when_it_is_next_to_those_there_are(engine: Engine, who: dict[str, int]) -> None:
    admin = who["admin"]
    last = page(engine, admin).year + 4
    assert not page(engine, admin, last + 1).is_kept
    found = engine.ask(OpenHolidays(last + 1), admin)
    assert (found.is_kept, found.removed, len(found.added)) == (False, (), 16)
    with pytest.raises(NotFound):
        page(engine, admin, last + 2)
    changed(engine, admin, TakeHolidays(last + 1))
    assert page(engine, admin, last + 1).is_kept
    assert page(engine, admin, last + 1).days == found.added
    assert not page(engine, admin, last + 2).is_kept


def test_taking_in_holidays_leaves_own_days_and_closes_half_days_on_holidays() -> None:
    eve, friday = date(2026, 12, 24), date(2026, 5, 1)
    calendar = change(swedish_calendar(2026, 2026), OpenDay(eve))
    calendar = change(change(calendar, CloseDay(eve, "Dan före dan", time(12))), CloseDay(BRIDGE, "Klämdag"))
    calendar = change(change(calendar, OpenDay(friday)), CloseDay(friday, "Majledigt"))
    taken = change(calendar, TakeHolidays(2026))
    assert (taken.closed[eve], taken.closed[BRIDGE], taken.closed[friday]) == ("Julafton", "Klämdag", "Majledigt")
    assert taken.half_days == {}
    assert differences(calendar, taken) == (
        Difference("removed", eve, "Dan före dan", time(12)),
        Difference("added", eve, "Julafton"),
    )


@pytest.mark.parametrize("login", ["bistand", "utforare-norr", "system"])
def test_who_holds_no_office_finds_nothing(engine: Engine, who: dict[str, int], login: str) -> None:
    seen = page(engine, who["admin"]).seen
    before = rows(engine)
    for act in (OpenCalendar(), OpenHolidays(2026)):
        with pytest.raises(NotFound):
            engine.ask(act, who[login])
    with pytest.raises(NotFound):
        engine.execute(ChangeCalendar(SWEDEN, seen, CloseDay(BRIDGE, "Klämdag")), who[login])
    assert rows(engine) == before


@pytest.mark.parametrize("login", ["revisor", "processagare"])
def test_other_offices_read_and_change_nothing(engine: Engine, who: dict[str, int], login: str) -> None:
    before = rows(engine)
    shown = page(engine, who[login], 2026)
    assert (shown.may_change, len(shown.days)) == (False, 16)
    with pytest.raises(NotAllowed):
        changed(engine, who[login], CloseDay(BRIDGE, "Klämdag"))
    with pytest.raises(NotAllowed):
        engine.execute(SetCalendar(swedish_calendar(2026, 2026)), who[login])
    with pytest.raises(NotFound):
        engine.ask(OpenHolidays(2026), who[login])
    assert rows(engine) == before


def test_a_calendar_that_is_not_there_is_not_found(engine: Engine, who: dict[str, int]) -> None:
    with pytest.raises(NotFound):
        engine.ask(OpenCalendar("norge"), who["admin"])
    with pytest.raises(NotFound):
        engine.execute(ChangeCalendar("norge", "", OpenDay(BRIDGE)), who["admin"])


def test_who_saw_the_calendar_before_it_was_changed_changes_nothing(engine: Engine, who: dict[str, int]) -> None:
    admin, seen = who["admin"], page(engine, who["admin"]).seen
    engine.execute(ChangeCalendar(SWEDEN, seen, CloseDay(BRIDGE, "Klämdag")), admin)
    before = rows(engine)
    with pytest.raises(CalendarChanged):
        engine.execute(ChangeCalendar(SWEDEN, seen, CloseDay(date(2026, 1, 5), "Trettondagsafton")), admin)
    assert rows(engine) == before


def test_the_log_says_who_changed_what_and_proves_it(engine: Engine, who: dict[str, int], clock: SetClock) -> None:
    n = changed(engine, who["admin"], CloseDay(BRIDGE, "Klämdag"))
    changed(engine, who["admin"], SetHours(WEEK))
    hours, closed, made = page(engine, who["revisor"]).changes
    assert (closed.n, closed.at, closed.who) == (n, clock.at, "Ragnar Holm")
    assert closed.differences == (Difference("added", BRIDGE, "Klämdag"),)
    assert hours.differences == tuple(Difference("hours", weekday=day, hours=OFFICE) for day in range(5))
    assert (made.who, made.differences) == ("", (Difference("reach", years=(2025, 2030)),))
    with engine.database.read() as connection:
        *_, last = events_of(connection, DIRECTORY)
        assert (last.actor, last.command) == (who["admin"], "ChangeCalendar")
        assert last.inputs == {"id": SWEDEN, "hash": page(engine, who["admin"]).seen}
        assert list(verify(connection, Report())) == []


def test_deadlines_count_by_the_calendar_as_it_is_when_they_are_reached(
    engine: Engine, who: dict[str, int], clock: SetClock
) -> None:
    """Five working days to collect a key: one that is closed puts off the next case's day and moves no other's."""
    before = Case.start(engine, clock)
    changed(engine, who["admin"], CloseDay(date(2026, 11, 26), "Planeringsdag"))
    after = Case.start(engine, clock)
    due = [task_of(engine, case.find("collect_key", "provider")).due for case in (before, after)]
    assert [at.astimezone(STOCKHOLM).date() for at in due if at] == [date(2026, 11, 30), date(2026, 12, 1)]
    assert page(engine, who["admin"]).routines == ("Nytt lås",)


def test_content_is_read_as_it_was_written_also_without_names_of_half_days() -> None:
    calendar = change(swedish_calendar(2026, 2026), CloseDay(date(2026, 4, 30), "Valborg", time(13)))
    value: Any = decode(encode(calendar.to_value()))
    assert Calendar.from_value(value) == calendar
    value["half_days"] = [[date(2026, 4, 30), time(13)]]
    assert Calendar.from_value(value).half_days == {date(2026, 4, 30): HalfDay(time(13))}
