"""Arithmetic in decimal, 34 digits, half to even (DMN 1.3, 10.3.2.3.1). What has no value, such as 1/0, is null."""

from __future__ import annotations

import decimal
import re
from decimal import Decimal
from typing import TypeAlias

from engine.canonical import LARGEST, PRECISION

Number: TypeAlias = int | Decimal

# Only its flags are ever written to, and nothing reads them: safe to share between threads.
_DECIMAL128 = decimal.Context(prec=PRECISION, rounding=decimal.ROUND_HALF_EVEN, Emin=-6143, Emax=6144, traps=[])
_PLAIN = re.compile(r"-?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")


def tidy(value: Decimal) -> Number | None:
    """An int when the number is whole and fits 64 bits, else a decimal without trailing zeros; null for NaN and
    infinity."""
    if not value.is_finite():
        return None
    if value.copy_abs() <= LARGEST and value == value.to_integral_value():
        return int(value)
    return _DECIMAL128.normalize(value)


def read(text: str) -> Number | None:
    """The number written in FEEL's way, rounded to 34 digits."""
    return tidy(_DECIMAL128.create_decimal(text)) if _PLAIN.fullmatch(text) else None


def write(value: Number) -> str:
    """The number in FEEL's way, without exponent."""
    return str(value) if isinstance(value, int) else f"{value:f}"


def add(a: Number, b: Number) -> Number | None:
    if type(a) is int and type(b) is int and -LARGEST <= (total := a + b) <= LARGEST:
        return total
    return tidy(_DECIMAL128.add(a, b))


def subtract(a: Number, b: Number) -> Number | None:
    if type(a) is int and type(b) is int and -LARGEST <= (difference := a - b) <= LARGEST:
        return difference
    return tidy(_DECIMAL128.subtract(a, b))


def multiply(a: Number, b: Number) -> Number | None:
    return tidy(_DECIMAL128.multiply(a, b))


def divide(a: Number, b: Number) -> Number | None:
    return tidy(_DECIMAL128.divide(a, b))


def power(a: Number, b: Number) -> Number | None:
    return tidy(_DECIMAL128.power(a, b))


def negate(a: Number) -> Number | None:
    return tidy(_DECIMAL128.minus(a))


def modulo(dividend: Number, divisor: Number) -> Number | None:
    """dividend - divisor * floor(dividend / divisor), so the sign is the divisor's."""
    rest = _DECIMAL128.remainder(dividend, divisor)
    if rest and rest.is_finite() and (rest < 0) != (divisor < 0):
        rest = _DECIMAL128.add(rest, divisor)
    return tidy(rest)


def rounded(value: Number, scale: Number, rounding: str) -> Number | None:
    """The number with that many decimals; negative scales round before the point."""
    if not isinstance(scale, int) or not _DECIMAL128.Emin < scale < _DECIMAL128.Emax:
        return None
    exact = Decimal(value)
    exponent = exact.as_tuple().exponent
    assert isinstance(exponent, int), "no infinity gets here"
    if scale >= -exponent:
        return tidy(exact)
    return tidy(exact.quantize(Decimal((0, (1,), -scale)), rounding=rounding, context=_DECIMAL128))


def whole(value: object) -> int | None:
    """The number as an int, if that is what it is."""
    return value if type(value) is int else None
