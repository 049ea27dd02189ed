"""What `+`, `-`, `*`, `/` and `**` do with two kinds of values (DMN 1.3, tables 45 and on). Other pairs give null.

The tables also tell the static checks which kind comes out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, TypeAlias

from engine.canonical import Months, Value
from engine.feel import numbers
from engine.feel.durations import joined, months_of, parted
from engine.feel.limits import bounded, null_beyond
from engine.feel.numbers import Number
from engine.feel.temporal import (
    date_plus_months,
    instant,
    midnight,
    moment_plus,
    moment_plus_months,
    time_difference,
    time_plus,
)
from engine.feel.values import kind

NUMBER, TEXT, DATE, TIME, MOMENT = "number", "string", "date", "time", "date and time"
DAYS, MONTHS = "days and time duration", "years and months duration"
NEGATED = frozenset({NUMBER, DAYS, MONTHS})
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True)
class Operation:
    function: Callable[[Any, Any], Value]
    gives: str


Table: TypeAlias = dict[tuple[str, str], Operation]


def apply(operator: str, a: Value, b: Value) -> Value:
    """The operator's value, null where it has none."""
    operation = OPERATORS[operator].get((kind(a), kind(b)))
    return operation.function(a, b) if operation else None


def negate(value: Value) -> Value:
    match value:
        case bool():
            return None
        case int() | Decimal():
            return numbers.negate(value)
        case timedelta():
            return times(value, -1)
        case Months():
            return Months(-value.count)
        case _:
            return None


@null_beyond
def plus(a: timedelta, b: timedelta) -> timedelta | None:
    (days, rest), (more_days, more) = parted(a), parted(b)
    return joined(days + more_days, rest + more)


@null_beyond
def minus(a: timedelta, b: timedelta) -> timedelta | None:
    (days, rest), (less_days, less) = parted(a), parted(b)
    return joined(days - less_days, rest - less)


@null_beyond
def times(duration: timedelta, factor: Number) -> timedelta | None:
    """To the microsecond; days of the calendar stay that when the factor is whole."""
    if isinstance(factor, int):
        days, rest = parted(duration)
        return joined(days * factor, rest * factor)
    return _of_microseconds(numbers.multiply(duration // _MICROSECOND, factor))


@null_beyond
def shared(duration: timedelta, divisor: Number) -> timedelta | None:
    return _of_microseconds(numbers.divide(duration // _MICROSECOND, divisor))


@null_beyond
def difference(a: datetime, b: datetime) -> timedelta:
    return instant(a) - instant(b)


def _of_microseconds(count: Number | None) -> timedelta | None:
    rounded = None if count is None else numbers.rounded(count, 0, "ROUND_HALF_EVEN")
    return None if rounded is None else joined(0, int(rounded) * _MICROSECOND)


def _whole_months(count: Number | None) -> Months | None:
    # a part of a month has no length
    return months_of(count) if isinstance(count, int) else None


def _both(left: str, right: str, function: Callable[[Any, Any], Value], gives: str) -> Table:
    """An operation whose sides may change place."""
    return {
        (left, right): Operation(function, gives),
        (right, left): Operation(lambda a, b: function(b, a), gives),
    }


# A date has no hours: `day + d` drops them, and minus adds the opposite so that it drops them alike.
OPERATORS: dict[str, Table] = {
    "+": {
        (NUMBER, NUMBER): Operation(numbers.add, NUMBER),
        (TEXT, TEXT): Operation(lambda a, b: bounded(a + b), TEXT),
        (DAYS, DAYS): Operation(plus, DAYS),
        (MONTHS, MONTHS): Operation(lambda a, b: months_of(a.count + b.count), MONTHS),
        **_both(DATE, DAYS, null_beyond(lambda day, d: day + d), DATE),
        **_both(DATE, MONTHS, lambda day, m: date_plus_months(day, m.count), DATE),
        **_both(TIME, DAYS, time_plus, TIME),
        **_both(MOMENT, DAYS, moment_plus, MOMENT),
        **_both(MOMENT, MONTHS, lambda t, m: moment_plus_months(t, m.count), MOMENT),
    },
    "-": {
        (NUMBER, NUMBER): Operation(numbers.subtract, NUMBER),
        (DAYS, DAYS): Operation(minus, DAYS),
        (MONTHS, MONTHS): Operation(lambda a, b: months_of(a.count - b.count), MONTHS),
        (DATE, DATE): Operation(lambda a, b: joined((a - b).days, timedelta()), DAYS),
        (MOMENT, MOMENT): Operation(difference, DAYS),
        (DATE, MOMENT): Operation(null_beyond(lambda a, b: difference(midnight(a), b)), DAYS),
        (MOMENT, DATE): Operation(null_beyond(lambda a, b: difference(a, midnight(b))), DAYS),
        (TIME, TIME): Operation(time_difference, DAYS),
        (DATE, DAYS): Operation(null_beyond(lambda day, d: day + -d), DATE),
        (DATE, MONTHS): Operation(lambda day, m: date_plus_months(day, -m.count), DATE),
        (TIME, DAYS): Operation(lambda t, d: time_plus(t, -d), TIME),
        (MOMENT, DAYS): Operation(lambda t, d: moment_plus(t, negate(d)), MOMENT),  # type: ignore[arg-type]
        (MOMENT, MONTHS): Operation(lambda t, m: moment_plus_months(t, -m.count), MOMENT),
    },
    "*": {
        (NUMBER, NUMBER): Operation(numbers.multiply, NUMBER),
        **_both(DAYS, NUMBER, times, DAYS),
        **_both(MONTHS, NUMBER, lambda m, n: _whole_months(numbers.multiply(m.count, n)), MONTHS),
    },
    "/": {
        (NUMBER, NUMBER): Operation(numbers.divide, NUMBER),
        (DAYS, NUMBER): Operation(shared, DAYS),
        (DAYS, DAYS): Operation(lambda a, b: numbers.divide(a // _MICROSECOND, b // _MICROSECOND), NUMBER),
        (MONTHS, NUMBER): Operation(lambda m, n: _whole_months(numbers.divide(m.count, n)), MONTHS),
        (MONTHS, MONTHS): Operation(lambda a, b: numbers.divide(a.count, b.count), NUMBER),
    },
    "**": {(NUMBER, NUMBER): Operation(numbers.power, NUMBER)},
}
