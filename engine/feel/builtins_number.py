"""Built-in functions on numbers and truth values (DMN 1.3, 10.3.4.2 and 10.3.4.5)."""

from __future__ import annotations

import decimal
from decimal import Decimal

from engine.canonical import Months, Value
from engine.feel import numbers
from engine.feel.builtin import Builtin, builtin
from engine.feel.durations import elapsed
from engine.feel.numbers import Number
from engine.feel.types import BOOLEAN, NUMBER

GROUPINGS = (" ", ",", ".", None)
POINTS = (",", ".", None)


@builtin("not", "boolean", gives=BOOLEAN)
def negation(truth: bool) -> Value:
    return not truth


@builtin("is defined", "any", gives=BOOLEAN)
def is_defined(value: Value) -> Value:
    return value is not None


@builtin("number", "string", "any?", "any?", gives=NUMBER)
def number(text: str, grouping: Value = None, point: Value = None) -> Value:
    """The number a text is written as: `number("1 000,5", " ", ",")`."""
    if grouping not in GROUPINGS or point not in POINTS or (point is not None and grouping == point):
        return None
    if isinstance(grouping, str):
        text = text.replace(grouping, "")
    if isinstance(point, str):
        text = text.replace(".", "_").replace(point, ".") if point != "." else text
    return numbers.read(text)


def _rounding(name: str, rounding: str, scale: str) -> Builtin:
    def rounded(value: Number, places: Number = 0) -> Value:
        return numbers.rounded(value, places, rounding)

    return builtin(name, "number", scale, gives=NUMBER)(rounded)


@builtin("abs", "number|days and time duration|years and months duration", gives=lambda given: given[0])
def absolute(value: Number | Months | object) -> Value:
    if isinstance(value, int | Decimal):
        return numbers.negate(value) if value < 0 else value
    if isinstance(value, Months):
        return Months(abs(value.count))
    return abs(elapsed(value))  # type: ignore[arg-type]


@builtin("modulo", "number", "number", gives=NUMBER)
def modulo(dividend: Number, divisor: Number) -> Value:
    return numbers.modulo(dividend, divisor)


def _parity(name: str, rest: int) -> Builtin:
    def has(value: Number) -> Value:
        left = numbers.modulo(value, 2)
        return left == rest if left in (0, 1) else None

    return builtin(name, "number", gives=BOOLEAN)(has)


FUNCTIONS: tuple[Builtin, ...] = (
    negation,
    is_defined,
    number,
    absolute,
    modulo,
    _parity("odd", 1),
    _parity("even", 0),
    _rounding("decimal", decimal.ROUND_HALF_EVEN, "number"),
    _rounding("floor", decimal.ROUND_FLOOR, "number?"),
    _rounding("ceiling", decimal.ROUND_CEILING, "number?"),
    _rounding("round up", decimal.ROUND_UP, "number"),
    _rounding("round down", decimal.ROUND_DOWN, "number"),
    _rounding("round half up", decimal.ROUND_HALF_UP, "number"),
    _rounding("round half down", decimal.ROUND_HALF_DOWN, "number"),
)
