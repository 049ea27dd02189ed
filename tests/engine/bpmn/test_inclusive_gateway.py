"""Some ways of several, and joins that wait for what can still come (BPMN 13.4.3)."""

from __future__ import annotations

from itertools import permutations

import pytest

from engine.errors import NoFlowTaken
from tests.diagram import Process, diagram, message, timer
from tests.engine.bpmn.drawing import boundary, routine
from tests.engine.bpmn.watched import Watched


def some(*, default: bool = True) -> Process:
    """Ways a, b and c for the numbers in the list x, d when there are none."""
    process = routine("start ask split", "a gather z end", "b gather", "c gather", "d gather")
    for number, name in enumerate("abc"):
        process.flow("split", name, f"list contains(x, {number})")
    return process.flow("split", "d", default=True) if default else process


@pytest.mark.parametrize(
    ("x", "opened"), [([0], "a"), ([2, 0], "ac"), ([0, 1, 2], "abc"), ([], "d"), ([9], "d"), ([1, 9], "b")]
)
def test_every_way_whose_condition_holds_is_taken_and_joined(x: list[int], opened: str) -> None:
    for order in permutations(opened):
        running = Watched(diagram(some()))
        running.complete("ask", x=x)
        assert running.open == list(opened)
        for name in order:
            assert "z" not in running.open
            running.complete(name)
        assert running.open == ["z"]
        assert running.complete("z").done


def test_null_conditions_take_the_default_flow_and_are_recorded() -> None:
    running = Watched(diagram(some()))
    assert len(running.complete("ask", x=None).nulls) == 3
    assert running.open == ["d"]


def test_no_way_and_no_default_stops_the_event() -> None:
    running = Watched(diagram(some(default=False)))
    with pytest.raises(NoFlowTaken):
        running.complete("ask", x=[])


def test_a_join_after_a_choice_waits_for_the_one_way_that_was_taken() -> None:
    process = routine("start ask choose", "a gather z end", "b gather")
    process.flow("choose", "a", "x").flow("choose", "b", default=True)
    running = Watched(diagram(process))
    running.complete("ask", x=True)
    running.complete("a")
    assert running.open == ["z"]


def test_a_join_waits_for_what_is_far_off() -> None:
    process = routine("start fork a gather z end", "fork b fork2 c join2 merge d gather", "fork2 e join2")
    running = Watched(diagram(process))
    for name in ("a", "b", "c", "e"):
        running.complete(name)
        assert "z" not in running.open
    running.complete("d")
    assert running.open == ["z"]


def test_a_join_goes_on_when_the_rest_has_gone_elsewhere() -> None:
    process = routine("start fork a gather z end", "fork b choose", "c gather")
    process.flow("choose", "c", "x").flow("choose", "end", default=True)
    for x, opened in ((True, ["c"]), (False, ["z"])):
        running = Watched(diagram(process))
        running.complete("a")
        running.complete("b", x=x)
        assert running.open == opened


def test_a_join_does_not_wait_for_a_loop_that_cannot_reach_it() -> None:
    process = routine("start fork a gather z end", "fork b gather", "fork merge c choose end2")
    process.flow("choose", "merge", "again")
    running = Watched(diagram(process))
    running.complete("a")
    running.complete("b")
    assert running.open == ["c", "z"]


@pytest.mark.parametrize("last", ["a", "b"])
def test_a_join_waits_for_a_loop_on_its_way(last: str) -> None:
    process = routine("start fork a gather z end", "fork merge b choose").flow("choose", "merge", "again")
    process.flow("choose", "gather", default=True)
    running = Watched(diagram(process))
    if last == "b":
        running.complete("a")
    running.complete("b", again=True)
    running.complete("b:2", again=False)
    if last == "a":
        assert running.open == ["a"]
        running.complete("a")
    assert running.open == ["z"]


