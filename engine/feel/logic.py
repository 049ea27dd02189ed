"""Truth of three values, comparison and arithmetic, as functions of an evaluation's frame."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

from engine.canonical import Value
from engine.feel import operators
from engine.feel.frame import Frame, Run
from engine.feel.values import HEAVY, Truth, equal, every, precedes

# Types whose own comparison is FEEL's, when both sides have it.
_EQUATED = frozenset({int, str, bool})
_ORDERED = frozenset({int, str})
_QUICK: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def conjunction(parts: Sequence[Run]) -> Run:
    """False if any part is, else null if any part is anything but true (DMN 1.3, table 38)."""

    def run(frame: Frame) -> Truth:
        result: Truth = True
        for part in parts:
            value = part(frame)
            if value is False:
                return False
            if value is not True:
                result = None
        return result

    return run


def disjunction(parts: Sequence[Run]) -> Run:
    """True if any part is, else null if any part is anything but false."""

    def run(frame: Frame) -> Truth:
        result: Truth = False
        for part in parts:
            value = part(frame)
            if value is True:
                return True
            if value is not False:
                result = None
        return result

    return run


def opposite(truth: Truth) -> Truth:
    return None if truth is None else not truth


def compared(sign: str, a: Value, b: Value) -> Truth:
    """`a sign b`; null when the two can't be compared."""
    match sign:
        case "=":
            return equal(a, b)
        case "!=":
            return opposite(equal(a, b))
        case "<":
            return precedes(a, b)
        case ">":
            return precedes(b, a)
        case "<=":
            return opposite(precedes(b, a))
        case _:
            return opposite(precedes(a, b))


def comparison(sign: str, left: Run, right: Run) -> Run:
    quick = _QUICK[sign]
    kinds = _EQUATED if sign in ("=", "!=") else _ORDERED

    def run(frame: Frame) -> Truth:
        a, b = left(frame), right(frame)
        if type(a) is type(b) and type(a) in kinds:
            return quick(a, b)
        if type(a) in HEAVY:
            frame.walk(a)
        return compared(sign, a, b)

    return run


def between(value: Run, low: Run, high: Run) -> Run:
    def run(frame: Frame) -> Truth:
        middle = value(frame)
        return every([compared(">=", middle, low(frame)), compared("<=", middle, high(frame))])

    return run


def arithmetic(first: Run, rest: Sequence[tuple[str, Run]]) -> Run:
    def run(frame: Frame) -> Value:
        value = first(frame)
        for sign, right in rest:
            value = operators.apply(sign, value, right(frame))
            if type(value) is str:
                frame.walk(value)
        return value

    return run


def negation(value: Run) -> Run:
    return lambda frame: operators.negate(value(frame))
