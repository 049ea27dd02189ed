from __future__ import annotations

import pytest

from tests.engine.feel.evaluation import feel


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for x in [1, 2, 3] return x * 2", [2, 4, 6]),
        ("for x in [] return x", []),
        ("for x in null return x", None),
        ("for x in 5 return x", [5]),
        ("for x in 1..4 return x", [1, 2, 3, 4]),
        ("for x in 3..1 return x", [3, 2, 1]),
        ("for x in 2..2 return x", [2]),
        ("for x in a..b return x", [2, 3]),
        ("for x in 1..null return x", None),
        ("for x in 1.5..3 return x", None),
        ('for x in 1.."3" return x', None),
        ("for x in [1, 2], y in [10, 20] return x + y", [11, 21, 12, 22]),
        ("for x in [[1, 2], [3]], y in x return y", [1, 2, 3]),
        ("for x in [1, 2], y in null return y", None),
        ("for x in [], y in null return y", []),
        ("for x in [1, 2] return for y in [x, 9] return y", [[1, 9], [2, 9]]),
        ("for x in [1, 2] return a + x", [3, 4]),
        ("for a in [1, 2] return a", [1, 2]),
        ("count(for x in 1..100 return x)", 100),
        ("(for x in 1..3 return x)[2]", 2),
        ("for x in [{n: 1}, {n: 2}] return x.n", [1, 2]),
        ("for x in [3, 1] return if x > 2 then {x: x} else null", [{"x": 3}, None]),
    ],
)
def test_for(text: str, expected: object) -> None:
    assert feel(text, a=2, b=3) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("some x in [1, 2, 3] satisfies x > 2", True),
        ("some x in [1, 2, 3] satisfies x > 3", False),
        ("some x in [] satisfies true", False),
        ("some x in null satisfies true", None),
        ("every x in [1, 2, 3] satisfies x > 0", True),
        ("every x in [1, 2, 3] satisfies x > 1", False),
        ("every x in [] satisfies false", True),
        ("every x in null satisfies true", None),
        ('some x in [1, "a"] satisfies x > 0', True),
        ('some x in ["a", "b"] satisfies x > 0', None),
        ('every x in [1, "a"] satisfies x > 0', None),
        ('every x in [0, "a"] satisfies x > 0', False),
        ("some x in [1, 2], y in [2, 3] satisfies x = y", True),
        ("every x in [1, 2], y in [3, 4] satisfies x < y", True),
        ("some x in [1, 2] satisfies every y in [1, 2] satisfies y <= x", True),
        ("not(some x in [1, 2] satisfies x > 2)", True),
        ("some x in 7 satisfies x = 7", True),
    ],
)
def test_some_and_every(text: str, expected: object) -> None:
    assert feel(text) is expected


def test_a_bound_name_hides_a_variable_only_inside() -> None:
    assert feel("[for x in [1] return x, x]", x=7) == [[1], 7]
    assert feel("some x in [x + 1] satisfies x = 8", x=7) is True
