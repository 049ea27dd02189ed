"""Values as people write them: 1000,5 and 2026-11-21 14:30."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

from engine.calendar import STOCKHOLM
from engine.canonical import Value
from engine.errors import ValueRefused
from engine.form.numbers import write_number
from engine.form.times import write_time


def written(value: Value) -> str:
    """For reading: yes and no in words, a list on one line, nothing for no value. Raises `ValueRefused` for a value
    that no field holds."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, list | tuple):
        return ", ".join(map(written, value))
    return as_typed(value)


def as_typed(value: Value) -> str:
    """One value as it is typed in; a tick is `true` or `false`."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int | Decimal):
        return write_number(value)
    if isinstance(value, datetime):
        return " ".join(date_and_time(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return write_time(value)
    raise ValueRefused(reason=f"a value of type {type(value).__name__} in a form")


def date_and_time(value: datetime) -> tuple[str, str]:
    """On Swedish clocks."""
    local = value.astimezone(STOCKHOLM)
    return local.date().isoformat(), write_time(local.time())
