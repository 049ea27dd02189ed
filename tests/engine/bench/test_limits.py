from __future__ import annotations

from dataclasses import replace

import pytest

from engine.bench.figures import Beside, Costs, Figures, Lists, Loop
from engine.bench.limits import limits
from engine.bench.report import report, verdicts
from engine.bench.samples import Times


def times(ms: float) -> Times:
    return Times(p50=ms, p95=2 * ms, of_ten=ms, samples=10)


WITHIN = Figures(
    database="sqlite",
    costs=Costs({"start": 3, "claim": 2, "complete": 5}, {"start": 1, "claim": 1, "complete": 1}, 50_000),
    beside=Beside(complete=times(3), step=times(1), transaction=times(1)),
    loops=[Loop(n, times(ms), 300, 1_600) for n, ms in ((10, 2), (1_000, 9), (5_000, 3))],
    lists=[Lists(n, times(ms), times(ms), times(ms)) for n, ms in ((1_000, 1), (100_000, 9), (1_000_000, 2))],
    warm=[],
    cold=[],
)
SLOW_COMPLETION = replace(WITHIN, beside=replace(WITHIN.beside, complete=times(3.01)))
SLOW_LOOP = replace(WITHIN, loops=[*WITHIN.loops[:2], replace(WITHIN.loops[2], complete=times(3.01))])


def slow_list(**tab: Times) -> Figures:
    return replace(WITHIN, lists=[*WITHIN.lists[:2], replace(WITHIN.lists[2], **tab)])


def test_everything_holds_up_to_its_limit() -> None:
    found = list(limits(WITHIN))
    assert [limit.measured for limit in found] == pytest.approx([1.5, 1.5, 2, 2, 2])
    assert all(limit.holds for limit in found)


@pytest.mark.parametrize(
    ("figures", "exceeded"),
    [
        (SLOW_COMPLETION, "a completion, to the library's step and the same statements alone"),
        (SLOW_LOOP, "a completion of an instance after 5000, to one after 10"),
        (slow_list(mine=times(2.01)), "the list (mine) of 1000000 open tasks, to 1000"),
        (slow_list(group=times(2.01)), "the list (group) of 1000000 open tasks, to 1000"),
        (slow_list(few=times(2.01)), "the list (few) of 1000000 open tasks, to 1000"),
    ],
)
def test_a_figure_over_its_limit_is_the_one_that_is_named(figures: Figures, exceeded: str) -> None:
    assert [limit.what for limit in limits(figures) if not limit.holds] == [f"sqlite: {exceeded}"]


def test_a_completion_is_compared_by_the_median_of_tens() -> None:
    slow_only_by_the_tens = replace(times(1), of_ten=100.0)
    figures = replace(WITHIN, beside=replace(WITHIN.beside, complete=slow_only_by_the_tens))
    assert not next(iter(limits(figures))).holds


def test_the_table_has_every_figure_and_says_which_limit_is_exceeded() -> None:
    table = "\n".join([*report([SLOW_COMPLETION]), *verdicts(list(limits(SLOW_COMPLETION)))])
    assert "50000" in table
    assert table.count("EXCEEDED") == 1
    assert table.count("holds ") == 4