def test_a_join_waits_for_what_is_two_loops_away() -> None:
    process = routine("start fork a gather z end", "fork merge1 b choose1", "merge2 c choose2")
    process.flow("choose1", "merge1", "again").flow("choose1", "merge2", default=True)
    process.flow("choose2", "merge2", "again").flow("choose2", "gather", default=True)
    running = Watched(diagram(process))
    running.complete("a")
    for name, again in (("b", True), ("b:2", False), ("c", True), ("c:2", True)):
        running.complete(name, again=again)
        assert "z" not in running.open
    running.complete("c:3", again=False)
    assert running.open == ["z"]


def test_a_join_does_not_wait_for_tokens_that_can_only_come_by_a_flow_that_has_one() -> None:
    process = routine("start fork a merge gather z end", "fork b merge", "fork c gather")
    running = Watched(diagram(process))
    running.complete("a")
    running.complete("c")
    assert running.open == ["b", "z"]
    running.complete("b")
    assert running.open == ["z", "z:2"]


def test_two_joins_after_each_other_fire_in_their_order() -> None:
    process = routine("start fork a gather1 gather2 z end", "fork b gather1", "fork c gather2")
    running = Watched(diagram(process))
    for name in "cba":
        assert "z" not in running.open
        running.complete(name)
    assert running.open == ["z"]


def test_a_join_waits_for_an_event_and_for_what_its_rivals_lead_to() -> None:
    process = routine("start fork a gather z end", "fork race soon gather", "race told b gather")
    process.node("soon", "intermediateCatchEvent", inner=timer("PT1H"))
    process.node("told", "intermediateCatchEvent", inner=message("m"))
    running = Watched(diagram(process, messages=("m",)))
    running.complete("a")
    running.send("told")
    assert running.open == ["b"]
    running.complete("b")
    assert running.open == ["z"]


def test_a_join_waits_for_what_may_come_from_the_edge_of_an_activity() -> None:
    process = routine("start fork a gather z end", "fork b end2", "late gather")
    process.node("late", "boundaryEvent", boundary("b"), inner=timer("PT1H"))
    running = Watched(diagram(process))
    running.complete("a")
    assert running.open == ["b"]
    running.wait(hours=1).fire("late")
    assert running.open == ["z"]


def test_a_join_goes_on_when_an_activity_is_done_and_its_edge_can_do_nothing_more() -> None:
    process = routine("start fork a gather z end", "fork b end2", "late gather")
    process.node("late", "boundaryEvent", boundary("b"), inner=timer("PT1H"))
    running = Watched(diagram(process))
    running.complete("a")
    running.complete("b")
    assert running.open == ["z"]


def test_an_event_that_waits_on_an_edge_is_no_token_of_its_own() -> None:
    # what the activity's own way would bring by the flow that has a token, its edge must not hold up alone
    process = routine("start fork a merge gather z end", "fork b merge", "late gather", "fork c gather")
    process.node("late", "boundaryEvent", boundary("b"), inner=timer("PT1H"))
    running = Watched(diagram(process))
    running.complete("a")
    running.complete("c")
    assert running.open == ["b", "z"]


def test_a_join_waits_for_a_subprocess_however_deep_the_work_in_it_is() -> None:
    inner = routine("start3 c end3", key="inner")
    middle = routine("start2 sub2 end2", key="middle").node("sub2", "subProcess", inner=inner.body())
    process = routine("start fork a gather z end", "fork sub gather").node("sub", "subProcess", inner=middle.body())
    running = Watched(diagram(process))
    running.complete("a")
    assert running.open == ["c"]
    running.complete("c")
    assert running.open == ["z"]


def test_a_join_in_a_subprocess_minds_its_own_tokens_alone() -> None:
    held = routine("start2 fork2 c gather d end2", "fork2 g gather", key="q")
    process = routine("start fork sub end", "fork b end4").node("sub", "subProcess", inner=held.body())
    running = Watched(diagram(process))
    running.complete("c")
    running.complete("g")
    assert running.open == ["b", "d"]
