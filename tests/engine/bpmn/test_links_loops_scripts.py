"""Link events, standard loops, scripts in FEEL, and flows that split where no gateway is drawn."""

from __future__ import annotations

import pytest

from engine.errors import EndlessLoop, NoFlowTaken
from tests.diagram import Process, diagram, error, link, loop, timer
from tests.engine.bpmn.drawing import SERVICE, boundary, calls, routine
from tests.engine.bpmn.watched import Watched


def started(*processes: Process, **values: object) -> Watched:
    return Watched(diagram(*processes, errors=("E1",)), **values)


def test_a_link_leads_from_where_it_is_thrown_to_where_it_is_caught() -> None:
    process = routine("start choose", "a out1", "b out2", "back c end", "aside c")
    process.flow("choose", "a", "n = 1").flow("choose", "b", default=True)
    for name, kind, to in (
        ("out1", "intermediateThrowEvent", "x"),
        ("out2", "intermediateThrowEvent", "x"),
        ("back", "intermediateCatchEvent", "x"),
        ("aside", "intermediateCatchEvent", "y"),
    ):
        process.node(name, kind, inner=link(to))
    for n, first in ((1, "a"), (2, "b")):
        running = started(process, n=n)
        running.complete(first)
        assert list(running.waiting()) == ["c"]
        assert f"out{n}#link" in running.outcomes[-1].passed


@pytest.mark.parametrize("kind", ["userTask", "subProcess", "callActivity", "serviceTask"])
def test_a_loop_does_it_once_and_again_as_long_as_its_condition_holds(kind: str) -> None:
    part = routine("start2 a end2", key="q")
    attributes = {"callActivity": calls("q"), "serviceTask": SERVICE}.get(kind, "")
    inner = loop("n < 3") + (part.body() if kind == "subProcess" else "")
    process = routine("start again end").node("again", kind, attributes, inner=inner)
    running = started(process, *([part] if kind == "callActivity" else []), n=1)
    for n in (2, 3):
        (name,) = running.waiting()
        if kind == "callActivity":
            running.complete(name)
            break
        running.answer(name, n=n) if kind == "serviceTask" else running.complete(name, n=n)
    assert running.done == (kind != "callActivity")


def test_a_loop_that_is_tested_before_may_never_be_done() -> None:
    process = routine("start again b end").node("again", "userTask", inner=loop("n < 3", before=True))
    assert started(process, n=3).open == ["b"]
    assert started(process, n=2).open == ["again:2"]


def test_a_loop_is_done_at_most_as_often_as_it_says() -> None:
    running = started(routine("start again b end").node("again", "userTask", inner=loop("true", most=2)))
    running.complete("again:2")
    running.complete("again:3")
    assert running.open == ["b"]


def test_what_is_on_the_edge_of_a_loop_ends_it_whole() -> None:
    process = routine("start again b end", "late c end", "failed d end")
    process.node("again", "serviceTask", SERVICE, inner=loop("true"))
    process.node("late", "boundaryEvent", boundary("again"), inner=timer("P1D"))
    process.node("failed", "boundaryEvent", boundary("again"), inner=error("E1"))
    running = started(process)
    running.answer("again:2")
    assert list(running.waiting("timer")) == ["late"]
    running.wait(days=1).fire("late")
    assert list(running.waiting()) == ["c"]
    running = started(process)
    running.fail("again:2", "E1")
    assert list(running.waiting()) == ["d"]


def test_a_script_works_out_a_value() -> None:
    said = 'scriptFormat="feel" camunda:resultVariable="total"'
    process = routine("start sum a end").node("sum", "scriptTask", said, inner="<bpmn:script>=n * 2 + 1</bpmn:script>")
    running = started(process, n=3)
    assert running.values == {"n": 3, "total": 7}
    assert running.open == ["a"]


def test_a_loop_of_scripts_is_stopped() -> None:
    said = 'scriptFormat="feel" camunda:resultVariable="n"'
    process = routine("start sum end")
    process.node("sum", "scriptTask", said, inner=f"{loop('true')}<bpmn:script>n + 1</bpmn:script>")
    with pytest.raises(EndlessLoop):
        started(process, n=0)


def test_several_flows_out_of_anything_but_a_gateway_are_all_taken() -> None:
    held = routine("start a end", "start b end", "a c end", "a d end", "late e end", "late f end")
    held.node("late", "boundaryEvent", boundary("b"), inner=timer("P1D"))
    running = started(held)
    assert running.open == ["a", "b"]
    running.complete("a")
    running.wait(days=1).fire("late")
    assert running.open == ["c", "d", "e", "f"]


def test_conditions_on_flows_out_of_a_task_choose_any_of_them_else_the_default() -> None:
    process = routine("start a", "b end", "c end", "d end", "e end")
    process.flow("a", "b", "n > 1").flow("a", "c", "n > 2").flow("a", "d", default=True)
    for n, expected in ((1, ["d"]), (2, ["b"]), (3, ["b", "c"])):
        running = started(process)
        running.complete("a", n=n)
        assert running.open == expected
    process = routine("start a e end", "b end").flow("a", "b", "n > 1")
    running = started(process)
    running.complete("a", n=1)
    assert running.open == ["e"]


def test_a_task_none_of_whose_flows_is_taken_stops_the_event() -> None:
    running = started(routine("start a", "b end").flow("a", "b", "n > 1"))
    with pytest.raises(NoFlowTaken):
        running.complete("a", n=1)


def test_a_task_without_a_type_waits_for_a_person() -> None:
    running = started(routine("start a end").node("a", "task"))
    assert running.complete("a").done
