"""Dates, times and instants: read (DMN 1.3, 10.3.2.3.4 and on) and moved along the calendar.

An instant has no offset of its own here: whatever offset it was written with, its parts are those of the clock in
Stockholm. A time of day has none at all. So what is kept and read back means what it meant.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta

from engine.calendar import STOCKHOLM
from engine.canonical import Value
from engine.feel.durations import microseconds, parted, read_duration
from engine.feel.limits import null_beyond

_DATE = r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})"
_TIME = r"(?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,9}))?)?"
_OFFSET = r"(?P<offset>Z|[+-][0-9]{2}:[0-9]{2}|@Europe/Stockholm)?"
_DATE_TEXT = re.compile(_DATE)
_TIME_TEXT = re.compile(_TIME)
_DATE_AND_TIME_TEXT = re.compile(f"{_DATE}T{_TIME}{_OFFSET}")


@null_beyond
def read_date(text: str) -> date | None:
    found = _DATE_TEXT.fullmatch(text)
    return _date(found) if found else None


@null_beyond
def read_time(text: str) -> time | None:
    found = _TIME_TEXT.fullmatch(text)
    return _time(found) if found else None


@null_beyond
def read_date_and_time(text: str) -> datetime | None:
    """Without an offset it is Europe/Stockholm's; a date alone is its midnight."""
    if found := _DATE_TEXT.fullmatch(text):
        return midnight(_date(found))
    if not (found := _DATE_AND_TIME_TEXT.fullmatch(text)):
        return None
    day, of_day, offset = _date(found), _time(found), found["offset"]
    if offset and not offset.startswith("@"):
        return _shown(datetime.fromisoformat(f"{day}T{of_day}{offset}"))
    return at_wall(day, of_day)


def read_literal(text: str) -> Value:
    """What `@"…"` stands for; null if it is nothing temporal."""
    readings = (read_date(text), read_date_and_time(text), read_time(text), read_duration(text))
    return next((value for value in readings if value is not None), None)


def instant(moment: datetime) -> datetime:
    """The moment in UTC, where comparing and subtracting are right; Python's are not within one zone.

    Without an offset it is Europe/Stockholm's; an hour that the clock skips is read as the hour after, one that it
    repeats as the first.
    """
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=STOCKHOLM)
    return moment.astimezone(UTC)


def local(moment: datetime) -> datetime:
    """The moment as the clock in Stockholm shows it."""
    return instant(moment).astimezone(STOCKHOLM)


def at_wall(day: date, of_day: time) -> datetime:
    """The instant when the clock in Stockholm shows that."""
    return instant(datetime.combine(day, of_day, STOCKHOLM))


def midnight(day: date) -> datetime:
    return at_wall(day, time.min)


@null_beyond
def date_plus_months(day: date, months: int) -> date:
    """The same day of another month, or its last one: 31 January plus a month is 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


@null_beyond
def moment_plus_months(moment: datetime, months: int) -> datetime | None:
    shown = local(moment)
    day = date_plus_months(shown.date(), months)
    return at_wall(day, shown.time()) if day else None


@null_beyond
def moment_plus(moment: datetime, duration: timedelta) -> datetime:
    """Days of the calendar leave the hour on the wall as it is; what else there is passes as time passes."""
    whole_days, rest = parted(duration)
    if not whole_days:
        return _shown(instant(moment) + rest)
    shown = local(moment)
    return _shown(at_wall(shown.date() + timedelta(days=whole_days), shown.time()) + rest)


@null_beyond
def time_plus(of_day: time, duration: timedelta) -> time:
    """Round the clock: 23:30 plus an hour is 00:30."""
    return (_first_day(of_day) + duration % timedelta(days=1)).time()


def time_difference(a: time, b: time) -> timedelta:
    return _first_day(a) - _first_day(b)


def months_between(start: date, end: date) -> int:
    """Whole months from one day to the other, negative backwards."""
    if end < start:
        return -months_between(end, start)
    count = (end.year - start.year) * 12 + end.month - start.month
    return count - 1 if end.day < start.day else count


def _shown(moment: datetime) -> datetime:
    """The instant; raises `OverflowError` when the clock in Stockholm could not show it."""
    return instant(local(moment))


def _first_day(of_day: time) -> datetime:
    return datetime.combine(date.min, of_day, UTC)


def _date(found: re.Match[str]) -> date:
    return date(int(found["year"]), int(found["month"]), int(found["day"]))


def _time(found: re.Match[str]) -> time:
    return time(int(found["hour"]), int(found["minute"]), int(found["second"] or 0), microseconds(found["fraction"]))
