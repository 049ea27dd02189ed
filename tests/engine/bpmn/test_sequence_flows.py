"""Sequence flows that leave and enter activities without a gateway (BPMN 8.3.13, 13.2.1)."""

from __future__ import annotations

import pytest

from engine.errors import NoFlowTaken
from tests.diagram import diagram, items
from tests.engine.bpmn.drawing import routine
from tests.engine.bpmn.watched import Watched


def test_two_flows_out_of_a_task_are_two_tokens() -> None:
    running = Watched(diagram(routine("start a b end", "a c end")))
    running.complete("a")
    assert running.open == ["b", "c"]
    running.complete("b")
    assert not running.done
    assert running.complete("c").done


def test_two_flows_out_of_the_start_are_two_tokens() -> None:
    assert Watched(diagram(routine("start a end", "start b end"))).open == ["a", "b"]


def test_two_tokens_into_a_task_are_two_tasks() -> None:
    running = Watched(diagram(routine("start a c end", "start b c")))
    running.complete("a")
    running.complete("b")
    assert running.open == ["c", "c:2"]
    running.complete("c:2")
    assert running.open == ["c"]
    assert running.complete("c").done


def test_two_flows_between_the_same_two_elements_are_two_tokens() -> None:
    process = routine("start a b end")
    process.flow("a", "b")
    running = Watched(diagram(process))
    running.complete("a")
    assert running.open == ["b", "b:2"]


@pytest.mark.parametrize(
    ("x", "opened"), [(1, ["always", "one"]), (2, ["always", "two"]), (3, ["always", "one", "two"]), (0, ["always"])]
)
def test_conditions_on_flows_out_of_a_task_are_read(x: int, opened: list[str]) -> None:
    process = routine("start a always end", "one end", "two end")
    process.flow("a", "one", "x in [1, 3]").flow("a", "two", "x in [2, 3]")
    running = Watched(diagram(process))
    running.complete("a", x=x)
    assert running.open == opened


@pytest.mark.parametrize(("x", "opened"), [(1, ["one"]), (2, ["otherwise"]), (None, ["otherwise"])])
def test_a_default_flow_out_of_a_task_is_taken_when_no_other_is(x: int | None, opened: list[str]) -> None:
    process = (
        routine("start a", "one end", "otherwise end").flow("a", "one", "x = 1").flow("a", "otherwise", default=True)
    )
    running = Watched(diagram(process))
    running.complete("a", x=x)
    assert running.open == opened


def test_conditions_out_of_a_multi_instance_task_are_read_once_when_all_is_done() -> None:
    process = routine("start a", "one end", "otherwise end").node("a", "userTask", inner=items("=[1, 2]", "n"))
    process.flow("a", "one", "x = 1").flow("a", "otherwise", default=True)
    running = Watched(diagram(process), x=1)
    running.complete("a:1#1/a", x=2)
    running.complete("a:1#2/a", x=2)
    assert running.open == ["one"]


def test_a_task_with_conditions_of_which_none_holds_stops_the_event() -> None:
    process = routine("start a", "one end").flow("a", "one", "x = 1")
    running = Watched(diagram(process))
    with pytest.raises(NoFlowTaken):
        running.complete("a", x=2)


def test_a_flow_without_an_id_is_one_of_its_own() -> None:
    process = routine("start choose", "a end").flow("choose", "a", "x = 1").flow("choose", "a", "x = 2")
    process.flow("choose", "end", default=True)
    without = diagram(process)
    for number in (3, 4):
        without = without.replace(f'<bpmn:sequenceFlow id="p_{number}"'.encode(), b"<bpmn:sequenceFlow")
        without = without.replace(f"<bpmn:incoming>p_{number}</bpmn:incoming>".encode(), b"")
        without = without.replace(f"<bpmn:outgoing>p_{number}</bpmn:outgoing>".encode(), b"")
    assert without.count(b"<bpmn:sequenceFlow source") == 2
    for x, opened in ((1, ["a"]), (2, ["a"]), (3, [])):
        assert Watched(without, x=x).open == opened
