from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.engine.feel.evaluation import feel

LOCKS = [
    {"number": "100001", "place": "lager", "battery": 80},
    {"number": "100002", "place": "dörr", "battery": 15},
    {"number": "100003", "place": "dörr"},
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("xs[1]", 10),
        ("xs[3]", 30),
        ("xs[-1]", 30),
        ("xs[-3]", 10),
        ("xs[0]", None),
        ("xs[4]", None),
        ("xs[-4]", None),
        ("xs[1.5]", None),
        ("xs[n]", 20),
        ("xs[n + 1]", 30),
        ("xs[count(xs)]", 30),
        ("[][1]", None),
        ("5[1]", 5),
        ("5[2]", None),
        ("missing[1]", None),
        ('"a"[1]', "a"),
    ],
)
def test_positions_count_from_one(text: str, expected: object) -> None:
    assert feel(text, xs=[10, 20, 30], n=2) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("xs[item > 10]", [20, 30]),
        ("xs[item > n]", [30]),
        ("xs[item > 99]", []),
        ("xs[true]", [10, 20, 30]),
        ("xs[false]", []),
        ("xs[null]", []),
        ('xs["a"]', []),
        ("xs[item > null]", []),
        ("xs[even(item / 10)]", [20]),
        ("5[item > 3]", [5]),
        ("5[item > 7]", []),
        ("null[item > 3]", None),
        ('locks[place = "dörr"].number', ["100002", "100003"]),
        ('locks[item.place = "dörr"][1].number', "100002"),
        ("locks[battery < 20].number", ["100002"]),
        ("locks[battery = null].number", ["100003"]),
        ("locks[battery < limit].number", ["100002"]),
        ('locks[number = wanted][1].place = "lager"', True),
        ("[{item: 1}, {item: 2}][item >= 2]", [{"item": 2}]),
        ("xs[item in (10, 30)]", [10, 30]),
        ("xs[some y in xs satisfies y < item]", [20, 30]),
        ("[[1, 2], [3]][count(item) = 2]", [[1, 2]]),
        ("[[1, 2], [3, 4]][item[item > 3] != []]", [[3, 4]]),
    ],
)
def test_filters_keep_what_meets_the_condition(text: str, expected: object) -> None:
    assert feel(text, xs=[10, 20, 30], n=20, locks=LOCKS, limit=20, wanted="100001") == expected


def test_an_entry_of_the_item_comes_before_a_variable_of_the_same_name() -> None:
    assert feel('locks[place = "lager"]', locks=LOCKS, place="dörr") == LOCKS[:1]
    assert feel("locks[battery = 7]", locks=LOCKS, battery=7) == LOCKS[2:]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("list contains([1, 2], 2)", True),
        ("list contains([1, 2], 3)", False),
        ("list contains([1, null], null)", True),
        ("list contains([1, 2], null)", False),
        ('list contains(["1"], 1)', False),
        ("list contains([[1]], [1])", True),
        ("count([])", 0),
        ("count([1, null, [2, 3]])", 3),
        ("count(7)", 1),
        ("min([3, 1, 2])", 1),
        ("min(3, 1, 2)", 1),
        ("min(7)", 7),
        ('min("b", "a")', "a"),
        ('max(@"2026-11-21", @"2026-11-22") = @"2026-11-22"', True),
        ('max([@"PT1H", @"P1D"]) = @"P1D"', True),
        ('max([@"P1M", @"P1Y"]) = @"P1Y"', True),
        ("max([])", None),
        ("min([])", None),
        ('max([1, "a"])', None),
        ("max([1, null])", None),
        ("max([[1], [2]])", None),
        ("max(true, false)", None),
        ("sum([1, 2.5])", 3.5),
        ("sum(1, 2, 3)", 6),
        ("sum([])", None),
        ('sum([1, "2"])', None),
        ("sum([1, null])", None),
        ("mean([1, 2, 3, 4])", 2.5),
        ("mean(1, 3)", 2),
        ("mean([])", None),
        ("all([])", True),
        ("any([])", False),
        ("all(true, false)", False),
        ("any(false, true)", True),
        ("all([true, 1])", None),
        ("any([false, 1])", None),
        ("sublist([1, 2, 3], 2)", [2, 3]),
        ("sublist([1, 2, 3], 1, 2)", [1, 2]),
        ("sublist([1, 2, 3], -2)", [2, 3]),
        ("sublist([1, 2, 3], -2, 1)", [2]),
        ("sublist([1, 2, 3], 2, 9)", [2, 3]),
        ("sublist([1, 2, 3], 0)", None),
        ("sublist([1, 2, 3], 4)", None),
        ("sublist([1, 2, 3], 1, 0)", None),
        ("append([1], 2, [3])", [1, 2, [3]]),
        ("append([1], null)", [1, None]),
        ("append([1])", None),
        ("concatenate([1], [2, 3], [])", [1, 2, 3]),
        ("concatenate([1], 2)", [1, 2]),
        ("insert before([1, 3], 2, 2)", [1, 2, 3]),
        ("insert before([1, 3], -1, 2)", [1, 2, 3]),
        ("insert before([1, 3], 3, 2)", None),
        ("insert before([1, 3], 0, 2)", None),
        ("insert before([1], 1, null)", [None, 1]),
        ("remove([1, 2, 3], 2)", [1, 3]),
        ("remove([1, 2, 3], -1)", [1, 2]),
        ("remove([1, 2, 3], 4)", None),
        ("reverse([1, 2, 3])", [3, 2, 1]),
        ("reverse([])", []),
        ("index of([1, 2, 1], 1)", [1, 3]),
        ("index of([1, null], null)", [2]),
        ("index of([1, 2], 3)", []),
        ("union([3, 1], [1, 2], [2, 3])", [3, 1, 2]),
        ("distinct values([2, 1, 2, 1.0, 3])", [2, 1, 3]),
        (
            'distinct values([1, "1", true, [1], [1], {a: 1}, {a: 1.0}, null, null])',
            [1, "1", True, [1], {"a": 1}, None],
        ),
        ('count(distinct values([@"P1D", @"PT24H", @"P1M"]))', 2),
        ('count(distinct values([@"2026-11-21T08:00:00", @"2026-11-21T07:00:00Z"]))', 1),
        ("flatten([1, [2, [3, []]], [[4]]])", [1, 2, 3, 4]),
        ("flatten([])", []),
    ],
)
def test_functions_on_lists(text: str, expected: object) -> None:
    assert feel(text) == expected


items = st.lists(st.one_of(st.integers(-3, 3), st.sampled_from(["a", "1", ""]), st.booleans(), st.none()), max_size=8)


@given(items)
def test_distinct_values_keep_their_first_order(xs: list[object]) -> None:
    kept: list[object] = []
    for x in xs:
        if not any(type(x) is type(other) and x == other for other in kept):
            kept.append(x)
    found = feel("distinct values(xs)", xs=xs)
    assert [(type(x), x) for x in found] == [(type(x), x) for x in kept]


@given(items, items)
def test_lists_joined_can_be_parted_again(xs: list[object], ys: list[object]) -> None:
    joined = feel("concatenate(xs, ys)", xs=xs, ys=ys)
    assert feel("reverse(reverse(zs))", zs=joined) == [*xs, *ys]
    if xs:
        assert feel("sublist(zs, 1, count(xs)) = xs", zs=joined, xs=xs) is True


def test_what_comes_out_is_not_what_went_in() -> None:
    xs = [[1], {"a": [2]}]
    result = feel("xs", xs=xs)
    result[0].append(99)
    result[1]["a"].append(99)
    assert xs == [[1], {"a": [2]}]
