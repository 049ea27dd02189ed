"""What is over is forgotten: the size of a state depends on what is open, never on what has been.

`Watched` holds every instance in these tests to it, after every event; here it is counted over thousands of rounds.
"""

from __future__ import annotations

import re

import pytest

from engine.bpmn.advance import Step, advance
from engine.bpmn.state import dump, load
from tests.diagram import diagram, into, out_of, timer
from tests.engine.bpmn.drawing import boundary, calls, routine
from tests.engine.bpmn.histories import compiled, histories
from tests.engine.bpmn.watched import only_what_is_open_is_kept
from tests.running import START, compile_xml

ROUND = ["a", "b", "c", "ask"]


def rounds_with_fork_and_call() -> bytes:
    process = routine("start merge fork a join call ask choose", "fork b join", "edge remind end2")
    process.node("call", "callActivity", calls("q"), extension=into("n", "n") + out_of("n", "n"))
    process.node("edge", "boundaryEvent", boundary("a", interrupting=False), inner=timer("R/P1D", "timeCycle"))
    process.flow("choose", "merge", "again").node("end", "endEvent").flow("choose", "end", default=True)
    return diagram(process, routine("start2 c end3", key="q"))


def test_five_thousand_rounds_are_kept_like_ten() -> None:
    definition = compile_xml(rounds_with_fork_and_call())
    state, _ = advance(definition, None, Step("start", START, values={"again": True, "n": 0}))
    kept, sizes, shapes = [], [], []
    for number in range(1, 5001):
        for element in ROUND:
            key = next(token.key for token in state.tokens() if token.element == element)
            values = {"n": number} if element == "c" else {}
            state, _ = advance(definition, state, Step("complete", START, key, values))
        if number in (10, 100, 1000, 5000):
            snapshot = dump(state)
            kept.append(sum(len(workflow.tasks) for workflow in state.workflows()))
            sizes.append(len(snapshot))
            shapes.append(re.sub(rb"\d+", b"0", snapshot))
            state = load(definition, snapshot)
    assert set(kept) == {4}, "a, b, the timer, and the root"
    assert len(set(shapes)) == 1
    numbers = len(re.findall(rb"\d+", snapshot))
    assert sizes[-1] - sizes[0] <= 3 * numbers, "numbers of two digits have grown to five at most"
    assert sizes[-1] < 500


def test_reminders_that_come_and_go_leave_nothing() -> None:
    definition = compile_xml(rounds_with_fork_and_call())
    state, _ = advance(definition, None, Step("start", START))
    shapes = set()
    for number in range(300):
        timer_key = next(token.key for token in state.tokens() if token.element == "edge")
        due = next(token.note["due"] for token in state.tokens() if token.element == "edge")
        state, _ = advance(definition, state, Step("timer", due, timer_key))
        reminder = next(token.key for token in state.tokens() if token.element == "remind")
        state, _ = advance(definition, state, Step("complete", due, reminder))
        if number:
            shapes.add(re.sub(rb"\d+", b"0", dump(state)))
    assert len(shapes) == 1


@pytest.mark.parametrize("stored", [False, True])
def test_after_every_event_of_every_history_only_what_is_open_is_kept(stored: bool) -> None:
    for history in histories(40, 100, 40):
        definition, state = compiled(history.xml), None
        for step in history.steps:
            state, outcome = advance(definition, state, step)
            only_what_is_open_is_kept(state)
            if stored:
                state = load(definition, dump(state))
                only_what_is_open_is_kept(state)
            if outcome.done:
                assert [len(workflow.tasks) for workflow in state.workflows()] == [1]
                assert list(state.scopes.values) == [""]
