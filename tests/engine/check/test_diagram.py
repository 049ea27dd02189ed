from __future__ import annotations

import pytest

from engine.bpmn.model import Diagram
from engine.bpmn.read import read_diagram
from engine.check import Facts, Routine, check, check_diagram
from tests.diagram import diagram
from tests.engine.check.routines import routine, straight


def of(replaced: str, by: str) -> list[tuple[str, bool]]:
    data = diagram(straight(routine(), "task")).decode()
    assert replaced in data
    return [(f.rule, f.warning) for f in check_diagram(read_diagram(data.replace(replaced, by).encode(), "a.bpmn"))]


def test_a_file_with_a_process_to_run_passes() -> None:
    assert of("task", "task") == []


def test_it_refuses_a_file_in_which_nothing_runs() -> None:
    assert of('isExecutable="true"', 'isExecutable="false"') == [("process-not-executable", False)]
    assert of('isExecutable="true"', "") == [("process-not-executable", False)]
    assert [f.rule for f in check_diagram(Diagram("a.bpmn", ()))] == ["process-not-executable"]


@pytest.mark.parametrize(
    "namespace", ["http://camunda.org/schema/zeebe/1.0", "http://flowable.org/bpmn", "http://activiti.org/bpmn"]
)
def test_it_refuses_a_diagram_made_for_another_engine(namespace: str) -> None:
    assert of("<bpmn:definitions ", f'<bpmn:definitions xmlns:x="{namespace}" x:y="1" ') == [("diagram-dialect", False)]


def test_it_warns_of_extensions_of_drawing_tools() -> None:
    found = of("<bpmn:definitions ", '<bpmn:definitions xmlns:x="http://example.org/colours" x:y="1" ')
    assert found == [("diagram-extension", True)]


def test_it_tells_of_ids_that_are_there_twice() -> None:
    found = check_diagram(
        Diagram("a.bpmn", read_diagram(diagram(routine()), "a.bpmn").processes, duplicate_ids=(("x", 7),))
    )
    assert [(f.rule, f.element, f.line) for f in found] == [("id-twice", "x", 7)]


def test_it_tells_of_a_routine_that_is_not_there() -> None:
    found = check(Routine("routine", {}, {}), Facts({}, {}))
    assert [f.rule for f in found] == ["process-unknown"]
    assert "routine" in found[0].text()
