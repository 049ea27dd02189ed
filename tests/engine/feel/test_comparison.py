from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import combinations
from zoneinfo import ZoneInfo

import pytest

from engine.canonical import Months, Reference
from tests.engine.feel.evaluation import feel

# A smaller and a larger value of every kind that has an order.
ORDERED = {
    "number": ("1", "1.5"),
    "string": ('"a"', '"b"'),
    "date": ('@"2026-11-21"', '@"2026-11-22"'),
    "time": ('@"08:00:00"', '@"08:00:01"'),
    "date and time": ('@"2026-11-21T08:00:00"', '@"2026-11-21T07:00:01Z"'),
    "days and time duration": ('@"PT23H"', '@"P1D"'),
    "years and months duration": ('@"P11M"', '@"P1Y"'),
}
OTHERS = {"boolean": ("false", "true"), "list": ("[1]", "[2]"), "context": ("{a: 1}", "{a: 2}")}
EVERY = {**ORDERED, **OTHERS}


@pytest.mark.parametrize("kind", ORDERED)
def test_values_of_one_kind_have_an_order(kind: str) -> None:
    less, more = ORDERED[kind]
    true = [f"{less} < {more}", f"{less} <= {more}", f"{less} <= {less}", f"{more} > {less}", f"{more} >= {less}"]
    false = [f"{more} < {less}", f"{less} < {less}", f"{more} <= {less}", f"{less} > {more}", f"{less} >= {more}"]
    assert [feel(text) for text in true] == [True] * len(true)
    assert [feel(text) for text in false] == [False] * len(false)


@pytest.mark.parametrize("kind", OTHERS)
def test_truths_lists_and_contexts_have_no_order(kind: str) -> None:
    less, more = OTHERS[kind]
    assert [feel(f"{less} {sign} {more}") for sign in ("<", "<=", ">", ">=")] == [None] * 4


@pytest.mark.parametrize("kind", EVERY)
def test_values_are_equal_or_not(kind: str) -> None:
    one, other = EVERY[kind]
    assert feel(f"{one} = {one}") is True
    assert feel(f"{one} != {one}") is False
    assert feel(f"{one} = {other}") is False
    assert feel(f"{one} != {other}") is True


@pytest.mark.parametrize("kind", EVERY)
def test_only_null_is_null(kind: str) -> None:
    one, _ = EVERY[kind]
    assert feel(f"{one} = null") is False
    assert feel(f"null != {one}") is True
    assert [feel(f"{one} {sign} null") for sign in ("<", "<=", ">", ">=")] == [None] * 4


def test_null_is_null() -> None:
    assert feel("null = null") is True
    assert feel("null != null") is False
    assert feel("missing = null") is True
    assert [feel(f"null {sign} null") for sign in ("<", "<=", ">", ">=")] == [None] * 4


@pytest.mark.parametrize("kinds", list(combinations(EVERY, 2)))
def test_values_of_two_kinds_can_not_be_compared(kinds: tuple[str, str]) -> None:
    one, other = (EVERY[kind][0] for kind in kinds)
    assert [feel(f"{one} {sign} {other}") for sign in ("=", "!=", "<", "<=", ">", ">=")] == [None] * 6


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 = 1.0", True),
        ("-0 = 0", True),
        ('"a" = "A"', False),
        ('"å" < "ä"', False),  # by code point, as everywhere in FEEL
        ("[1, 2] = [1, 2]", True),
        ("[1, 2] = [2, 1]", False),
        ("[1] = [1, 2]", False),
        ("[] = []", True),
        ("[null] = [null]", True),
        ('[1, "a"] = [1, 2]', None),
        ('[1, "a", 3] = [1, 2, 4]', False),
        ("[1] = 1", None),
        ("{a: 1, b: 2} = {b: 2, a: 1}", True),
        ("{a: 1} = {a: 1, b: null}", False),
        ('{a: 1} = {a: "1"}', None),
        ("{} = {}", True),
        ('@"P1D" = @"PT24H"', True),
        ('@"P12M" = @"P1Y"', True),
        ('@"2026-11-21T08:00:00" = @"2026-11-21T07:00:00Z"', True),
        ('@"2026-11-21T08:00:00+01:00" = @"2026-11-21T08:00:00@Europe/Stockholm"', True),
    ],
)
def test_equality(text: str, expected: object) -> None:
    assert feel(text) is expected


def test_values_from_outside_are_compared_as_those_within() -> None:
    assert feel("x = 1.5", x=Decimal("1.50")) is True
    assert feel('x = @"2026-11-21"', x=date(2026, 11, 21)) is True
    assert feel('x = @"08:00:00"', x=time(8)) is True
    assert feel('x = @"P1D"', x=timedelta(hours=24)) is True
    assert feel('x = @"P1Y"', x=Months(12)) is True
    assert feel("x = [1, 2]", x=(1, 2)) is True
    assert feel("x = 1", x=True) is None


def test_instants_are_compared_as_such_whatever_their_zone() -> None:
    stockholm = ZoneInfo("Europe/Stockholm")
    first, second = (datetime(2026, 10, 25, 2, 30, tzinfo=stockholm, fold=fold) for fold in (0, 1))
    assert feel("a < b", a=first, b=second) is True
    assert feel("a = b", a=first, b=datetime(2026, 10, 25, 0, 30, tzinfo=UTC)) is True
    assert feel("a = b", a=first, b=second) is False


def test_a_value_in_the_vault_can_not_be_looked_into() -> None:
    assert feel("a = a", a=Reference("r1")) is None
    assert feel("a < a", a=Reference("r1")) is None
    assert feel("a.id", a=Reference("r1")) is None
    assert feel("string length(a)", a=Reference("r1")) is None
    assert feel("string(a)", a=Reference("r1")) == "null"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("x between 1 and 5", True),
        ("x between 3 and 3", True),
        ("x between 4 and 5", False),
        ("x between 5 and 1", False),
        ("x between 1 and null", None),
        ("x between 4 and null", False),
        ("null between 1 and 5", None),
        ('x between "1" and 5', None),
        ("x between 1 and 5 and true", True),
        ('@"2026-11-21" between @"2026-11-01" and @"2026-11-30"', True),
    ],
)
def test_between_includes_both_ends(text: str, expected: object) -> None:
    assert feel(text, x=3) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 instance of number", True),
        ('"a" instance of string', True),
        ("true instance of boolean", True),
        ('@"2026-11-21" instance of date', True),
        ('@"2026-11-21T08:00:00" instance of date', False),
        ('@"2026-11-21T08:00:00" instance of date and time', True),
        ('@"08:00:00" instance of time', True),
        ('@"P1D" instance of days and time duration', True),
        ('@"P1M" instance of years and months duration', True),
        ("[1] instance of list", True),
        ("{} instance of context", True),
        ("1 instance of Any", True),
        ("null instance of Any", False),
        ("null instance of string", False),
        ("1 + 1 instance of number", None),  # 1 + (1 instance of number)
        ("(1 + 1) instance of number", True),
    ],
)
def test_instance_of(text: str, expected: object) -> None:
    assert feel(text) is expected
