from __future__ import annotations

from types import MappingProxyType

import pytest

from tests.engine.feel.evaluation import feel

CASE = {"client": {"floor": 2}, "doors": [{"name": "port"}, {"name": "lägenhet"}], "tom": None}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("case.client.floor", 2),
        ("case.client.floor + 1", 3),
        ("case.missing", None),
        ("case.missing.more", None),
        ("case.tom.more", None),
        ("missing.more", None),
        ("case.doors.name", ["port", "lägenhet"]),
        ("case.doors[2].name", "lägenhet"),
        ("case.doors.missing", [None, None]),
        ("(1).name", None),
        ("{a: 1}.a", 1),
        ("{}.a", None),
        ('{"a b": 1}', {"a b": 1}),
        ("{a: 1, b: a + 1, c: a + b}", {"a": 1, "b": 2, "c": 3}),
        ("{a: 1, b: {a: 2, c: a}, d: a}", {"a": 1, "b": {"a": 2, "c": 2}, "d": 1}),
        ("{in: 1, if: 2}.if", 2),
        ("{år: 2026}.år", 2026),
        ('get value(case, "client").floor', 2),
        ('get value(case, "missing")', None),
        ('get value({"a b": 1}, "a b")', 1),
        ("get entries({a: 1, b: 2})", [{"key": "a", "value": 1}, {"key": "b", "value": 2}]),
        ("get entries({})", []),
        ("is defined(case.tom)", False),
        ("is defined(case.client)", True),
        ("is defined(missing)", False),
        ("is defined(false)", True),
    ],
)
def test_contexts_and_paths(text: str, expected: object) -> None:
    assert feel(text, case=CASE) == expected


def test_a_mapping_that_can_not_be_changed_is_a_context() -> None:
    assert feel("case.client.floor = 2 and case = other", case=MappingProxyType(CASE), other=CASE) is True
    assert feel("case", case=MappingProxyType(CASE)) == CASE


def test_entries_do_not_leak_out_of_their_context() -> None:
    assert feel("[{a: 1}, a]", a=7) == [{"a": 1}, 7]


def test_nothing_of_a_python_object_can_be_reached() -> None:
    for name in ("__class__", "__dict__", "real", "keys", "append", "count"):
        assert feel(f"x.{name}", x=1) is None
        assert feel(f"x.{name}", x="a") is None
        assert feel(f"x.{name}", x={"a": 1}) is None
        assert feel(f"x.{name}", x=[]) == []
