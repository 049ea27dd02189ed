"""One way to write a value as bytes, and one way to hash them.

Everything that is hashed, compared or stored as state passes here. The format is numbered by `FORMAT` and can
never change: a change would be a new number beside it. JSON in UTF-8 without spaces, keys by code point; what
JSON lacks is an object with one key that begins with `$`, so no context of a person's can be taken for one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Context, Decimal
from typing import Any, TypeAlias

import orjson

from engine.errors import ValueRefused

FORMAT = 1
LARGEST = 2**63 - 1
PRECISION = 34  # digits of a decimal, as IEEE 754 decimal128 and FEEL have it
_EXACT = Context(prec=1000)
DEEPEST = 50


@dataclass(frozen=True)
class Months:
    """A duration of years and months (FEEL: years and months duration), counted in months."""

    count: int


@dataclass(frozen=True)
class Reference:
    """Stands for a value that lives in the vault; the engine carries it and never reads it."""

    id: str


Value: TypeAlias = (
    bool
    | int
    | Decimal
    | str
    | date
    | time
    | datetime
    | timedelta
    | Months
    | Reference
    | Sequence["Value"]
    | Mapping[str, "Value"]
    | None
)


def number(value: int | Decimal) -> int | Decimal:
    """The one form of a number: an int when it is whole, else a decimal without trailing zeros."""
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise ValueRefused(reason="not a number")
        if value != value.to_integral_value():
            return _shortest(value)
        if abs(value) > LARGEST:
            raise ValueRefused(reason="a whole number beyond 64 bits")
        value = int(value)
    if not -LARGEST - 1 <= value <= LARGEST:
        raise ValueRefused(reason="a whole number beyond 64 bits")
    return value


def _shortest(value: Decimal) -> Decimal:
    # the ambient context would round to 28 digits here, silently
    short = value.normalize(_EXACT)
    if len(short.as_tuple().digits) > PRECISION or short.adjusted() < -PRECISION:
        raise ValueRefused(reason="a decimal with too many digits")
    return short


def _plain(value: object, depth: int = 0) -> object:
    """The value as what JSON has. bool before int and datetime before date: each is a subclass of the other."""
    if value is None or value is True or value is False or type(value) is str:
        return value
    if depth > DEEPEST:
        raise ValueRefused(reason="nested too deep")
    kind = type(value)
    if kind is dict:
        return {_key(k): _plain(v, depth + 1) for k, v in value.items()}  # type: ignore[attr-defined]
    if kind is list or kind is tuple:
        return [_plain(v, depth + 1) for v in value]  # type: ignore[attr-defined]
    if kind is int or kind is Decimal:
        whole = number(value)  # type: ignore[arg-type]
        return whole if isinstance(whole, int) else {"$decimal": f"{whole:f}"}
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueRefused(reason="a time without a zone")
        return {"$at": value.astimezone(UTC).isoformat().replace("+00:00", "Z")}
    if isinstance(value, date):
        return {"$date": value.isoformat()}
    if isinstance(value, time):
        if value.tzinfo is not None:
            raise ValueRefused(reason="a time of day with a zone")
        return {"$time": value.isoformat()}
    if isinstance(value, timedelta):
        return {"$microseconds": value // timedelta(microseconds=1)}
    if isinstance(value, Months):
        return {"$months": value.count}
    if isinstance(value, Reference):
        return {"$ref": value.id}
    raise ValueRefused(reason=f"a value of type {kind.__name__}")


def _key(key: object) -> str:
    if not isinstance(key, str) or key.startswith("$"):
        raise ValueRefused(reason="a context key that is not a name")
    return key


_TAGS: dict[str, Callable[[Any], Value]] = {
    "$decimal": Decimal,
    "$at": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$time": time.fromisoformat,
    "$microseconds": lambda v: timedelta(microseconds=v),
    "$months": Months,
    "$ref": Reference,
}


def _typed(value: Any) -> Value:
    if isinstance(value, dict):
        if len(value) == 1:
            ((key, inner),) = value.items()
            if key in _TAGS:
                return _TAGS[key](inner)
        return {k: _typed(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_typed(v) for v in value]
    return value  # type: ignore[no-any-return]


def encode(value: object) -> bytes:
    """Canonical bytes of a value. Raises `ValueRefused` for what has none: floats, NaN, integers beyond 64 bits."""
    try:
        return orjson.dumps(_plain(value), option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError as error:
        raise ValueRefused(reason="text that is not Unicode") from error


def decode(data: bytes) -> Value:
    """The value that `encode` wrote."""
    return _typed(orjson.loads(data))


def copy(value: Value) -> Value:
    """An independent copy in canonical form; raises as `encode` does."""
    return decode(encode(value))


def sha256(data: bytes) -> str:
    """Lower-case hex of SHA-256."""
    return hashlib.sha256(data).hexdigest()


def digest(value: object) -> str:
    """SHA-256 of the canonical bytes."""
    return sha256(encode(value))
