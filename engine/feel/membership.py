"""Tests of a value: what stands after `in` and in the cells of decision tables (DMN 1.3, 8.3.3 and table 55)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from engine.canonical import Value
from engine.feel.frame import Frame, Run
from engine.feel.logic import compared, opposite
from engine.feel.values import Truth, equal, every, kind, some

Tested: TypeAlias = Callable[[Frame, Any], Truth]


def in_interval(low: Run, high: Run, with_low: bool, with_high: bool) -> Tested:
    above, below = ">=" if with_low else ">", "<=" if with_high else "<"

    def test(frame: Frame, value: Value) -> Truth:
        return every([compared(above, value, low(frame)), compared(below, value, high(frame))])

    return test


def against(sign: str, operand: Run) -> Tested:
    return lambda frame, value: compared(sign, value, operand(frame))


def holds(condition: Run) -> Tested:
    """An expression that reads `?` says itself whether the test is passed."""

    def test(frame: Frame, value: Value) -> Truth:
        truth = condition(frame)
        return truth if isinstance(truth, bool) else None

    return test


def same_or_among(expected: Run) -> Tested:
    """Any other expression is passed by its value, and by each item when it is a list."""

    def test(frame: Frame, value: Value) -> Truth:
        wanted = frame.walk(expected(frame))
        if kind(wanted) != "list":
            return equal(value, wanted)
        among = any(equal(value, item) is True for item in wanted)  # type: ignore[union-attr]
        return among or (kind(value) == "list" and equal(value, wanted) is True)

    return test


def membership(value: Run, slot: int, tests: Sequence[Tested], negated: bool = False) -> Run:
    """Whether the value passes one of the tests; `slot` is where they find it as `?`."""

    def run(frame: Frame) -> Truth:
        tested = frame.slots[slot] = value(frame)
        passed = some([test(frame, tested) for test in tests])
        return opposite(passed) if negated else passed

    return run
