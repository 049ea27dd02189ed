"""The calendar: a year's closed days, the office hours, who changed what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from sqlalchemy import select

from engine.access import check_sees_calendar, may_change_calendar
from engine.calendar import STOCKHOLM, Calendar, Hours
from engine.calendar_change import Difference, TakeHolidays, differences
from engine.command import Context
from engine.definition.bundle import DEFAULT_CALENDAR
from engine.definition.store import all_latest
from engine.directory.lookup import names_of, read_directory
from engine.errors import NotFound
from engine.holidays import swedish_holidays
from engine.instance.load import read_calendar
from engine.log.envelope import Event, read_body
from engine.log.stream import DIRECTORY
from engine.log.types import EventType
from engine.storage.tables.log import event

CHANGES = 20  # the latest that are shown


@dataclass(frozen=True)
class CalendarDay:
    """A day that is closed, or closes early at `closes`. `kind` is public, de_facto, half or own."""

    day: date
    name: str
    kind: str
    closes: time | None = None


@dataclass(frozen=True)
class CalendarChange:
    """What somebody has changed; `who` "" is the system. `n` is the number of the log event."""

    n: int
    at: datetime
    who: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True)
class CalendarPage:
    """A year of a calendar. `seen` is the hash of the content, `is_kept` false for a year that it does not have yet,
    `earlier` and `later` the years beside, `routines` the names of those that count by it, `changes` the latest first.
    """

    id: str
    ids: tuple[str, ...]
    seen: str
    year: int
    is_kept: bool
    earlier: int | None
    later: int | None
    days: tuple[CalendarDay, ...]
    hours: tuple[Hours, ...]
    routines: tuple[str, ...]
    changes: tuple[CalendarChange, ...]
    may_change: bool


@dataclass(frozen=True)
class OpenCalendar:
    """A year of a calendar; this year when none is named. Raises `NotFound`, also for a year that is not one of the
    calendar's nor next to them."""

    id: str = DEFAULT_CALENDAR
    year: int | None = None

    def read(self, context: Context) -> CalendarPage:
        seen, calendar, year = _find(context, self.id, self.year)
        years = range(calendar.first.year - 1, calendar.last.year + 2)
        return CalendarPage(
            id=self.id,
            ids=tuple(sorted(read_directory(context.connection).calendars)),
            seen=seen,
            year=year,
            is_kept=year in years[1:-1],
            earlier=year - 1 if year - 1 in years else None,
            later=year + 1 if year + 1 in years else None,
            days=tuple(_days(calendar, year)),
            hours=calendar.hours,
            routines=tuple(_routines(context, self.id)),
            changes=_changes(context, self.id),
            may_change=may_change_calendar(context.person),
        )


@dataclass(frozen=True)
class HolidaysPage:
    """What taking in a year's holidays would close, and which half days it would take the place of."""

    id: str
    seen: str
    year: int
    is_kept: bool
    added: tuple[CalendarDay, ...]
    removed: tuple[CalendarDay, ...]


@dataclass(frozen=True)
class OpenHolidays:
    """The holidays of a year, to an administrator before they are taken in. Raises `NotFound`."""

    year: int
    id: str = DEFAULT_CALENDAR

    def read(self, context: Context) -> HolidaysPage:
        seen, before, year = _find(context, self.id, self.year)
        if not may_change_calendar(context.person):
            raise NotFound
        after = TakeHolidays(year).made(before)
        had, has = list(_days(before, year)), list(_days(after, year))
        return HolidaysPage(
            id=self.id,
            seen=seen,
            year=year,
            is_kept=before.first.year <= year <= before.last.year,
            added=tuple(day for day in has if day not in had),
            removed=tuple(day for day in had if day not in has),
        )


def _find(context: Context, id_: str, year: int | None) -> tuple[str, Calendar, int]:
    """The calendar with its hash, and the year, if the actor may see them."""
    check_sees_calendar(context.person)
    seen = read_directory(context.connection).calendars.get(id_)
    if seen is None:
        raise NotFound
    calendar = read_calendar(context.connection, seen)
    first, last = calendar.first.year, calendar.last.year
    if year is None:
        year = min(max(context.at.astimezone(STOCKHOLM).year, first), last)
    if not first - 1 <= year <= last + 1:
        raise NotFound
    return seen, calendar, year


def _days(calendar: Calendar, year: int) -> Iterator[CalendarDay]:
    holidays = swedish_holidays(year, year)
    for day in sorted(calendar.closed.keys() | calendar.half_days.keys()):
        if day.year != year:
            continue
        if day in calendar.closed:
            yield CalendarDay(day, calendar.closed[day], holidays[day].kind if day in holidays else "own")
        else:
            half = calendar.half_days[day]
            yield CalendarDay(day, half.name, "half", half.closes)


def _routines(context: Context, id_: str) -> Iterator[str]:
    for version in all_latest(context.connection):
        bundle = context.bundles.get(context.connection, version.bundle)
        if bundle.case_prefix and bundle.manifest.calendar == id_ and bundle.kernel.uses_calendar:
            yield bundle.name


def _changes(context: Context, id_: str) -> tuple[CalendarChange, ...]:
    events = list(islice(_events(context, id_), CHANGES + 1))
    names = names_of(context.connection, (each.actor for each in events))
    content = [read_calendar(context.connection, each.inputs["hash"]) for each in events]
    before = [*content[1:], *([None] if len(events) <= CHANGES else [])]
    return tuple(
        CalendarChange(each.n, each.at, names.get(each.actor or 0, ""), differences(old, new))
        for each, new, old in zip(events, content, before, strict=False)
    )


def _events(context: Context, id_: str) -> Iterator[Event]:
    """The calendar's changes, the latest first."""
    query = select(event.c.body).where(event.c.stream == DIRECTORY, event.c.type == str(EventType.CALENDAR_CHANGED))
    for row in context.connection.execute(query.order_by(event.c.n.desc())):
        found = read_body(row.body)
        if found.inputs["id"] == id_:
            yield found
