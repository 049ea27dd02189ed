"""Working time: which days are closed and which hours are office hours, as data, and the arithmetic over them.

A calendar is kept by an administrator and recorded with what it answered, so nothing here looks at a clock or at the
machine's locale. Instants come back in UTC; days and hours are read on the clock of Europe/Stockholm.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Any, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

from engine.canonical import digest
from engine.errors import CalendarSpanExceeded, ValueRefused
from engine.holidays import swedish_holidays

STOCKHOLM = ZoneInfo("Europe/Stockholm")
FRIDAY = 4
_DAY = timedelta(days=1)
_MICROSECOND = timedelta(microseconds=1)
_HOUR = timedelta(hours=1) // _MICROSECOND

Hours: TypeAlias = tuple[tuple[time, time], ...]
Moment = TypeVar("Moment", date, datetime)


@dataclass(frozen=True)
class HalfDay:
    """When a day that closes early closes, and what it is called."""

    closes: time
    name: str = ""


@dataclass(frozen=True, eq=False)
class Calendar:
    """Days from `first` to `last`: those closed with their names, those that close early, and the office hours of each
    weekday, Monday first, as intervals with a gap for lunch where there is one.

    Raises `ValueRefused` when that makes no sense. Two calendars with the same `hash` are equal.
    """

    id: str
    first: date
    last: date
    closed: Mapping[date, str]
    half_days: Mapping[date, HalfDay]
    hours: tuple[Hours, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "closed", MappingProxyType(dict(sorted(self.closed.items()))))
        object.__setattr__(self, "half_days", MappingProxyType(dict(sorted(self.half_days.items()))))
        object.__setattr__(self, "hours", tuple(tuple((a, b) for a, b in day) for day in self.hours))
        if self.last < self.first:
            raise ValueRefused(reason="a calendar that ends before it begins")
        if not all(self.first <= day <= self.last for day in [*self.closed, *self.half_days]):
            raise ValueRefused(reason="a day outside its calendar")
        if len(self.hours) != 7 or not all(map(_in_order, self.hours)):
            raise ValueRefused(reason="office hours that overlap or run backwards")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Calendar) and self.hash == other.hash

    def __hash__(self) -> int:
        return hash(self.hash)

    @cached_property
    def hash(self) -> str:
        return digest(self.to_value())

    def to_value(self) -> dict[str, Any]:
        """What `engine.canonical` can write."""
        return {
            "id": self.id,
            "zone": STOCKHOLM.key,
            "first": self.first,
            "last": self.last,
            "closed": [[day, name] for day, name in self.closed.items()],
            "half_days": [[day, half.closes, half.name] for day, half in self.half_days.items()],
            "hours": [[[opens, closes] for opens, closes in day] for day in self.hours],
        }

    @classmethod
    def from_value(cls, value: Mapping[str, Any]) -> Calendar:
        """The calendar that `to_value` wrote."""
        if value["zone"] != STOCKHOLM.key:
            raise ValueRefused(reason="a calendar of another time zone")
        return cls(
            id=value["id"],
            first=value["first"],
            last=value["last"],
            closed=dict(value["closed"]),
            half_days={day: HalfDay(*half) for day, *half in value["half_days"]},
            hours=tuple(tuple((opens, closes) for opens, closes in day) for day in value["hours"]),
        )

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and not closed; a day that closes early is one."""
        self._covered(day)
        return self._works(day)

    def add_working_days(self, moment: Moment, days: int) -> Moment:
        """That many working days later, or earlier when negative; the hour on the wall stays the same.

        What comes in on a day that is not a working day is counted as if it came in on the next one (the one before,
        when counting backwards): Saturday plus one is Tuesday, Saturday plus none is Monday.
        """
        if isinstance(moment, datetime):
            local = _local(moment)
            day = self.add_working_days(local.date(), days)
            return datetime.combine(day, local.time(), STOCKHOLM).astimezone(UTC)
        self._covered(moment)
        at = bisect_left(self._working_days, moment)
        if days < 0 and not self._works(moment):
            at -= 1
        at += days
        if not 0 <= at < len(self._working_days):
            raise CalendarSpanExceeded(calendar=self.id, first=self.first, last=self.last)
        return self._working_days[at]

    def add_office_hours(self, moment: datetime, hours: int | Decimal) -> datetime:
        """The instant when that many office hours have passed, or remained when negative.

        Time outside office hours does not count, so the answer is always within them, ends included.
        """
        amount = _microseconds(hours)
        target = self._office_time(moment) + amount
        starts, ends, before = self._office
        if amount > 0:
            at = bisect_left(before, target, lo=1) - 1
        elif amount < 0:
            at = bisect_right(before, target, hi=len(starts)) - 1
        else:
            at = bisect_left(ends, moment)
            target = max(target, before[at])
        if target < 0 or at < 0 or at >= len(starts):
            raise CalendarSpanExceeded(calendar=self.id, first=self.first, last=self.last)
        return starts[at] + (target - before[at]) * _MICROSECOND

    def office_hours_between(self, start: datetime, end: datetime) -> timedelta:
        """How much office time lies between two instants; negative when `end` comes first."""
        return (self._office_time(end) - self._office_time(start)) * _MICROSECOND

    def _covered(self, day: date) -> None:
        if not self.first <= day <= self.last:
            raise CalendarSpanExceeded(calendar=self.id, first=self.first, last=self.last)

    def _works(self, day: date) -> bool:
        return day.weekday() <= FRIDAY and day not in self.closed

    def _days(self) -> Iterator[date]:
        return (self.first + n * _DAY for n in range((self.last - self.first).days + 1))

    @cached_property
    def _working_days(self) -> Sequence[date]:
        return [day for day in self._days() if self._works(day)]

    @cached_property
    def _office(self) -> tuple[Sequence[datetime], Sequence[datetime], Sequence[int]]:
        """When office hours begin and end, in UTC, and the microseconds of office time before each beginning, with
        the total last. Instants, since a difference on the wall is wrong on two nights a year."""
        starts, ends, before = [], [], [0]
        for day in self._days():
            for opens, closes in self._open(day):
                starts.append(datetime.combine(day, opens, STOCKHOLM).astimezone(UTC))
                ends.append(datetime.combine(day, closes, STOCKHOLM).astimezone(UTC))
                before.append(before[-1] + (ends[-1] - starts[-1]) // _MICROSECOND)
        return starts, ends, before

    def _open(self, day: date) -> Iterator[tuple[time, time]]:
        if day in self.closed:
            return
        latest = self.half_days[day].closes if day in self.half_days else time.max
        for opens, closes in self.hours[day.weekday()]:
            if opens < latest:
                yield opens, min(closes, latest)

    def _office_time(self, moment: datetime) -> int:
        """Microseconds of office time from the calendar's first day to then."""
        self._covered(_local(moment).date())
        starts, ends, before = self._office
        at = bisect_right(starts, moment) - 1
        if at < 0:
            return 0
        return before[at] + (min(moment, ends[at]) - starts[at]) // _MICROSECOND


def swedish_calendar(first_year: int, last_year: int, id: str = "sverige") -> Calendar:
    """Sweden's holidays, public and on a par with them.

    An assumption, for an administrator to change: office hours 08:00-16:30 on working days, no lunch, no half days.
    """
    office: Hours = ((time(8), time(16, 30)),)
    return Calendar(
        id=id,
        first=date(first_year, 1, 1),
        last=date(last_year, 12, 31),
        closed={day: holiday.name for day, holiday in swedish_holidays(first_year, last_year).items()},
        half_days={},
        hours=(office,) * 5 + ((),) * 2,
    )


def _in_order(day: Hours) -> bool:
    times = [moment for interval in day for moment in interval]
    return all(a < b if n % 2 == 0 else a <= b for n, (a, b) in enumerate(pairwise(times)))


def _local(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueRefused(reason="a time without a zone")
    return moment.astimezone(STOCKHOLM)


def _microseconds(hours: int | Decimal) -> int:
    with localcontext(prec=34, rounding=ROUND_HALF_EVEN):
        return int((Decimal(hours) * _HOUR).to_integral_value())
