"""Evaluating an expression in one line."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from engine.calendar import Calendar
from engine.canonical import Value
from engine.feel import Context, compile_expression, compile_unary_tests

NOW = datetime(2026, 11, 21, 13, 30, tzinfo=UTC)  # a Saturday, half past two in Stockholm
CALENDAR = Calendar(
    id="test",
    first=date(2026, 1, 1),
    last=date(2026, 12, 31),
    closed={date(2026, 12, 24): "Julafton", date(2026, 12, 25): "Juldagen"},
    half_days={},
    hours=(((time(8), time(16)),),) * 5 + ((),) * 2,
)
CONTEXT = Context(now=NOW, calendar=CALENDAR)


def feel(text: str, **names: Value) -> Any:
    return compile_expression(text).evaluate(names.get, CONTEXT)


def passes(cell: str, tested: Value, **names: Value) -> Any:
    return compile_unary_tests(cell).evaluate({**names, "?": tested}.get, CONTEXT)
