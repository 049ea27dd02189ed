from __future__ import annotations

from datetime import date

import pytest

from engine.errors import FeelSyntaxError
from tests.engine.feel.evaluation import feel, passes


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3 in [1..5]", True),
        ("1 in [1..5]", True),
        ("5 in [1..5]", True),
        ("1 in (1..5]", False),
        ("5 in [1..5)", False),
        ("1 in (1..5)", False),
        ("5 in (1..5)", False),
        ("3 in (1..5)", True),
        ("0.999 in [1..5]", False),
        ("6 in [1..5]", False),
        ("3 in [5..1]", False),
        ("null in [1..5]", None),
        ("3 in [1..null]", None),
        ("6 in [null..5]", False),
        ('"b" in ["a".."c"]', True),
        ('@"2026-11-21" in [@"2026-11-01"..@"2026-12-01")', True),
        ('"3" in [1..5]', None),
        ("x in [low..high]", True),
        ("x in (low + 1..high * 2)", True),
        ("3 in (<3, >7)", False),
        ("8 in (<3, >7)", True),
        ("3 in (<=3, >7)", True),
        ("3 in < 5", True),
        ("3 in >= 5", False),
        ("3 in = 3", True),
        ("3 in != 3", False),
        ("3 in (1, 2, 3)", True),
        ("3 in (1, [2..4])", True),
        ("3 in ([1..2], [4..5])", False),
        ("3 in ([1..2], [4..5], = 3)", True),
        ("3 in [1, 2, 3]", True),
        ("3 in [1, 2]", False),
        ("3 in []", False),
        ("3 in [[1..2], [3..4]]", True),
        ("3 in [[1..2], 3]", True),
        ("3 in 3", True),
        ("3 in (3)", True),
        ("3 in xs", True),
        ("4 in xs", False),
        ("3 in (xs, 9)", True),
        ('"3" in xs', False),
        ("null in xs", False),
        ("null in [null]", True),
        ("null in (null, 1)", True),
        ("[1] in [[1], [2]]", True),
        ("xs in (xs)", True),
        ("[1] in ([1..2])", None),
        ('"a" in ("b", null)', False),
        ('"a" in (1, 2)', None),
        ("3 in (? > 2)", True),
        ("3 in (? > 3, ? < 2)", False),
        ('"nyckel" in (starts with(?, "ny"))', True),
        ("null in (? > 2)", None),
        ("not(3 in (1, 2))", True),
        ("3 in (1, 3) and 4 in (4, 5)", True),
        ("3 + 1 in (4)", True),
        ("(3 in [1..5]) = true", True),
        ("x in (1..5) or true", True),
    ],
)
def test_in(text: str, expected: object) -> None:
    assert feel(text, x=3, low=1, high=5, xs=[1, 2, 3]) is expected


@pytest.mark.parametrize(
    ("cell", "tested", "expected"),
    [
        ("-", 3, True),
        ("-", None, True),
        ("", None, True),
        ("  ", 3, True),
        ("3", 3, True),
        ("3", 4, False),
        ("3", None, False),
        ("null", None, True),
        ("null", 3, False),
        ('"ja"', "ja", True),
        ('"ja", "kanske"', "kanske", True),
        ('"ja", "kanske"', "nej", False),
        ('not("ja", "kanske")', "nej", True),
        ('not("ja", "kanske")', "ja", False),
        ('not("ja")', None, True),
        ("not(null)", None, False),
        ("not(< 5)", 7, True),
        ("not([1..3], 7)", 7, False),
        ("< 5", 3, True),
        ("< 5", None, None),
        ("not(< 5)", None, None),
        ("<= 5, > 10", 11, True),
        ("[65..80]", 65, True),
        ("(65..80]", 65, False),
        ("[1..2], [4..5]", 3, False),
        ("-5", -5, True),
        ("- 5, > 3", 4, True),
        ("true", True, True),
        ("true", False, False),
        ("false", False, True),
        ("not(true)", False, True),
        ("limit", 5, True),
        ("< limit", 4, True),
        ("> limit * 2", 11, True),
        ("choices", "a", True),
        ("choices", "c", False),
        ("not(choices)", "c", True),
        ("choices", ["a", "b"], True),
        ("? > 3 and ? < 6", 5, True),
        ("? > 3 and ? < 6", 6, False),
        ("? > 3", None, None),
        ("? + 1", 3, None),
        ("? = null or ? > 3", None, True),
        ("some x in ? satisfies x > 2", [1, 3], True),
        ('starts with(?, "a"), "b"', "b", True),
        ('contains(?, "x")', "a", False),
        ("not(? > 3)", 5, False),
        ("?[item > 2] != []", [1, 3], True),
        ('> date("2026-11-21")', date(2026, 11, 22), True),
        ('@"2026-11-21"', date(2026, 11, 21), True),
        ('"3"', 3, None),
        ("if limit > 3 then 7 else 8", 7, True),
    ],
)
def test_the_tests_of_a_cell(cell: str, tested: object, expected: object) -> None:
    assert passes(cell, tested, limit=5, choices=["a", "b"]) is expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text", ["[1..5]", "x = [1..5]", "count([1..5])", "(1..5)[1]", "for y in [1..5] return y", "{a: [1..2]}"]
)
def test_an_interval_is_a_test_and_no_value(text: str) -> None:
    with pytest.raises(FeelSyntaxError, match="reason=interval"):
        feel(text)


@pytest.mark.parametrize("text", ["x in ]1..5[", "x in ]1..5]", "x in [1..5[", "x in [1..5[ and y", "]1..5] = x"])
def test_brackets_turned_outwards_are_refused(text: str) -> None:
    with pytest.raises(FeelSyntaxError, match="reason=reversed bracket"):
        feel(text)


@pytest.mark.parametrize("text", ["(1, 2)", "(< 3)", "not(1, 2)", "not(< 3)", "x and (true, false)"])
def test_several_tests_belong_after_in_or_in_a_cell(text: str) -> None:
    with pytest.raises(FeelSyntaxError, match="reason=several"):
        feel(text)


@pytest.mark.parametrize("text", ["?", "? > 3", "xs[? > 3]", "? in (1, 2)"])
def test_the_question_mark_means_nothing_outside_tests(text: str) -> None:
    with pytest.raises(FeelSyntaxError, match="reason=input"):
        feel(text)
