"""The parts of temporal values that a path reads, such as `deadline.hour` (DMN 1.3, table 53)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from engine.canonical import Value
from engine.feel.limits import null_beyond
from engine.feel.temporal import local
from engine.feel.values import kind


def _whole(unit: timedelta, within: timedelta | None = None) -> Callable[[timedelta], int]:
    """How many whole units a duration has, within a larger unit if one is named, with the duration's sign."""

    def count(duration: timedelta) -> int:
        size = abs(duration) % within if within else abs(duration)
        return (size // unit) * (-1 if duration < timedelta() else 1)

    return count


def _signed(count: int, part: int) -> int:
    return -part if count < 0 else part


_DAY, _HOUR, _MINUTE, _SECOND = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
_NUMBER = "number"

# kind -> property -> how to read it, and the kind it gives
PROPERTIES: dict[str, dict[str, tuple[Callable[[Any], Value], str]]] = {
    "date": {
        "year": (lambda d: d.year, _NUMBER),
        "month": (lambda d: d.month, _NUMBER),
        "day": (lambda d: d.day, _NUMBER),
        "weekday": (lambda d: d.isoweekday(), _NUMBER),
    },
    "time": {
        "hour": (lambda t: t.hour, _NUMBER),
        "minute": (lambda t: t.minute, _NUMBER),
        "second": (lambda t: t.second, _NUMBER),
    },
    "date and time": {
        "year": (lambda t: local(t).year, _NUMBER),
        "month": (lambda t: local(t).month, _NUMBER),
        "day": (lambda t: local(t).day, _NUMBER),
        "weekday": (lambda t: local(t).isoweekday(), _NUMBER),
        "hour": (lambda t: local(t).hour, _NUMBER),
        "minute": (lambda t: local(t).minute, _NUMBER),
        "second": (lambda t: local(t).second, _NUMBER),
        "time offset": (lambda t: local(t).utcoffset(), "days and time duration"),
        "timezone": (lambda t: str(local(t).tzinfo), "string"),
    },
    "days and time duration": {
        "days": (_whole(_DAY), _NUMBER),
        "hours": (_whole(_HOUR, _DAY), _NUMBER),
        "minutes": (_whole(_MINUTE, _HOUR), _NUMBER),
        "seconds": (_whole(_SECOND, _MINUTE), _NUMBER),
    },
    "years and months duration": {
        "years": (lambda m: _signed(m.count, abs(m.count) // 12), _NUMBER),
        "months": (lambda m: _signed(m.count, abs(m.count) % 12), _NUMBER),
    },
}


@null_beyond
def part(value: Value, name: str) -> Value:
    """The named part of a temporal value; null when it has none such."""
    found = PROPERTIES.get(kind(value), {}).get(name)
    return found[0](value) if found else None
