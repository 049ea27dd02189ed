"""A value as text, the way `string()` gives it: as FEEL would write it, texts within others in quotes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.canonical import Months, Value
from engine.feel import numbers
from engine.feel.builtin import builtin
from engine.feel.durations import write_duration, write_months
from engine.feel.limits import bounded, null_beyond
from engine.feel.temporal import local
from engine.feel.types import STRING

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@builtin("string", "any", gives=STRING)
@null_beyond
def string(value: Value) -> Value:
    """A text is itself; null stays null."""
    if value is None or isinstance(value, str):
        return value
    return bounded(written(value))


def written(value: Value) -> str:
    """The value as an expression would write it; instants with the offset of Stockholm."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return numbers.write(value)
        case str():
            return quoted(value)
        case datetime():
            return local(value).isoformat()
        case date() | time():
            return value.isoformat()
        case timedelta():
            return write_duration(value)
        case Months():
            return write_months(value)
        case Sequence():
            return f"[{', '.join([written(item) for item in value])}]"
        case Mapping():
            return f"{{{', '.join([f'{_key(key)}: {written(item)}' for key, item in value.items()])}}}"
        case _:
            return "null"  # a value in the vault, that no expression looks into


def quoted(text: str) -> str:
    """The text as a string literal."""
    return f'"{text.translate(_ESCAPES)}"'


def _key(key: str) -> str:
    return key if key.isidentifier() else quoted(key)
