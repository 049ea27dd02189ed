from __future__ import annotations

from itertools import product

import pytest

from tests.engine.feel.evaluation import feel

TRUTHS = {"true": True, "false": False, "null": None}
AND = {
    ("true", "true"): True,
    ("true", "false"): False,
    ("true", "null"): None,
    ("false", "true"): False,
    ("false", "false"): False,
    ("false", "null"): False,
    ("null", "true"): None,
    ("null", "false"): False,
    ("null", "null"): None,
}
OR = {
    ("true", "true"): True,
    ("true", "false"): True,
    ("true", "null"): True,
    ("false", "true"): True,
    ("false", "false"): False,
    ("false", "null"): None,
    ("null", "true"): True,
    ("null", "false"): None,
    ("null", "null"): None,
}


def test_the_tables_are_complete() -> None:
    assert set(AND) == set(OR) == set(product(TRUTHS, repeat=2))


@pytest.mark.parametrize("sides", AND)
def test_and_is_three_valued(sides: tuple[str, str]) -> None:
    a, b = sides
    assert feel(f"{a} and {b}") is AND[sides]
    assert feel("x and y", x=TRUTHS[a], y=TRUTHS[b]) is AND[sides]
    assert feel(f"all([{a}, {b}])") is AND[sides]
    assert feel(f"every x in [{a}, {b}] satisfies x") is AND[sides]


@pytest.mark.parametrize("sides", OR)
def test_or_is_three_valued(sides: tuple[str, str]) -> None:
    a, b = sides
    assert feel(f"{a} or {b}") is OR[sides]
    assert feel("x or y", x=TRUTHS[a], y=TRUTHS[b]) is OR[sides]
    assert feel(f"any([{a}, {b}])") is OR[sides]
    assert feel(f"some x in [{a}, {b}] satisfies x") is OR[sides]


@pytest.mark.parametrize(("value", "expected"), [("true", False), ("false", True), ("null", None)])
def test_not_is_three_valued(value: str, expected: object) -> None:
    assert feel(f"not({value})") is expected


@pytest.mark.parametrize("other", ['"a"', "1", "[]", "{}", '@"2026-11-21"'])
def test_what_is_no_truth_counts_as_null(other: str) -> None:
    assert feel(f"{other} and true") is None
    assert feel(f"{other} and false") is False
    assert feel(f"{other} or true") is True
    assert feel(f"{other} or false") is None
    assert feel(f"not({other})") is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("true or false and false", True),
        ("(true or false) and false", False),
        ("not(true) or true", True),
        ("1 = 1 and 2 = 2 or false", True),
        ("true and true and true and null", None),
        ("false or false or false or true", True),
    ],
)
def test_and_binds_tighter_than_or(text: str, expected: object) -> None:
    assert feel(text) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("if true then 1 else 2", 1),
        ("if false then 1 else 2", 2),
        ("if null then 1 else 2", 2),
        ('if "ja" then 1 else 2', 2),
        ("if a > 2 then 1 else if a > 1 then 2 else 3", 2),
        ("(if true then 1 else 2) + 10", 11),
    ],
)
def test_if_takes_the_second_way_unless_its_condition_is_true(text: str, expected: object) -> None:
    assert feel(text, a=2) == expected
