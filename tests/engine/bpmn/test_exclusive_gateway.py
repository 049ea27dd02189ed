"""One way of several (BPMN 13.4.2)."""

from __future__ import annotations

import pytest

from engine.bpmn.advance import Step, advance
from engine.bpmn.state import dump, load
from engine.errors import NoFlowTaken
from tests.diagram import Process, diagram
from tests.engine.bpmn.drawing import routine
from tests.engine.bpmn.watched import Watched
from tests.running import START


def choice(*, default: bool = True) -> Process:
    process = routine("start a choose", "low merge end", "high merge", "rest merge")
    process.flow("choose", "low", "x < 10").flow("choose", "high", "x > 5")
    return process.flow("choose", "rest", default=True) if default else process


@pytest.mark.parametrize(("x", "opened"), [(1, "low"), (7, "low"), (11, "high")])
def test_the_first_condition_in_the_file_that_holds_is_taken(x: int, opened: str) -> None:
    running = Watched(diagram(choice()))
    assert running.complete("a", x=x).nulls == ()
    assert running.open == [opened]
    assert running.complete(opened).done


def test_the_default_flow_is_taken_when_nothing_else_is_wherever_it_stands() -> None:
    process = routine("start a choose", "low end", "rest end")
    process.flow("choose", "rest", default=True).flow("choose", "low", "x < 10")
    for x, opened in ((1, "low"), (10, "rest")):
        running = Watched(diagram(process))
        running.complete("a", x=x)
        assert running.open == [opened]


@pytest.mark.parametrize("x", [None, "7", [7]])
def test_a_condition_that_is_null_counts_as_false_and_is_recorded(x: object) -> None:
    running = Watched(diagram(choice()))
    outcome = running.complete("a", x=x)
    assert running.open == ["rest"]
    assert len(outcome.nulls) == 2
    assert set(outcome.nulls) <= set(running.definition.main.model.flows)


def test_a_condition_that_is_no_condition_counts_as_null() -> None:
    process = routine("start choose", "a end").flow("choose", "a", "1 + 1").flow("choose", "end", default=True)
    running = Watched(diagram(process))
    assert running.done
    assert len(running.outcomes[0].nulls) == 1


def test_no_way_open_stops_the_event_and_what_is_stored_is_untouched() -> None:
    running = Watched(diagram(choice(default=False)))
    stored = dump(running.state)
    step = Step("complete", START, running.waiting()["a"], {"x": None})
    with pytest.raises(NoFlowTaken) as refused:
        advance(running.definition, running.state, step)
    assert refused.value.fields == {"element": "choose"}
    running.state = load(running.definition, stored)
    running.complete("a", x=1)
    assert running.open == ["low"]


def test_every_token_that_comes_to_a_merge_goes_on_by_itself() -> None:
    running = Watched(diagram(routine("start fork a merge c end", "fork b merge")))
    running.complete("a")
    running.complete("b")
    assert running.open == ["c", "c:2"]


def test_one_gateway_can_both_merge_and_choose() -> None:
    process = routine("start choose", "a choose").flow("choose", "a", "again").flow("choose", "end", default=True)
    process.node("end", "endEvent")
    running = Watched(diagram(process), again=True)
    running.complete("a")
    assert running.open == ["a:2"]
    assert running.complete("a:2", again=False).done


def test_the_ways_that_were_tried_after_the_one_taken_are_not_evaluated() -> None:
    process = routine("start choose", "a end", "b end").flow("choose", "a", "true").flow("choose", "b", "unknown > 1")
    assert Watched(diagram(process)).outcomes[0].nulls == ()


def test_how_boxes_lie_decides_nothing() -> None:
    xml = diagram(choice()).decode()
    shapes = "".join(
        f'<di:BPMNShape id="shape_{name}" bpmnElement="{name}"><dc:Bounds x="0" y="{y}" width="9" height="9"/>'
        "</di:BPMNShape>"
        for name, y in (("high", 0), ("low", 900), ("rest", 450))
    )
    drawn = f'<di:BPMNDiagram id="d"><di:BPMNPlane id="plane" bpmnElement="p">{shapes}</di:BPMNPlane></di:BPMNDiagram>'
    namespaces = (
        'xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" '
    )
    xml = xml.replace("<bpmn:definitions ", f"<bpmn:definitions {namespaces}", 1)
    running = Watched(xml.replace("</bpmn:definitions>", f"{drawn}</bpmn:definitions>").encode())
    running.complete("a", x=7)
    assert running.open == ["low"]
