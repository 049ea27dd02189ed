"""Durations of days and time, and of years and months: read, written, and told apart by whether their days are days of
the calendar (DMN 1.3, 10.3.2.3.7 and 10.3.2.3.8)."""

from __future__ import annotations

import re
from datetime import timedelta

from engine.canonical import Months
from engine.feel.limits import null_beyond

_LONGEST = timedelta(microseconds=2**63 - 1)  # what canonical form can hold
_MOST_MONTHS = 12 * 999_999_999
_N = "([0-9]{1,18})"
_MONTHS_TEXT = re.compile(f"(-)?P(?:{_N}Y)?(?:{_N}M)?")
_DAYS_TEXT = re.compile(f"(-)?P(?:{_N}W)?(?:{_N}D)?(?:T(?:{_N}H)?(?:{_N}M)?(?:{_N}(?:\\.([0-9]{{1,9}}))?S)?)?")


class CalendarDays(timedelta):
    """A duration with days of the calendar in it, as `P1D` is written: they leave the hour on the wall alone when the
    clock changes, where `PT24H` does not. Exists within one expression; what is kept in state is elapsed time."""

    whole_days: int


def joined(whole_days: int, rest: timedelta) -> timedelta | None:
    """Days of the calendar and elapsed time as one duration; null when it is too long to keep."""
    total = timedelta(days=whole_days) + rest
    if abs(total) > _LONGEST:
        return None
    if not whole_days:
        return total
    kept = CalendarDays(total.days, total.seconds, total.microseconds)
    kept.whole_days = whole_days
    return kept


def parted(duration: timedelta) -> tuple[int, timedelta]:
    """What `joined` joined."""
    if not isinstance(duration, CalendarDays):
        return 0, duration
    return duration.whole_days, duration - timedelta(days=duration.whole_days)


def elapsed(duration: timedelta) -> timedelta:
    """The duration as it may be kept."""
    return timedelta(duration.days, duration.seconds, duration.microseconds)


def months_of(count: int) -> Months | None:
    return Months(count) if abs(count) <= _MOST_MONTHS else None


@null_beyond
def read_duration(text: str) -> timedelta | Months | None:
    """`P1Y2M` counts months, `P1W` and `P1D` days of the calendar, `PT24H` hours; months and days do not mix."""
    if text.endswith(("P", "T")):
        return None
    if found := _MONTHS_TEXT.fullmatch(text):
        years, months = (int(part or 0) for part in found.groups()[1:])
        return months_of((-1 if found[1] else 1) * (12 * years + months))
    if not (found := _DAYS_TEXT.fullmatch(text)):
        return None
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:-1])
    rest = timedelta(hours=hours, minutes=minutes, seconds=seconds, microseconds=microseconds(found[7]))
    sign = -1 if found[1] else 1
    return joined(sign * (7 * weeks + days), sign * rest)


def write_duration(duration: timedelta) -> str:
    """`P1DT2H30M`; `PT0S` for none."""
    left = abs(duration)
    seconds = str(left.seconds % 60)
    if left.microseconds:
        seconds = f"{seconds}.{left.microseconds:06}".rstrip("0")
    parts = ((str(left.seconds // 3600), "H"), (str(left.seconds // 60 % 60), "M"), (seconds, "S"))
    clock = "".join(count + sign for count, sign in parts if count != "0")
    day = f"{left.days}D" if left.days else ""
    sign = "-" if duration < timedelta() else ""
    return f"{sign}P{day}T{clock}" if clock else f"{sign}P{day}" if day else "PT0S"


def write_months(duration: Months) -> str:
    """`P1Y2M`; `P0M` for none."""
    years, months = divmod(abs(duration.count), 12)
    parts = (f"{years}Y" if years else "") + (f"{months}M" if months or not years else "")
    return f"{'-' if duration.count < 0 else ''}P{parts}"


def microseconds(fraction: str | None) -> int:
    """Of the decimals of a second; what is finer is dropped."""
    return int(f"{fraction or '':0<6}"[:6])
