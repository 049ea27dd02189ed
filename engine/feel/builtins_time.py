"""Built-in functions on dates, times and durations (DMN 1.3, 10.3.4.1 and 10.3.4.8), and ours on working time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal

from engine.canonical import Value
from engine.feel.builtin import builtin
from engine.feel.durations import months_of, read_duration
from engine.feel.frame import Frame
from engine.feel.limits import null_beyond
from engine.feel.numbers import Number, whole
from engine.feel.temporal import at_wall, instant, local, midnight, months_between, read_date, read_date_and_time
from engine.feel.temporal import read_time as read_time_of_day
from engine.feel.types import (
    ANY,
    BOOLEAN,
    DATE,
    DATE_AND_TIME,
    MONTHS_DURATION,
    NUMBER,
    STRING,
    TIME,
    Type,
)

DAY = "date|date and time"
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def _day(value: date) -> date:
    """The day itself, or the day an instant is in."""
    return local(value).date() if isinstance(value, datetime) else value


@builtin("date", f"string|number|{DAY}", "number?", "number?", gives=DATE, counts=(1, 3))
@null_beyond
def make_date(*parts: Value) -> Value:
    """From a text, an instant, or year, month and day."""
    match parts:
        case (str(text),):
            return read_date(text)
        case (date() as day,):
            return _day(day)
        case (int(year), int(month), int(day)):
            return date(year, month, day)
        case _:
            return None


@builtin("time", "string|number|time|date and time", "number?", "number?", gives=TIME, counts=(1, 3))
@null_beyond
def make_time(*parts: Value) -> Value:
    """From a text, an instant, or hour, minute and second."""
    match parts:
        case (str(text),):
            return read_time_of_day(text)
        case (datetime() as moment,):
            return local(moment).time()
        case (time() as of_day,):
            return of_day
        case (int(hour), int(minute), int(second)):
            return time(hour, minute, second)
        case _:
            return None


@builtin("date and time", f"string|{DAY}", "time?", gives=DATE_AND_TIME)
@null_beyond
def make_date_and_time(*parts: Value) -> Value:
    """From a text, or a day and a time of day."""
    match parts:
        case (str(text),):
            return read_date_and_time(text)
        case (datetime() as moment,):
            return instant(moment)
        case (date() as day,):
            return midnight(day)
        case (date() as day, time() as of_day):
            return at_wall(_day(day), of_day)
        case _:
            return None


@builtin("duration", "string", gives=ANY)
def make_duration(text: str) -> Value:
    return read_duration(text)


@builtin("years and months duration", DAY, DAY, gives=MONTHS_DURATION)
@null_beyond
def years_and_months_duration(start: date, end: date) -> Value:
    return months_of(months_between(_day(start), _day(end)))


@builtin("day of week", DAY, gives=STRING)
@null_beyond
def day_of_week(day: date) -> Value:
    return WEEKDAYS[_day(day).weekday()]


@builtin("day of year", DAY, gives=NUMBER)
@null_beyond
def day_of_year(day: date) -> Value:
    return _day(day).timetuple().tm_yday


@builtin("month of year", DAY, gives=STRING)
@null_beyond
def month_of_year(day: date) -> Value:
    return MONTHS[_day(day).month - 1]


@builtin("week of year", DAY, gives=NUMBER)
@null_beyond
def week_of_year(day: date) -> Value:
    """As ISO 8601 and Sweden count."""
    return _day(day).isocalendar().week


@builtin("now", gives=DATE_AND_TIME, frame=True)
def now(frame: Frame) -> Value:
    return instant(frame.now)


@builtin("today", gives=DATE, frame=True)
@null_beyond
def today(frame: Frame) -> Value:
    return _day(frame.now)


@builtin("working_day", DAY, gives=BOOLEAN, frame=True)
@null_beyond
def working_day(frame: Frame, day: date) -> Value:
    return frame.calendar.is_working_day(_day(day)) if frame.calendar else None


def _same(given: Sequence[Type]) -> Type:
    return given[0]


@builtin("add_working_days", DAY, "number", gives=_same, frame=True)
@null_beyond
def add_working_days(frame: Frame, moment: date, days: Number) -> Value:
    count = whole(days)
    return None if count is None or not frame.calendar else frame.calendar.add_working_days(moment, count)


@builtin("add_office_hours", "date and time", "number", gives=DATE_AND_TIME, frame=True)
@null_beyond
def add_office_hours(frame: Frame, moment: datetime, hours: int | Decimal) -> Value:
    return frame.calendar.add_office_hours(instant(moment), hours) if frame.calendar else None


FUNCTIONS = (
    make_date,
    make_time,
    make_date_and_time,
    make_duration,
    years_and_months_duration,
    day_of_week,
    day_of_year,
    month_of_year,
    week_of_year,
    now,
    today,
    working_day,
    add_working_days,
    add_office_hours,
)
