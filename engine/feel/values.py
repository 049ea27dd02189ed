"""What FEEL sees in a value: its kind, when two are equal, which comes first, and how much there is of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from types import MappingProxyType, NoneType
from typing import Any, TypeAlias

from engine.canonical import DEEPEST, Months, Value, number
from engine.errors import FeelLimitError, ValueRefused
from engine.feel.durations import CalendarDays, elapsed
from engine.feel.limits import CHARACTERS_PER_STEP
from engine.feel.numbers import Number, tidy
from engine.feel.temporal import instant

Truth: TypeAlias = bool | None

_KINDS: dict[type, str] = {
    NoneType: "null",
    bool: "boolean",
    int: "number",
    Decimal: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "days and time duration",
    CalendarDays: "days and time duration",
    Months: "years and months duration",
    list: "list",
    tuple: "list",
    dict: "context",
    MappingProxyType: "context",
}
ORDERED = frozenset(
    {"number", "string", "date", "time", "date and time", "days and time duration", "years and months duration"}
)


def kind(value: object) -> str:
    """FEEL's name of the value's type; `reference` for what no expression can look into."""
    return _KINDS.get(type(value), "reference")


def equal(a: Value, b: Value) -> Truth:
    """`a = b`; null when they are of different kinds (DMN 1.3, table 42)."""
    if a is None or b is None:
        return a is b
    of = kind(a)
    if of != kind(b) or of == "reference":
        return None
    if isinstance(a, datetime) and isinstance(b, datetime):
        return instant(a) == instant(b)
    if of == "list":
        return _equal_lists(a, b)  # type: ignore[arg-type]
    if of == "context":
        return _equal_contexts(a, b)  # type: ignore[arg-type]
    return a == b


def _equal_lists(a: Sequence[Value], b: Sequence[Value]) -> Truth:
    return len(a) == len(b) and every([equal(x, y) for x, y in zip(a, b, strict=True)])


def _equal_contexts(a: Mapping[str, Value], b: Mapping[str, Value]) -> Truth:
    return a.keys() == b.keys() and every([equal(value, b[key]) for key, value in a.items()])


def precedes(a: Value, b: Value) -> Truth:
    """`a < b`; null for what has no order or differs in kind."""
    of = kind(a)
    if of != kind(b) or of not in ORDERED:
        return None
    return sort_key(a) < sort_key(b)  # type: ignore[no-any-return]


def sort_key(value: Value) -> Any:
    """What orders values of one kind."""
    if isinstance(value, datetime):
        return instant(value)
    return value.count if isinstance(value, Months) else value


def identity(value: Value) -> object:
    """Something hashable that is the same for two values just when they are equal and of one kind."""
    of = kind(value)
    if of == "list":
        return of, tuple(identity(item) for item in value)  # type: ignore[union-attr]
    if of == "context":
        return of, frozenset((key, identity(item)) for key, item in value.items())  # type: ignore[union-attr]
    if isinstance(value, datetime):
        return of, instant(value)
    if isinstance(value, Decimal):
        whole = tidy(value)
        return of, whole if isinstance(whole, int) else str(whole)  # many decimals can be made to have one hash
    return of, value


def every(parts: Sequence[Truth]) -> Truth:
    """Three-valued and: false if any is false, else null if any is null."""
    return False if False in parts else None if None in parts else True


def some(parts: Sequence[Truth]) -> Truth:
    """Three-valued or: true if any is true, else null if any is null."""
    return True if True in parts else None if None in parts else False


def weight(value: Value) -> int:
    """How many steps it takes to walk through the value. Shared parts count each time, since they are walked so."""
    if isinstance(value, str):
        return len(value) // CHARACTERS_PER_STEP
    if isinstance(value, Mapping):
        return len(value) + sum([weight(item) for item in value.values() if type(item) in HEAVY])
    if isinstance(value, Sequence):
        return len(value) + sum([weight(item) for item in value if type(item) in HEAVY])
    return 0


HEAVY = frozenset({str, list, tuple, dict, MappingProxyType})


def outgoing(value: Value, depth: int = 0) -> Value:
    """The value as it may be kept: an independent copy, instants in UTC, and null for a number that canonical form
    can't hold. Raises `FeelLimitError` for what is nested too deep."""
    if value is None or isinstance(value, str | bool):
        return value
    if depth > DEEPEST:
        raise FeelLimitError(limit="nesting of a value", most=DEEPEST)
    if isinstance(value, int | Decimal):
        return kept_number(value)
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, timedelta):
        return elapsed(value)
    if isinstance(value, Mapping):
        return {key: outgoing(item, depth + 1) for key, item in value.items()}
    if isinstance(value, Sequence):
        return [outgoing(item, depth + 1) for item in value]
    return value


def kept_number(value: Number) -> Number | None:
    """The number in canonical form, null beyond it."""
    try:
        return number(value)
    except ValueRefused:
        return None
