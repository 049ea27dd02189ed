"""What an administrator can change in a calendar, and what is different between two."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Protocol

from engine.calendar import Calendar, HalfDay, Hours
from engine.errors import CalendarRefused, ValueRefused
from engine.holidays import swedish_holidays

LONGEST_NAME = 80
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Change(Protocol):
    """One change. `wrong` names each field that makes no sense in the calendar and why, in one word."""

    def wrong(self, calendar: Calendar) -> Mapping[str, str]: ...

    def made(self, calendar: Calendar) -> Calendar: ...


def change(calendar: Calendar, wanted: Change) -> Calendar:
    """The calendar with the change made. Raises `CalendarRefused`."""
    if wrong := wanted.wrong(calendar):
        raise CalendarRefused(wrong)
    return wanted.made(calendar)


@dataclass(frozen=True)
class CloseDay:
    """Closes a day, or lets it close early at `closes`."""

    day: date
    name: str
    closes: time | None = None

    def wrong(self, calendar: Calendar) -> Mapping[str, str]:
        wrong = {}
        if not calendar.first <= self.day <= calendar.last:
            wrong["day"] = "outside"
        elif self.day in calendar.closed or self.day in calendar.half_days:
            wrong["day"] = "taken"
        elif self.closes is not None:
            wrong |= _wrong_hour(self.closes, calendar.hours[self.day.weekday()])
        if not self.name.strip():
            wrong["name"] = "missing"
        elif len(self.name) > LONGEST_NAME:
            wrong["name"] = "long"
        return wrong

    def made(self, calendar: Calendar) -> Calendar:
        name = " ".join(self.name.split())
        if self.closes is None:
            return replace(calendar, closed={**calendar.closed, self.day: name})
        return replace(calendar, half_days={**calendar.half_days, self.day: HalfDay(self.closes, name)})


def _wrong_hour(closes: time, hours: Hours) -> Mapping[str, str]:
    """A half day is half of a day with office hours."""
    if not hours:
        return {"day": "no_hours"}
    return {} if hours[0][0] < closes < hours[-1][1] else {"closes": "outside"}


@dataclass(frozen=True)
class OpenDay:
    """Makes a closed day or half day one like any other."""

    day: date

    def wrong(self, calendar: Calendar) -> Mapping[str, str]:
        there = self.day in calendar.closed or self.day in calendar.half_days
        return {} if there else {"day": "not_there"}

    def made(self, calendar: Calendar) -> Calendar:
        return replace(
            calendar,
            closed={day: name for day, name in calendar.closed.items() if day != self.day},
            half_days={day: half for day, half in calendar.half_days.items() if day != self.day},
        )


@dataclass(frozen=True)
class SetHours:
    """Makes these the office hours of each weekday, Monday first."""

    hours: tuple[Hours, ...]

    def wrong(self, calendar: Calendar) -> Mapping[str, str]:
        found = {}
        for n, (field, day) in enumerate(zip(WEEKDAYS, self.hours, strict=True)):
            try:
                replace(calendar, hours=((),) * n + (day,) + ((),) * (6 - n))
            except ValueRefused:
                found[field] = "order"
        return found or ({} if any(self.hours) else {WEEKDAYS[0]: "none"})

    def made(self, calendar: Calendar) -> Calendar:
        return replace(calendar, hours=self.hours)


@dataclass(frozen=True)
class TakeHolidays:
    """Closes the year's holidays that are not closed, and makes the year one of the calendar's. Own days stay as they
    are; a half day on a holiday becomes a closed day."""

    year: int

    def wrong(self, calendar: Calendar) -> Mapping[str, str]:
        return {} if calendar.first.year - 1 <= self.year <= calendar.last.year + 1 else {"year": "apart"}

    def made(self, calendar: Calendar) -> Calendar:
        holidays = {day: holiday.name for day, holiday in swedish_holidays(self.year, self.year).items()}
        return replace(
            calendar,
            first=min(calendar.first, date(self.year, 1, 1)),
            last=max(calendar.last, date(self.year, 12, 31)),
            closed={**holidays, **calendar.closed},
            half_days={day: half for day, half in calendar.half_days.items() if day not in holidays},
        )


@dataclass(frozen=True)
class Difference:
    """One thing that is different. `what` is added, removed, hours (of the weekday 0-6), or reach (the first and last
    year). `closes` is a half day's hour."""

    what: str
    day: date | None = None
    name: str = ""
    closes: time | None = None
    weekday: int = 0
    hours: Hours = ()
    years: tuple[int, int] = (0, 0)


def differences(before: Calendar | None, after: Calendar) -> tuple[Difference, ...]:
    """What is different, in order of date. Of a calendar that is new only how far it reaches."""
    if before is None:
        return (_reach(after),)
    found = [] if (before.first, before.last) == (after.first, after.last) else [_reach(after)]
    had, has = dict(_days(before)), dict(_days(after))
    for day in sorted(had.keys() | has.keys()):
        if had.get(day) == has.get(day):
            continue
        if day in had:
            found.append(Difference("removed", day, *had[day]))
        if day in has:
            found.append(Difference("added", day, *has[day]))
    for weekday, (old, new) in enumerate(zip(before.hours, after.hours, strict=True)):
        if old != new:
            found.append(Difference("hours", weekday=weekday, hours=new))
    return tuple(found)


def _reach(calendar: Calendar) -> Difference:
    return Difference("reach", years=(calendar.first.year, calendar.last.year))


def _days(calendar: Calendar) -> Iterator[tuple[date, tuple[str, time | None]]]:
    yield from ((day, (name, None)) for day, name in calendar.closed.items())
    yield from ((day, (half.name, half.closes)) for day, half in calendar.half_days.items())
