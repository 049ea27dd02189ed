"""What an owner does to an instance that is stuck: skip what waits, or end it all."""

from __future__ import annotations

import pytest

from engine.errors import NotOpen
from tests.diagram import diagram, items, message, signal, timer
from tests.engine.bpmn.drawing import SERVICE, boundary, calls, routine
from tests.engine.bpmn.watched import Watched

KINDS = {
    "userTask": ("", ""),
    "serviceTask": (SERVICE, ""),
    "receiveTask": ('messageRef="message_m"', ""),
    "intermediateCatchEvent": ("", message("m")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_waits_is_skipped_without_values(kind: str) -> None:
    attributes, inner = KINDS[kind]
    process = routine("start odd b end").node("odd", kind, attributes, inner=inner)
    running = Watched(diagram(process, messages=("m",)), n=1)
    outcome = running.skip("odd")
    assert running.open == ["b"]
    assert [(c.key.element, c.completed) for c in outcome.closed] == [("odd", True)]
    assert running.values == {"n": 1}


def test_a_timer_is_skipped_before_its_time_and_ends_the_race() -> None:
    process = routine("start race soon b end", "race rung c end")
    process.node("soon", "intermediateCatchEvent", inner=timer("P10D"))
    process.node("rung", "intermediateCatchEvent", inner=signal("s"))
    running = Watched(diagram(process, signals=("s",)))
    running.skip("soon")
    assert list(running.waiting()) == ["b"]


def test_events_on_an_edge_are_not_skipped() -> None:
    process = routine("start a end", "late b end").node("late", "boundaryEvent", boundary("a"), inner=timer("P1D"))
    running = Watched(diagram(process))
    with pytest.raises(NotOpen):
        running.skip("late")


def test_a_skipped_task_takes_what_was_on_its_edge_with_it() -> None:
    process = routine("start a end", "late b end").node("late", "boundaryEvent", boundary("a"), inner=timer("P1D"))
    assert Watched(diagram(process)).skip("a").done


def test_one_round_of_several_is_skipped() -> None:
    process = routine("start each b end").node("each", "userTask", inner=items("=[1, 2]", "n"))
    running = Watched(diagram(process))
    running.skip("each:1#1/each")
    assert running.open == ["each:1#2/each"]
    running.complete("each:1#2/each")
    assert running.open == ["b"]


def test_a_cancelled_instance_has_nothing_left_and_has_reached_no_end() -> None:
    process = routine("start fork a end", "fork call end", "fork sub end", "fork soon end", "edge b end")
    process.node("call", "callActivity", calls("q"))
    process.node("sub", "subProcess", inner=routine("start3 each end3", key="r").body())
    process.node("soon", "intermediateCatchEvent", inner=timer("P1D"))
    process.node("edge", "boundaryEvent", boundary("a"), inner=message("m"))
    running = Watched(diagram(process, routine("start2 c end2", key="q"), messages=("m",)))
    waiting = dict.fromkeys(running.waiting().values(), False)
    outcome = running.cancel()
    assert outcome.done
    assert outcome.ends == ()
    assert outcome.passed == ()
    assert {c.key: c.completed for c in outcome.closed} == waiting
    with pytest.raises(NotOpen):
        running.cancel()
