from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from engine.errors import CalendarSpanExceeded
from engine.feel import Context, compile_expression
from tests.engine.feel.evaluation import CONTEXT, NOW, feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('now() = @"2026-11-21T14:30:00"', True),
        ('today() = @"2026-11-21"', True),
        ("today() = date(now())", True),
        ('now() + @"PT1H" > now()', True),
        ("working_day(today())", False),
        ('working_day(@"2026-11-20")', True),
        ('working_day(@"2026-12-24")', False),
        ('working_day(@"2026-11-22T23:30:00Z")', True),  # Monday in Stockholm
        ('add_working_days(@"2026-11-20", 1)', date(2026, 11, 23)),
        ('add_working_days(@"2026-11-20", -1)', date(2026, 11, 19)),
        ("add_working_days(today(), 0)", date(2026, 11, 23)),
        ('add_working_days(@"2026-12-23", 1)', date(2026, 12, 28)),
        ('add_working_days(now(), 2) = @"2026-11-25T14:30:00"', True),
        ('add_working_days(@"2026-11-20", 1.5)', None),
        ('add_working_days(@"2026-11-20", "1")', None),
        ('add_working_days("2026-11-20", 1)', None),
        ('add_office_hours(@"2026-11-20T15:00:00", 2) = @"2026-11-23T09:00:00"', True),
        ('add_office_hours(@"2026-11-20T15:00:00", 0.5) = @"2026-11-20T15:30:00"', True),
        ('add_office_hours(@"2026-11-23T09:00:00", -2) = @"2026-11-20T15:00:00"', True),
        ("add_office_hours(today(), 2)", None),
        ("add_office_hours(now(), null)", None),
    ],
)
def test_working_time(text: str, expected: object) -> None:
    assert feel(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        'working_day(@"2027-01-01")',
        'add_working_days(@"2026-12-31", 1)',
        "add_working_days(today(), 10 ** 18)",
        "add_office_hours(now(), 10 ** 30)",
        "add_office_hours(now(), -10 ** 6)",
    ],
)
def test_it_does_not_guess_further_than_the_calendar_goes(text: str) -> None:
    with pytest.raises(CalendarSpanExceeded):
        feel(text)


def test_without_a_calendar_working_time_is_null() -> None:
    bare = Context(now=NOW)
    for text in ("working_day(today())", "add_working_days(today(), 1)", "add_office_hours(now(), 1)"):
        assert compile_expression(text).evaluate({}.get, bare) is None


def test_the_day_is_that_of_stockholm() -> None:
    late = replace(CONTEXT, now=datetime(2026, 11, 21, 23, 30, tzinfo=UTC))
    assert compile_expression("today()").evaluate({}.get, late) == date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "calendar", "now"),
    [
        ("working_day(today())", True, True),
        ("add_working_days(a, 1) > b", True, False),
        ("add_office_hours(a, 1)", True, False),
        ("now() > a", False, True),
        ("a > b", False, False),
        ("if a then b else [{x: for y in z return today()}]", False, True),
    ],
)
def test_an_expression_says_what_it_needs(text: str, calendar: bool, now: bool) -> None:
    expression = compile_expression(text)
    assert (expression.uses_calendar, expression.uses_now) == (calendar, now)
